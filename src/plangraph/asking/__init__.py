"""Answers from the graph, asked in SPARQL only."""
