"""What holds a graph against shapes: the shapes compiled to SPARQL, and pyshacl as the reference."""
