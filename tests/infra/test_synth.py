"""The command that people run."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_synthesis_needs_neither_aws_nor_docker(tmp_path: Path) -> None:
    tools = tmp_path / "bin"  # no docker here
    tools.mkdir()
    for name in ("node", "sh", "env", "uname"):
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(found)
    environment = {
        **{name: os.environ[name] for name in ("HOME", "SSL_CERT_FILE") if name in os.environ},
        "PATH": str(tools),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_CONFIG_FILE": os.devnull,
        # Whoever asks AWS all the same asks nobody.
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    }
    command = [ROOT / "node_modules/.bin/cdk", "synth", "--quiet", "--no-notices", "--output", tmp_path / "cdk.out"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cdk.out/daifukucho-prod.template.json").exists()
