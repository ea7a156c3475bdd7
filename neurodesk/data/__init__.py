"""Where examples come from, and how they are made ready to learn from."""
