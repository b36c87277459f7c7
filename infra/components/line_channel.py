"""The LINE channel's identity."""

import json

from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.components.function import Function
from infra.components.nag import acknowledge
from infra.config import Config


class LineChannel(Construct):
    """One secret, ``{"channel_id": …, "channel_secret": …}``. A deployment makes it with an empty id and a random
    secret, with which no webhook can be signed; the shop puts in its own after the first deployment."""

    def __init__(self, scope: Construct, id: str, *, config: Config) -> None:
        super().__init__(scope, id)
        self.secret = secretsmanager.Secret(
            self,
            "Secret",
            description=f"The LINE channel of {config.name}: channel_id and channel_secret",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=json.dumps({"channel_id": ""}),
                generate_string_key="channel_secret",
                exclude_punctuation=True,
            ),
            removal_policy=config.removal_policy,
        )
        acknowledge(
            self.secret,
            "AwsSolutions-SMG4",
            "LINE issues the channel secret; only the shop can rotate it, in LINE's console.",
        )

    @property
    def secret_id(self) -> str:
        return self.secret.secret_arn

    def allow(self, function: Function) -> None:
        function.may(["secretsmanager:GetSecretValue"], self.secret.secret_arn)
