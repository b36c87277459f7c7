"""What others make of the description: the usual generators of clients and types take it without a warning."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.api.conftest import ROOT, description

HERE = Path(sys.executable).parent
GENERATORS = {
    "openapi-python-client": [
        *(HERE / "openapi-python-client", "generate", "--path", "openapi.json", "--output-path", "client"),
        *("--meta", "none", "--fail-on-warning"),
    ],
    "datamodel-code-generator": [
        *(
            HERE / "datamodel-codegen",
            "--input",
            "openapi.json",
            "--input-file-type",
            "openapi",
            "--output",
            "models.py",
        ),
        *("--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11"),
        *("--formatters", "builtin", "--naming-strategy", "parent-prefixed"),
    ],
    "openapi-typescript": [ROOT / "node_modules/.bin/openapi-typescript", "openapi.json", "--output", "api.d.ts"],
}


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_takes_the_description(name, tmp_path):
    (tmp_path / "openapi.json").write_text(json.dumps(description(), ensure_ascii=False), "utf-8")
    path = os.pathsep.join((str(HERE), os.environ["PATH"]))  # what is generated is put into form by ruff
    done = subprocess.run(
        GENERATORS[name], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=300
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "warn" not in said.lower()
    assert len(list(tmp_path.rglob("*.*"))) > 1
