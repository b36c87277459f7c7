"""cdk-nag and cfn-lint have nothing to say that is not answered beside the resource it is about."""

import pathlib

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_sqs as sqs
from cfnlint.api import lint_file
from cfnlint.config import ManualArgs

from tests.infra.conftest import look_on

# CDK makes a function depend on its role beside referring to it, so that the role's policy is there first.
# A runtime's end is a date: of that the calendar speaks, not the template.
IGNORED = ["W3005", "W2531", "E2531", "E2533"]


@pytest.mark.parametrize("variant", ["production", "everything_on"])
def test_no_findings(variant: str, request: pytest.FixtureRequest) -> None:
    path: pathlib.Path = request.getfixturevalue(variant)  # synthesized under cdk-nag, which fails it on a finding
    found = lint_file(path, config=ManualArgs(regions=["ap-northeast-1"], ignore_checks=IGNORED))
    assert [f"{match.rule.id} {match.message}" for match in found] == []


def test_cdk_nag_looks_on() -> None:
    """A pack that was not plugged in would find nothing, either."""
    app = App()
    sqs.Queue(Stack(app, "Careless"), "Queue")
    look_on(app)
    with pytest.raises(RuntimeError, match="AwsSolutions-SQS4"):
        app.synth()
