"""The business: one folder per noun; models, service, events."""
