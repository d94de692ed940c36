"""What the page of one thing shows beside its bare statements, kind by kind, as plain data."""
