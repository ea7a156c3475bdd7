"""The docks: one panel a file, each a view of the session and of what the engine said."""
