"""Keeps the drawing: a frozen value, the edits that make a new one, and what can be read from it."""
