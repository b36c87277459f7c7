"""Messages: what a campaign says, checked before it is saved, and filled in for each friend."""
