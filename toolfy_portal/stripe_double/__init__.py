"""A stateful stand-in for Stripe's API, for demo mode and the tests: the same code path, no money."""
