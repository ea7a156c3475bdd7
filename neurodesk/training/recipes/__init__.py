"""The ways a network can be taught; each names what runs as text, loaded where it runs."""
