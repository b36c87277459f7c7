"""Fields of the shop's own 友だち情報: what it wants to know of its friends, and what it may be."""
