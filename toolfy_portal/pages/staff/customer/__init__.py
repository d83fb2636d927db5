"""A customer as staff see them."""
