"""The tests; one folder a package, so that they can share servers and factories."""
