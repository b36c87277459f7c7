"""Sample friends for a running stack: each with a ledger from which a replay makes the very same friend."""
