"""The history of every document: who saw, sent, paid what, and when."""
