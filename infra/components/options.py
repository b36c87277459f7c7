"""The options that were chosen for a stage, kept by the stage."""

from aws_cdk import CfnParameter, CfnResource
from constructs import Construct

from infra.config import Config

PARAMETER = "Options"


def keep_options(scope: Construct, config: Config, beside: CfnResource) -> None:
    """Make the options that were chosen the value of a parameter of the stack, and the only one that it takes.

    ``make deploy`` reads it from the deployed stack and hands it in again. A deployment in another way, with other
    options than those of the stage, is refused by CloudFormation, which keeps the former value (docs/adr/options.md).
    ``beside``: a resource that names the parameter, because CloudFormation takes no change that changes no resource.
    """
    parameter = CfnParameter(
        scope,
        PARAMETER,
        description="What was chosen for this stage; make deploy keeps it",
        allowed_values=[config.chosen],
        constraint_description="exactly the options that this stage keeps; deploy with 'make deploy', which hands them in.",
    )
    parameter.override_logical_id(PARAMETER)
    beside.add_metadata("Options", parameter.value_as_string)
