"""Notices お知らせ: what one friend is told because of one entry in her ledger."""
