"""Money: attempts to pay, the ledger, and what the gateway tells us."""
