"""The settings: billing and payments."""
