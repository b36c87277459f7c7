"""Inflow routes 流入経路: by which poster, link or person a friend came, recorded even before the person is a friend."""
