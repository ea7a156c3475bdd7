"""The canvas: the drawing as a person sees and shapes it. It talks to a session, the theme and the catalogue only."""
