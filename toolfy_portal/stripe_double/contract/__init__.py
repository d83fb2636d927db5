"""Holds the double to Stripe's contract, as the installed `stripe` package's own types write it down."""
