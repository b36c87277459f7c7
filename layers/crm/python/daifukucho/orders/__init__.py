"""Orders 購買: what a friend buys, as the shop's tills and sites tell it, and what follows from all of it."""
