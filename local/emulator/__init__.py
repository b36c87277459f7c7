"""MiniStack's process. It is MiniStack as uv.lock has it, mended where it takes time without need: what it answers stays the
same, but for how soon schedules come.

A repair says what took long, and goes when MiniStack does it better. ``tests/integration/emulator`` fails where one has no
effect any more, or changes an answer.
"""
