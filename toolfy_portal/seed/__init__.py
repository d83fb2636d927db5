"""A demo business to look at, and builders of records with lived-in defaults."""
