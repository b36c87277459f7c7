"""The end of a function's start."""

import gc


def started() -> None:
    """Tell Python's collector that what was imported stays: it then looks through what an invocation makes, and no more.

    To be called at the end of a handler's module, of a function that makes many objects at a time.
    """
    gc.collect()
    gc.freeze()
