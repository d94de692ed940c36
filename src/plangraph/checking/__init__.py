"""SHACL results and reading findings as one report."""
