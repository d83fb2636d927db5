"""Help: articles, and whom to ask."""
