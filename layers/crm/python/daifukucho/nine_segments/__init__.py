"""The nine segments 9セグメント (西口一希): where a friend stands towards a product, by what she says and by what she buys."""
