"""The channel's settings: given when the program starts, changed by ``POST /_sim/config``."""

import secrets
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from local.line.errors import ControlError

MAX_URL_LENGTH = 500


class Request(BaseModel):
    """A body that the control API takes: nothing unknown, nothing of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @classmethod
    def parse(cls, body: Any) -> Self:
        """Raises: ControlError that says which property is wrong, and how."""
        try:
            return cls.model_validate(body)
        except ValidationError as error:
            raise ControlError(explain(error)) from error


def explain(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, problem['loc'])) or 'body'}: {problem['msg']}" for problem in problems)


def is_webhook_url(url: Any) -> bool:
    """LINE's rule, HTTPS and at most 500 characters, except that this machine may do without TLS."""
    if not isinstance(url, str) or len(url) > MAX_URL_LENGTH:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or local)


def _webhook_url(url: str) -> str:
    if not is_webhook_url(url):
        raise ValueError(f"must be https, or http on this machine, and at most {MAX_URL_LENGTH} characters")
    return url


def _secret() -> str:
    return secrets.token_hex(16)


class Settings(Request):
    """One channel. Secrets are made up anew for each start unless they are given."""

    channel_id: str = Field(default="1000000001", min_length=1)
    channel_secret: str = Field(default_factory=_secret, min_length=1)
    channel_access_token: str = Field(default_factory=_secret, min_length=1)
    login_channel_id: str = Field(default="2000000001", min_length=1)
    bot_user_id: str = Field(default="U8e742f61d673b39c7fff3cecb7536ef0", pattern=r"^U[0-9a-f]{32}$")
    bot_name: str = Field(default="大福商店", min_length=1)
    webhook_url: Annotated[str, AfterValidator(_webhook_url)] | None = None
    webhook_active: bool = Field(default=True, description='LINE\'s "Use webhook"')
    webhook_timeout_seconds: float = Field(default=2.0, gt=0, description="how long LINE waits for an answer")
    quota: int | None = Field(default=None, ge=0, description="messages a month; none is no limit")
    verified_account: bool = Field(default=True, description="whether followers' ids may be listed")
    refuse_unknown_users: bool = Field(default=False, description="400 for a user id that the channel has never met")

    def public(self) -> dict[str, Any]:
        return self.model_dump(exclude={"channel_secret", "channel_access_token"})
