"""Keeps the export formats, and the proof that each file answers as the trained network does."""
