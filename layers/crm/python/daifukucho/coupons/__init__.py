"""Coupons クーポン: what a friend may redeem in a store, once or often, and the record of who had them."""
