"""Pictures of plans as SVG, each with its numbers as a table."""
