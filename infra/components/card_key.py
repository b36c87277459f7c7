"""The key of the one-time codes that member cards show."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.components.function import Function
from infra.components.nag import acknowledge
from infra.config import Config


class CardKey(Construct):
    """One secret, 64 random characters that the deployment makes; no person needs to know them."""

    def __init__(self, scope: Construct, id: str, *, config: Config) -> None:
        super().__init__(scope, id)
        self.secret = secretsmanager.Secret(
            self,
            "Secret",
            description=f"The key of the codes on member cards of {config.name}",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
            removal_policy=RemovalPolicy.DESTROY,  # a code lives a minute; a new key takes its place
        )
        acknowledge(self.secret, "AwsSolutions-SMG4", "What it signs lives a minute; to have a new key, put one in.")

    @property
    def secret_id(self) -> str:
        return self.secret.secret_arn

    def allow(self, function: Function) -> None:
        function.may(["secretsmanager:GetSecretValue"], self.secret.secret_arn)
