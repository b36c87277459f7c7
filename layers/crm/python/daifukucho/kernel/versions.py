"""Two people who edit one thing: an edit is made to the version that was read, or not at all."""

from collections.abc import Collection

from daifukucho.kernel.refusals import VERSION_MISMATCH


def refuse_unless_expected(version: int, expected: Collection[int] | None) -> None:
    """Raises Conflict (``version_mismatch``) if the present version is not one that the caller has seen.

    ``expected`` ``None``: the caller accepts any version.
    """
    if expected is not None and version not in expected:
        raise VERSION_MISMATCH(version=version)
