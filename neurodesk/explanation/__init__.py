"""Keeps why a network answers as it does: methods of attribution, how far to trust them, and their pictures."""
