"""The columnar copy 写し of the roster, which previews count over. docs/adr/roster-copy.md says how it is kept.

Only ``duck``, ``reader``, ``compaction`` and what imports them need DuckDB, which is in a layer of its own.
"""
