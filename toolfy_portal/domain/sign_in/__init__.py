"""From a proof (token, password, session) to an access."""
