"""Waiting before a repeat."""

import random
import time


def pause(attempt: int) -> None:
    """Sleep up to 25 ms x 2^attempt, 400 ms at most, by chance (full jitter), so that two writers do not meet again."""
    time.sleep(random.uniform(0, min(0.4, 0.025 * 2**attempt)))
