"""Inflow routes 流入経路: by which poster, link or person a friend came; known before she is a friend."""
