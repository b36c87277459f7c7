"""The rules of the architecture that import-linter cannot see (its own are in pyproject.toml, run by ``make check``)."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYER = ROOT / "layers/crm/python"
FUNCTIONS = sorted(path for path in (ROOT / "functions").iterdir() if (path / "handler.py").exists())

FORBIDDEN = {
    *("boto3", "botocore", "pynamodb", "linebot", "aws_lambda_powertools", "aws_cdk", "pydantic"),
    *("os", "socket", "urllib", "http", "requests", "httpx", "aiohttp"),
}
HEAVY = {"boto3", "botocore", "pynamodb", "linebot", "aws_lambda_powertools", "aws_cdk", "pydantic", "requests"}


def modules(package: str) -> list[str]:
    """The dotted names of a package's modules."""
    files = sorted((LAYER / package).rglob("*.py"))
    names = [".".join(file.relative_to(LAYER).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names]


def imported(file: Path) -> Iterator[str]:
    """The top-level names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def in_a_new_python(code: str, *arguments: str, path: list[Path]) -> str:
    """Run code without an environment; returns what it printed."""
    setup = f"import sys; sys.path[:0] = {[str(p) for p in path]}\n"
    done = subprocess.run(
        [sys.executable, "-I", "-c", setup + code, *arguments], capture_output=True, text=True, env={}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_core_is_pure() -> None:
    files = sorted((LAYER / "daifukucho").rglob("*.py"))
    assert files
    found = {str(file.relative_to(LAYER)): sorted(FORBIDDEN & set(imported(file))) for file in files}
    assert {file: names for file, names in found.items() if names} == {}


def test_importing_the_core_loads_no_sdk() -> None:
    """Also by a way round that no import statement of ours shows."""
    code = """
import importlib, json
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
    loaded = set(json.loads(in_a_new_python(code, *modules("daifukucho"), path=[LAYER])))
    assert "daifukucho" in loaded
    assert loaded & HEAVY == set()


REGISTRIES = (
    "book.kinds",
    "messages.actions",
    "messages.templates",
    "messages.types",
    "segments.operators",
    "surveys.types",
)


@pytest.mark.parametrize("name", ["sender", "notifier", "webhook"])
def test_a_function_that_has_to_be_quick_begins_without_the_members_of_registries(name: str) -> None:
    """They are loaded when they are asked for: of 48 kinds of entries, an invocation needs a few."""
    code = "import handler, json; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(in_a_new_python(code, path=[ROOT / "functions" / name, LAYER])))
    assert "daifukucho" in loaded
    for registry in REGISTRIES:
        assert {module for module in loaded if module.startswith(f"daifukucho.{registry}.")} == set()


def test_every_registry_is_known_here() -> None:
    found = [file for file in (LAYER / "daifukucho").rglob("*.py") if "Registry(__name__" in file.read_text()]
    assert sorted(".".join(f.relative_to(LAYER / "daifukucho").parent.parts) for f in found) == sorted(REGISTRIES)


# Watches what our own code does while it is imported; what libraries do then is theirs.
WATCH = """
import os, random, secrets, socket, time, uuid, importlib
import botocore.session

ours = tuple(sys.argv[1].split(":"))
seen = []

def watched(what, function):
    def call(*arguments, **keywords):
        caller = sys._getframe(1).f_code
        if caller.co_filename.startswith(ours):
            seen.append(f"{caller.co_filename}: {what}")
        return function(*arguments, **keywords)
    return call

for module, names in {
    time: ("time", "time_ns", "monotonic"), uuid: ("uuid1", "uuid4"), random: ("random", "randint"),
    secrets: ("token_hex", "token_bytes"), os: ("getenv",),
}.items():
    for name in names:
        setattr(module, name, watched(f"{module.__name__}.{name}", getattr(module, name)))
for name in ("__getitem__", "get", "__contains__", "__iter__"):
    setattr(os._Environ, name, watched("os.environ", getattr(os._Environ, name, None) or getattr(dict, name)))

def never(*_, **__):
    raise AssertionError("a client or a connection was made by an import")

botocore.session.Session.create_client = never
socket.socket.connect = never
for name in sys.argv[2:]:
    importlib.import_module(name)
assert not seen, seen
"""


def test_importing_the_adapters_does_nothing() -> None:
    in_a_new_python(WATCH, str(LAYER), *modules("daifukucho"), *modules("daifukucho_aws"), path=[LAYER])


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda path: path.name)
def test_importing_a_function_does_nothing(function: Path) -> None:
    in_a_new_python(WATCH, f"{LAYER}:{function}", "handler", path=[function, LAYER])


def test_the_watch_sees_what_it_is_to_see(tmp_path: Path) -> None:
    for number, line in enumerate(
        (
            "os.environ['X']",
            "os.getenv('X')",
            "time.time()",
            "uuid.uuid4()",
            "botocore.session.Session().create_client('sqs')",
        )
    ):
        (tmp_path / f"careless{number}.py").write_text(f"import botocore.session, os, time, uuid\n{line}\n")
        with pytest.raises(AssertionError):
            in_a_new_python(WATCH, str(tmp_path), f"careless{number}", path=[tmp_path])
    (tmp_path / "careful.py").write_text("import os, time\ndef now(): return time.time(), os.environ\n")
    in_a_new_python(WATCH, str(tmp_path), "careful", path=[tmp_path])


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda path: path.name)
def test_a_function_has_a_handler_and_knows_no_other_function(function: Path) -> None:
    defined = {node.name for node in ast.parse((function / "handler.py").read_text()).body if hasattr(node, "name")}
    assert "handler" in defined
    others = {path.name for path in FUNCTIONS} - {function.name}
    for file in function.rglob("*.py"):
        names = set(imported(file))
        assert names & {"functions", "infra", "local", "tests", "handler"} == set()
        # A function's own modules are top-level in Lambda, and so may share a name with another function.
        own = {path.stem for path in function.iterdir()}
        assert (names & others) - own - {"daifukucho", "daifukucho_aws"} == set()


def test_every_folder_of_functions_is_a_function() -> None:
    folders = {p for p in (ROOT / "functions").iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == set(FUNCTIONS)


def test_the_sender_imports_of_lines_sdk_what_it_uses_and_does_so_while_it_starts() -> None:
    code = """
import gc, json
import handler
print(json.dumps([[name for name in sys.modules if name.startswith("linebot.v3.")], gc.get_freeze_count()]))
"""
    loaded, frozen = json.loads(in_a_new_python(code, path=[ROOT / "functions/sender", LAYER]))
    assert "linebot.v3.oauth.api_client" in loaded
    assert [name for name in loaded if name.startswith("linebot.v3.messaging")] == []
    assert frozen > 10_000
