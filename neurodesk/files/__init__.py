"""Keeps paper: the project file, its older formats, recovery after a crash, templates and exports."""
