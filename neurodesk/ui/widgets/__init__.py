"""Widgets that any panel may use."""
