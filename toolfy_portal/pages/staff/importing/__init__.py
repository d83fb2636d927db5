"""Importing what another product exported."""
