"""Runs: their table, two side by side, and the one under way."""
