"""The package of the client and the command line, as it is installed elsewhere: built, and put into an environment of its own,
to which only the libraries that it needs are lent."""

import os
import re
import subprocess
import tomllib
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[3]
UV = ROOT / ".tools" / "bin" / "uv"
PROJECT = tomllib.loads((ROOT / "cli" / "pyproject.toml").read_text("utf-8"))["project"]
WHOLE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    here = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run([*map(str, command)], capture_output=True, text=True, env=here, cwd="/")


def done(*command: str | Path) -> str:
    result = run(*command)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done(UV, "build", "--offline", "--quiet", "--wheel", "--out-dir", folder, ROOT / "cli")
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment's commands."""
    folder = tmp_path_factory.mktemp("venv")
    done(UV, "venv", "--offline", "--quiet", "--clear", "--python", ROOT / ".venv" / "bin" / "python", folder)
    done(UV, "pip", "install", "--offline", "--quiet", "--no-deps", "--python", folder / "bin" / "python", wheel)
    spec = find_spec("httpx")
    assert spec and spec.origin
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(str(Path(spec.origin).parents[1]))
    return folder / "bin"


def test_the_version_and_the_libraries_are_those_of_the_project():
    assert PROJECT["version"] == WHOLE["version"]
    assert PROJECT["license"] == WHOLE["license"]
    assert PROJECT["requires-python"] == WHOLE["requires-python"]
    ranges = {need.partition(",")[0] for need in PROJECT["dependencies"]}
    assert ranges == set(WHOLE["optional-dependencies"]["cli"])
    assert all("," in need for need in PROJECT["dependencies"])


def test_it_holds_what_it_needs(wheel: Path):
    names = set(ZipFile(wheel).namelist())
    (licence,) = (name for name in names if name.endswith("/licenses/LICENSE"))
    assert ZipFile(wheel).read(licence) == (ROOT / "LICENSE").read_bytes()
    assert {"daifukucho_client/py.typed", "daifukucho_cli/resources.json"} <= names
    ours = {path.name for path in (ROOT / "cli" / "daifukucho_client").glob("*.py")}
    assert {name.partition("/")[2] for name in names if name.startswith("daifukucho_client/")} >= ours


def test_the_client_and_the_commands_are_there(installed: Path):
    said = done(installed / "python", "-c", "import daifukucho_client as c; print(c.__file__, c.Client)")
    assert said.startswith(str(installed.parent))
    assert "stores" in done(installed / "daifukucho", "--help")
    assert "--percent" in done(installed / "daifukucho", "--lang", "ja", "coupons", "create", "--help")


def test_a_program_that_uses_it_is_typed(installed: Path, tmp_path: Path):
    """The example of the guide, by the types that are installed, and not by the source here."""
    guide = (ROOT / "docs" / "client.md").read_text("utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    (tmp_path / "example.py").write_text(example + "\nreveal_type(vip.created_at)\n", "utf-8")
    mypy = [ROOT / ".venv" / "bin" / "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}"]
    said = done(*mypy, "--python-executable", installed / "python", tmp_path / "example.py")
    assert 'Revealed type is "datetime.datetime"' in said and "Success" in said


NEEDS_PROJECT = {
    "en": "This command needs the project itself",
    "ja": "このコマンドには大福帳のプロジェクト一式が必要です",
}


@pytest.mark.parametrize(
    ("lang", "command"),
    [
        ("en", "friends replay --all --stack stack.json"),
        ("ja", "ledger redrive --stack stack.json"),
        ("ja", "orders import orders.csv"),
    ],
)
def test_a_command_that_needs_the_project_says_so(installed: Path, tmp_path: Path, lang: str, command: str):
    (tmp_path / "orders.csv").write_text("注文番号\n1\n", "utf-8")
    (tmp_path / "stack.json").write_text('{"outputs": {}, "aws_endpoint": "http://127.0.0.1:1", "line_api": ""}')
    words = [str(tmp_path / word) if "." in word else word for word in command.split()]
    result = run(installed / "daifukucho", "--lang", lang, *words)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(NEEDS_PROJECT[lang])
    assert "make setup" in result.stderr
