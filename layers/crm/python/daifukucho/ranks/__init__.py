"""Ranks ランク: what a friend is to the shop, by what the friend has spent or earned."""
