"""Records → RDF, and the stores that hold it."""
