"""The zips that the functions are made of, built by uv without Docker.

A zip is named by the hash of what goes into it, and built when no zip of that name is there. Byte code is shipped,
with *unchecked hashes*: neither the CDK's zips nor Lambda keep the time of a file, by which Python would otherwise
tell that it is fresh. See docs/adr/dependency-layer.md.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from infra import postal

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
_FORMAT = "1"  # change it if the same input must give another zip
_SCRAP = re.compile(r"(^|/)(\.|__pycache__/)")  # what tools leave behind
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


class BuildError(Exception):
    """A zip could not be built; the text says what to do."""


@dataclass(frozen=True)
class Target:
    """Where the code will run: Python's version, and uv's name of the platform (``None``: this machine)."""

    python: str
    platform: str | None

    @property
    def label(self) -> str:
        return f"py{self.python}-{self.platform or f'{sys.platform}-{platform.machine()}'}"


LAMBDA = Target(python="3.13", platform="aarch64-manylinux_2_28")
"""Amazon Linux 2023 on Graviton."""

HERE = Target(python=f"{sys.version_info.major}.{sys.version_info.minor}", platform=None)
"""The local stack runs the functions in the project's own interpreter."""


def dependency_layer(target: Target) -> Path:
    """What the functions need from PyPI, as locked in uv.lock, less what the runtime brings along."""
    provided = (ROOT / "layers/deps/provided-by-runtime.txt").read_text().split()
    less = (flag for name in provided for flag in ("--no-emit-package", name))
    return _installed("deps", _locked("--no-default-groups", *less), target)


def columns_layer(target: Target) -> Path:
    """What the functions of the columnar copy need besides: DuckDB."""
    return _installed("columns", _locked("--only-group", "columns"), target)


def _locked(*which: str) -> str:
    """Some of the packages that uv.lock holds, with their versions and hashes."""
    plain = ("--no-emit-project", "--no-header", "--no-annotate")
    return _run([_uv(), "--color", "never", "export", "--frozen", *plain, *which])


def _installed(name: str, requirements: str, target: Target) -> Path:

    def install(folder: Path) -> None:
        listed = folder.parent / "requirements.txt"
        listed.write_text(requirements)
        where = ["--python-platform", target.platform] if target.platform else []
        command = [
            *(_uv(), "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"),
            *("--python-version", target.python, "--python", sys.executable, *where),
            *("--target", str(folder / "python"), "--requirements", str(listed)),
        ]
        try:
            _run(command)
        except BuildError as error:
            raise BuildError(
                f"{error}\nLambda のレイヤーに入れるパッケージを PyPI から取得できませんでした。ネットワークとプロキシの設定を確かめて、もう一度実行してください。"
                " / What goes into the functions' layer could not be fetched from PyPI: check the network and the proxy"
                " settings, and run this again."
            ) from error
        # Console scripts carry the path of the Python that installed them, and no function runs one.
        shutil.rmtree(folder / "python" / "bin", ignore_errors=True)

    return _zip(name, hashlib.sha256(requirements.encode()), target, "/opt", install)


def crm_layer(target: Target) -> Path:
    """Our own code: the core and its adapters."""
    return _sources("crm", ROOT / "layers/crm", target, "/opt")


def function_code(name: str, target: Target) -> Path:
    """One function's folder; ``liff_api`` has the pages that it serves beside it, as ``web``."""
    folder = ROOT / "functions" / name
    if not (folder / "handler.py").is_file():
        raise BuildError(f"functions/{name}/handler.py is missing")
    return _sources(name, folder, target, "/var/task", beside={"web": web_pages()} if name == "liff_api" else {})


def web_pages() -> Path:
    """The folder with the pages of ``web/``, built by Vite unless it is there already, and with the addresses by postal
    code that they look up."""
    vite = ROOT / "node_modules/.bin/vite"
    if not vite.exists():
        raise BuildError("node_modules/.bin/vite is missing; run 'make setup'")
    digest = _digest(_files(ROOT / "web"))
    digest.update((ROOT / "package-lock.json").read_bytes() + postal.fingerprint())
    path = BUILD / "web" / digest.hexdigest()[:16]
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".web-") as scratch:
        draft = Path(scratch, "pages")
        areas = postal.files()
        edition = postal.edition(areas)
        _run(
            [
                str(vite),
                "build",
                "--config",
                "web/vite.config.ts",
                "web",
                "--outDir",
                str(draft),
                "--logLevel",
                "error",
            ],
            VITE_POSTAL=edition,
        )
        for digits, content in areas.items():
            Path(draft, f"assets/postal-{edition}-{digits}.json.gz").write_bytes(content)
        with suppress(OSError):  # another process was first, with the same pages
            draft.rename(path)
    return path


def _sources(name: str, source: Path, target: Target, home: str, beside: Mapping[str, Path] = {}) -> Path:
    files = _files(source)
    for prefix, other in beside.items():
        files |= {f"{prefix}/{inside}": file for inside, file in _files(other).items()}

    def copy(folder: Path) -> None:
        for inside, file in files.items():
            to = folder / inside
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to)

    return _zip(name, _digest(files), target, home, copy)


def _files(folder: Path) -> dict[str, Path]:
    """The files of a folder by their names in it, in order."""
    names = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: file for name, file in names.items() if not _SCRAP.search(name)}


def _digest(files: Mapping[str, Path]) -> "hashlib._Hash":
    digest = hashlib.sha256()
    for name, file in files.items():
        digest.update(f"{name}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest


def _zip(name: str, digest: "hashlib._Hash", target: Target, home: str, fill: Callable[[Path], None]) -> Path:
    """The zip of what ``fill`` puts into a folder. ``home`` is that folder's name in Lambda, for tracebacks."""
    python = _interpreter(target.python)
    digest.update(f"{_FORMAT}\0{target.label}\0{python is not None}".encode())
    path = BUILD / "lambda" / target.label / f"{name}-{digest.hexdigest()[:16]}.zip"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{name}-") as scratch:
        folder = Path(scratch, "content")
        folder.mkdir()
        fill(folder)
        if python:
            # A file that does not compile stays as it is: some packages carry one for Python 2 that nobody imports.
            compileall = ("-W", "ignore", "-m", "compileall", "-qq", "-f", "--invalidation-mode", "unchecked-hash")
            subprocess.run([python, *compileall, "-s", str(folder), "-p", home, str(folder)], check=False)
        else:
            print(f"Python {target.python} is not here: {name} ships no byte code and starts slower", file=sys.stderr)
        draft = Path(scratch, path.name)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(p for p in folder.rglob("*") if p.is_file()):
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EPOCH)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
        os.replace(draft, path)
    return path


def _interpreter(version: str) -> str | None:
    """A Python of that version on this machine; byte code of another one is of no use."""
    if version == HERE.python:
        return sys.executable
    found = subprocess.run(
        [_uv(), "python", "find", "--no-python-downloads", "--no-project", version], capture_output=True, text=True
    )
    return found.stdout.strip() if found.returncode == 0 else None


def _uv() -> str:
    tool = ROOT / ".tools/bin/uv"
    found = str(tool) if tool.exists() else shutil.which("uv")
    if not found:
        raise BuildError("uv is missing; run 'make setup'")
    return found


def _run(command: list[str], **environment: str) -> str:
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode != 0:
        raise BuildError(f"{Path(command[0]).name} {' '.join(command[1:3])} failed:\n{done.stderr.strip()}")
    return done.stdout
