"""Points ポイント: a ledger of double entry. Whatever a friend has came from the shop, and goes back to it."""
