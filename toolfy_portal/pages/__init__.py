"""Every screen."""
