"""The catalogue of layers: one class for each, one file for each family, and the words all declarations share."""
