"""The public words of NeuroDesk: open, compile, train, evaluate, explain, export."""

__version__ = "0.1.0"
