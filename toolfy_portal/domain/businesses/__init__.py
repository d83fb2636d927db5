"""The tenant: who it is, how it looks, what its terms are."""
