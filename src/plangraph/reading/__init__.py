"""Documents → records. Knows no RDF."""
