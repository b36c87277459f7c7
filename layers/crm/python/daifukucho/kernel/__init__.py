"""The kernel: what every capability shares (errors, ids, time, pages)."""
