"""Keeps what touches the disk: careful saving and reading, locks, databases, and where things live."""
