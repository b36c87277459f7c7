"""Ranks ランク: what a friend is to the shop, by what she has spent or earned."""
