"""The local stack: the deployed stack, on this machine. ``running()`` starts one of its own."""

from local.stack.stack import running

__all__ = ["running"]
