"""Who relies on the portal."""
