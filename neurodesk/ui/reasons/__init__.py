"""Why: the views, rows and files of the Explain dock."""
