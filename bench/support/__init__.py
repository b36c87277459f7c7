"""What several figures are measured with."""
