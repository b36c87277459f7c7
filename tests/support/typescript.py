"""Modules of the pages in Node.js: a script that answers a line of JSON for each line that it is given."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@contextmanager
def answering(script: Path, folder: Path) -> Iterator[Callable[[Any], Any]]:
    """Bundles ``script`` into ``folder``, and runs it until the end of the block."""
    bundle = folder / f"{script.stem}.cjs"
    esbuild = [str(ROOT / "node_modules/.bin/esbuild"), str(script), "--bundle", "--platform=node", "--log-level=error"]
    subprocess.run([*esbuild, f"--outfile={bundle}"], check=True, cwd=ROOT)
    with subprocess.Popen(["node", bundle], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node:
        into, out = node.stdin, node.stdout
        assert into is not None
        assert out is not None

        def ask(given: Any) -> Any:
            into.write(json.dumps(given) + "\n")
            into.flush()
            return json.loads(out.readline())

        yield ask
        into.close()
