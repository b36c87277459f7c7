"""Points ポイント: a ledger of double entry. Whatever points a friend has came from the shop, and go back to it."""
