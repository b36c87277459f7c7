"""Delivery: what LINE takes and answers, to whom nothing is sent, and one friend told exactly once."""
