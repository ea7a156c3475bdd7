"""Keeps the methods of explanation, one in a file."""
