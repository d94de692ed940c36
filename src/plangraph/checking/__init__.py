"""SHACL results and the doubts of reading, as one report."""
