"""Two people at one thing: an edit is made to what was read, or not at all."""

from collections.abc import Collection

from daifukucho.kernel.errors import Conflict


def refuse_unless_expected(version: int, expected: Collection[int] | None) -> None:
    """Raises Conflict (``version_mismatch``) if the present version is not one that the caller has seen.

    ``expected`` ``None``: the caller takes any.
    """
    if expected is not None and version not in expected:
        raise Conflict(
            f"It is at version {version} by now; read it again, then repeat your edit.", code="version_mismatch"
        )
