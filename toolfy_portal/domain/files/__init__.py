"""Logos, covers and made documents, kept by content."""
