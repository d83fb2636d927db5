"""Secure links to one document each."""
