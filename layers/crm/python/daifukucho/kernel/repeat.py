"""Trying again after another writer was first."""

from collections.abc import Callable

Pause = Callable[[int], None]
"""Waits a moment before the next attempt; told how many attempts (from 0) were made. A test passes one that does not
wait."""
