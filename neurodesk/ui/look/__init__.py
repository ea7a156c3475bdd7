"""How the desk looks: colours, type, icons, motion, numbers."""
