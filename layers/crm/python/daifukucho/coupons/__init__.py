"""Coupons クーポン: what a friend may have at the till, once or often, and the record of who had it."""
