"""What a command is given as JSON, in a file or on standard input."""

import json
import sys
from pathlib import Path
from typing import Any

from daifukucho_cli.screen import fail


def read(path: str) -> Any:
    """A JSON object. Ends the command, saying where it goes wrong, if it is none."""
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        fail(ja=f"{path} を読めません: {error.strerror}", en=f"{path} cannot be read: {error.strerror}", code=2)
    try:
        value = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        fail(ja=f"{path} は JSON ではありません: {error}", en=f"{path} is not JSON: {error}", code=2)
    if not isinstance(value, dict):
        fail(
            ja=f"{path} は JSON のオブジェクト（{{…}}）ではありません。", en=f"{path} is no JSON object: {{…}}", code=2
        )
    return value


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")
