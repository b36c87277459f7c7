"""Where concrete adapters are built: one module a function, so that none pays for the imports of another.

Handlers call their ``build`` once a container, at first use.
"""
