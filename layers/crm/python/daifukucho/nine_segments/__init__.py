"""The nine segments 9セグメント (西口一希): where a friend stands towards a product, by what the friend says and buys."""
