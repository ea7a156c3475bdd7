"""Curves of a run: drawn, pointed at, saved."""
