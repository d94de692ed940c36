"""The server: pages for people, SPARQL and RDF for programs. It knows no reading and serves any such graph."""
