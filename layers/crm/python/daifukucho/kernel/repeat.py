"""Repeating what was lost to a rival."""

from collections.abc import Callable

Pause = Callable[[int], None]
"""Waits a moment before the next attempt; told how many (from 0) have been made. A test passes one that does not."""
