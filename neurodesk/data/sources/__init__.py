"""The sources, one file for each or for each tight family."""
