"""Keeps the engine: one thread that owns the device, the messages it takes and gives, and where it lives."""
