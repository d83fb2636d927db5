"""What a customer owes, line by line."""
