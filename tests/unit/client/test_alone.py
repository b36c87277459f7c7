"""The client by itself, as a program elsewhere has it: a folder to copy, and two packages."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import daifukucho_client

ABSENT = (
    "daifukucho",
    "daifukucho_aws",
    "daifukucho_cli",
    "boto3",
    "botocore",
    "pynamodb",
    "pydantic",
    "rich",
    "typer",
)
CODE = """
import importlib, pkgutil
sys.modules.update(dict.fromkeys(sys.argv[1:]))  # to import one of these raises ImportError
import daifukucho_client
for module in pkgutil.iter_modules(daifukucho_client.__path__):
    importlib.import_module(f"daifukucho_client.{module.name}")
"""


def test_it_needs_two_packages_and_nothing_of_ours(tmp_path: Path):
    shutil.copytree(Path(daifukucho_client.__file__).parent, tmp_path / "daifukucho_client")
    spec = find_spec("httpx")
    assert spec and spec.origin
    path = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(Path(spec.origin).parents[1])!r}]\n"
    command = [sys.executable, "-I", "-S", "-c", path + CODE, *ABSENT]
    done = subprocess.run(command, capture_output=True, text=True, env={})
    assert done.returncode == 0, done.stderr
