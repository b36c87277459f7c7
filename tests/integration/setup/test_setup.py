"""``scripts/setup`` when a registry does not answer: what could not be fetched, and what to do, in both languages."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
AGAIN = "run 'make setup' again, which goes on from there."


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of somebody who takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("scripts/setup", "pyproject.toml", "uv.lock", "package.json", "package-lock.json"):
        to = tmp_path / name
        to.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, to)
    return tmp_path


def setup(project: Path, part: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One part, with nothing in any cache, and with little patience unless it is told otherwise."""
    usual = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("PIP_", "UV_", "NPM_")) and not name.upper().endswith("_PROXY")
    }
    impatient = {"PIP_DEFAULT_TIMEOUT": "1", "PIP_RETRIES": "0", "UV_HTTP_TIMEOUT": "1", "UV_HTTP_RETRIES": "0"}
    caches = {
        "PIP_NO_CACHE_DIR": "1",
        "UV_CACHE_DIR": str(project / "cache"),
        "npm_config_cache": str(project / "cache"),
    }
    return subprocess.run(
        [project / "scripts/setup", part],
        env={**usual, **impatient, **caches, "PIP_CONFIG_FILE": os.devnull, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def test_uv(project: Path, silent: str) -> None:
    said = last_line(setup(project, "uv", HTTPS_PROXY=silent, HTTP_PROXY=silent))
    assert said.startswith("setup: uv を PyPI から取得できませんでした")
    assert "/ uv could not be fetched from PyPI" in said
    assert said.endswith(AGAIN)
    assert not (project / ".tools/bin/uv").exists()
    # What there is already stays, and is enough for the next attempt.
    assert (project / ".tools/bin/pip").exists()


def test_the_python_packages(project: Path, silent: str) -> None:
    tools = project / ".tools/bin"
    tools.mkdir(parents=True)
    found = shutil.which("uv", path=f"{ROOT / '.tools/bin'}:{os.environ['PATH']}")
    assert found, "make setup installs it"
    (tools / "uv").symlink_to(Path(found).resolve())
    said = last_line(setup(project, "python", HTTPS_PROXY=silent, HTTP_PROXY=silent))
    assert "Python packages could not be fetched from PyPI" in said
    assert said.endswith(AGAIN)
    assert not (project / ".venv/.ready").exists()


def test_the_node_packages_and_those_that_are_there_stay(project: Path) -> None:
    kept = project / "node_modules/kept/index.js"
    kept.parent.mkdir(parents=True)
    kept.touch()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    # Nobody listens there any more: the connection is refused, which is told sooner than silence.
    said = last_line(setup(project, "node", npm_config_registry=f"http://127.0.0.1:{port}/"))
    assert "Node.js packages could not be fetched from npm" in said
    assert said.endswith(AGAIN)
    assert kept.exists()
    assert not (project / "node_modules/.ready").exists()
