"""What operators do for a friend whose member card they have read."""
