import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from infra.config import Config
from infra.stack import DaifukuchoStack

ROOT = Path(__file__).resolve().parents[2]

Template = dict[str, Any]


def look_on(app: App) -> None:
    """Let cdk-nag fail the synthesis on what it finds and nobody acknowledged."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))


@pytest.fixture(scope="session")
def synth(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Synthesize with what cdk.json says and some context over it; returns the template's path."""
    defaults = json.loads((ROOT / "cdk.json").read_text())["context"]

    def run(**context: Any) -> Path:
        folder = tmp_path_factory.mktemp("cdk")
        app = App(context=defaults | context, outdir=str(folder), analytics_reporting=False)
        config = Config.from_context(app.node)
        DaifukuchoStack(app, config=config)
        if not config.local:
            look_on(app)
        app.synth()
        return folder / f"{config.name}.template.json"

    return run


@pytest.fixture(scope="session")
def production(synth: Callable[..., Path]) -> Path:
    return synth()


@pytest.fixture(scope="session")
def everything_on(synth: Callable[..., Path]) -> Path:
    return synth(customerKey=True, tracing=True, alarmEmail="shop@example.com")


@pytest.fixture(scope="session")
def few(synth: Callable[..., Path]) -> Path:
    return synth(alarms="few")


@pytest.fixture(scope="session")
def local(synth: Callable[..., Path]) -> Path:
    return synth(local=True, stage="local", lineApiBase="http://127.0.0.1:1")


@pytest.fixture(scope="session")
def template(production: Path) -> Template:
    return json.loads(production.read_text())
