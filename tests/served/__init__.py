"""Tests against the built app, served by the real web server: browsers and raw sockets."""
