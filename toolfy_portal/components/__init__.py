"""How things look, knowing no rules."""
