"""Messages that leave the house, queued in the same transaction as their cause."""
