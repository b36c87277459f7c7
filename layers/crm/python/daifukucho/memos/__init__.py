"""Memos 商談・来店・電話: what the staff write down of a friend, with its author and time."""
