"""The bell on every staff page, its panel, and the toasts of what arrives."""
