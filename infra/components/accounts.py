"""Who may use the API."""

from aws_cdk import Aws, Duration, Fn
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.components.nag import acknowledge
from infra.config import Config


class Accounts(Construct):
    """The user pool of the shop's staff, the API's two scopes, and a client for programs (client credentials)."""

    def __init__(self, scope: Construct, id: str, *, config: Config) -> None:
        super().__init__(scope, id)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            user_pool_name=config.name,
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(3),
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=config.guarded,
            removal_policy=config.removal_policy,
        )
        acknowledge(
            self.pool,
            "AwsSolutions-COG2",
            "Each member of staff chooses; a small shop without a second device must not be locked out.",
        )
        acknowledge(
            self.pool,
            "AwsSolutions-COG3",
            "Threat protection needs the Plus plan, which is paid for by the user; nobody can sign up without an "
            "invitation.",
        )
        acknowledge(
            self.pool,
            "AwsSolutions-COG8",
            "The Plus plan is paid for by the user and holds nothing that a closed circle of staff needs.",
        )
        read = cognito.ResourceServerScope(scope_name="read", scope_description="See friends, campaigns and reports")
        write = cognito.ResourceServerScope(scope_name="write", scope_description="Change friends and send campaigns")
        server = self.pool.add_resource_server("Api", identifier="daifukucho", scopes=[read, write])
        self.read_scope = cognito.OAuthScope.resource_server(server, read)
        self.write_scope = cognito.OAuthScope.resource_server(server, write)
        self.machine = self.pool.add_client(
            "Machine",
            generate_secret=True,
            access_token_validity=Duration.days(1) if config.local else Duration.hours(1),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(client_credentials=True), scopes=[self.read_scope, self.write_scope]
            ),
        )
        # A prefix is unique in its region over all of AWS; the stack's id holds a UUID.
        unique = Fn.select(0, Fn.split("-", Fn.select(2, Fn.split("/", Aws.STACK_ID))))
        domain = self.pool.add_domain(
            "Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"{config.name}-{unique}")
        )
        self.token_url = f"{domain.base_url()}/oauth2/token"
