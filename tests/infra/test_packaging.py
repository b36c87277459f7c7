"""The zips: complete, of the right kind, the same every time."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import boto3
import pytest

from infra import packaging
from infra.packaging import HERE, LAMBDA

FUNCTIONS = sorted(path.parent.name for path in (packaging.ROOT / "functions").glob("*/handler.py"))
COLUMNAR = ("roster_compact", "segment_count")
"""The functions that have the layer with DuckDB."""
AARCH64 = 0xB7  # ELF's e_machine
GLIBC = 34  # Amazon Linux 2023 has glibc 2.34


@pytest.fixture(scope="module")
def opt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lambda's ``/opt`` with the layers that all functions have, for this machine's Python."""
    folder = tmp_path_factory.mktemp("opt")
    for layer in (packaging.dependency_layer(HERE), packaging.crm_layer(HERE)):
        zipfile.ZipFile(layer).extractall(folder)
    return folder / "python"


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in the layer that only the functions of the columnar copy have."""
    folder = tmp_path_factory.mktemp("columns")
    zipfile.ZipFile(packaging.columns_layer(HERE)).extractall(folder)
    return folder / "python"


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's runtime brings along, and nothing else that happens to be installed here."""
    folder = tmp_path_factory.mktemp("runtime")
    installed = Path(boto3.__file__).parent.parent
    for name in (packaging.ROOT / "layers/deps/provided-by-runtime.txt").read_text().split():
        (folder / name).symlink_to(installed / name)
    return folder


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_finds_all_that_it_imports(
    name: str, opt: Path, runtime: Path, columns: Path, tmp_path: Path
) -> None:
    zipfile.ZipFile(packaging.function_code(name, HERE)).extractall(tmp_path)
    path = [str(tmp_path), str(opt), str(runtime), *([str(columns)] if name in COLUMNAR else [])]
    code = f"import sys; sys.path[:0] = {path}; import handler; assert callable(handler.handler)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_is_imported_late_is_there_too(opt: Path, runtime: Path) -> None:
    """The SDK and the library that counts characters, which wait for the first use; and what PyJWT only looks for:
    without cryptography it is imported as well, and verifies nothing."""
    path = [str(opt), str(runtime)]
    code = f"""
import sys; sys.path[:0] = {path}
import linebot.v3.messaging, linebot.v3.oauth
from daifukucho.messages.lengths import clusters
assert clusters("がx") == ["が", "x"]
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
assert jwt.decode(jwt.encode({{}}, key, "ES256"), key.public_key(), ["ES256"]) == {{}}
from daifukucho_aws.codes import barcode_svg, qr_svg
assert qr_svg("2000000000008") and all(barcode_svg(kind, "2000000000008") for kind in ("ean13", "code128"))
"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_notice_names_every_package_in_the_layers(opt: Path, columns: Path) -> None:
    inside = (packaging.ROOT / "NOTICE").read_text("utf-8").partition("IN THE LAYERS")[2]
    named = re.findall(r"^  ([a-z0-9.-]+): \S", inside, re.MULTILINE)
    found = {path.name.split("-")[0] for folder in (opt, columns) for path in folder.glob("*.dist-info")}
    assert {name.lower().replace("_", "-") for name in found} == set(named)
    assert sorted(named) == named


def test_the_deployed_layer_is_built_for_lambda() -> None:
    with zipfile.ZipFile(packaging.dependency_layer(LAMBDA)) as layer:
        compiled = [name for name in layer.namelist() if name.endswith(".so")]
        assert compiled
        for name in compiled:
            content = layer.read(name)
            assert content[:4] == b"\x7fELF"
            assert int.from_bytes(content[18:20], "little") == AARCH64, name
            assert "cpython-313" in name or "abi3" in name, name
            assert max(map(int, re.findall(rb"GLIBC_2\.(\d+)", content)), default=0) <= GLIBC, name
        assert "python/cryptography/hazmat/bindings/_rust.abi3.so" in compiled
        # Lambda takes 250 MB unpacked, all layers together.
        assert sum(entry.file_size for entry in layer.infolist()) < 100_000_000
        for provided in ("boto3", "botocore"):
            assert not [name for name in layer.namelist() if name.startswith(f"python/{provided}/")]


def test_the_columnar_functions_fit_into_lambda() -> None:
    """250 MB unpacked, all layers together."""
    total = 0
    for path in (packaging.dependency_layer(LAMBDA), packaging.columns_layer(LAMBDA), packaging.crm_layer(LAMBDA)):
        with zipfile.ZipFile(path) as layer:
            total += sum(entry.file_size for entry in layer.infolist())
            for name in (name for name in layer.namelist() if name.endswith(".so")):
                assert int.from_bytes(layer.open(name).read(20)[18:20], "little") == AARCH64, name
    assert total < 200_000_000


def test_byte_code_does_not_depend_on_the_time_of_a_file() -> None:
    """Lambda's unpacking changes it. Flags of a .pyc file (PEP 552): 1 is hash-based without a check of the source."""
    with zipfile.ZipFile(packaging.crm_layer(HERE)) as layer:
        compiled = [name for name in layer.namelist() if name.endswith(".pyc")]
        assert len(compiled) == len([name for name in layer.namelist() if name.endswith(".py")])
        for name in compiled:
            assert int.from_bytes(layer.open(name).read(8)[4:8], "little") == 1, name


def test_the_same_sources_give_the_same_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = packaging.crm_layer(HERE)
    monkeypatch.setattr(packaging, "BUILD", tmp_path)
    second = packaging.crm_layer(HERE)
    assert second.name == first.name
    assert second.read_bytes() == first.read_bytes()


def test_what_tools_leave_behind_stays_behind() -> None:
    with zipfile.ZipFile(packaging.crm_layer(HERE)) as layer:
        assert not [name for name in layer.namelist() if "/." in name or "cache/" in name.replace("__pycache__/", "")]


def test_a_zip_is_not_built_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    packaging.crm_layer(HERE)
    monkeypatch.setattr(packaging.zipfile, "ZipFile", lambda *_: pytest.fail("built again"))
    packaging.crm_layer(HERE)


def test_a_function_without_a_handler_is_refused() -> None:
    with pytest.raises(packaging.BuildError, match=r"functions/nothing/handler\.py is missing"):
        packaging.function_code("nothing", HERE)
