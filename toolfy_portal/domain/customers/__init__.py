"""The people and firms that are billed."""
