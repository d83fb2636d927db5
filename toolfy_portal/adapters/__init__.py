"""The outside world: promises, embedded defaults and vendors."""
