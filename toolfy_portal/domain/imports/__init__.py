"""Bringing another product's customers and invoices in."""
