"""What staff members do for a friend whose member card they have read."""
