"""The command line, for those who run the portal."""
