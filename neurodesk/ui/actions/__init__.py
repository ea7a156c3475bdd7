"""Every action of the window, one file per menu; `menus` puts them in place."""
