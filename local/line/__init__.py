"""A simulator of the LINE platform, for the local stack and for tests. See README.md."""
