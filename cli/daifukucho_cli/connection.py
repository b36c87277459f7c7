"""The API that a command speaks to, and what it says when that does not go well."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from daifukucho_cli.deployment import deployment, explained, is_local, local_stack, which_deployment
from daifukucho_cli.screen import fail, language, warn

if TYPE_CHECKING:
    import httpx

    from daifukucho_client import Client, NoAnswer, Refused

# httpx imports a command line of its own, with Click, Rich and Pygments, which takes longer than all the rest of it. Where
# that cannot be imported, it does without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

URL, TOKEN = "DAIFUKUCHO_API_URL", "DAIFUKUCHO_TOKEN"
CREDENTIALS = ("DAIFUKUCHO_CLIENT_ID", "DAIFUKUCHO_CLIENT_SECRET", "DAIFUKUCHO_TOKEN_URL")


@contextmanager
def connected(stack: str | None, as_json: bool) -> Iterator["Client"]:
    """The client of the API. Ends the command with a sentence, not a traceback, when it refuses or does not answer;
    ``as_json``: a refusal is told as the problem document."""
    from daifukucho_client import BadArgument, Client, NoAnswer, Refused, TokenRefused, UnexpectedAnswer

    url, auth = _of_stack(stack) if stack else _of_environment()
    try:
        client = Client(url, auth, language=language())
    except ValueError as error:
        fail(ja=f"API の URL を使えません: {error}", en=f"The API's URL cannot be used: {error}", code=2)
    with client:
        try:
            yield client
        except Refused as error:
            _refused(error, as_json)
        except BadArgument as error:
            fail(ja=f"送れない値があります: {error}", en=f"Something given cannot be sent: {error}", code=2)
        except NoAnswer as error:
            _no_answer(error)
        except TokenRefused as error:
            fail(
                ja=f"トークンをもらえませんでした（{error.reason}）。クライアントIDとシークレットを確かめてください。",
                en=f"No token was given ({error.reason}). Check the client's id and secret.",
            )
        except UnexpectedAnswer as error:
            fail(
                ja=f"大福帳の API ではない答えが返りました: {error}\nURL（/v1 まで）を確かめてください。",
                en=f"This is not how the API of Daifukucho answers: {error}\nCheck its URL, /v1 included.",
            )


def _of_stack(stack: str) -> tuple[str, "httpx.Auth"]:
    """The API of a stack, and its own client credentials: three calls to AWS; of a local one, what it says."""
    from daifukucho_client import ClientCredentials, Token

    if is_local(stack):
        said = local_stack(stack)
        return said["crm_api"], Token(said["api_token"])
    where = deployment(stack)
    with explained():
        machine = where.client("cognito-idp").describe_user_pool_client(
            UserPoolId=where["UserPoolId"], ClientId=where["MachineClientId"]
        )["UserPoolClient"]
    auth = ClientCredentials(machine["ClientId"], machine["ClientSecret"], where["TokenUrl"])
    return where["CrmApiUrl"], auth


def _of_environment() -> tuple[str, "httpx.Auth"]:
    from daifukucho_client import ClientCredentials, Token

    said = {name: os.environ.get(name, "").strip() for name in (URL, TOKEN, *CREDENTIALS)}
    if not said[URL]:
        which_deployment(
            ja=f"\nAWS の認証情報がないときは、代わりに {URL} とトークンを設定してください（docs/cli.md）。",
            en=f"\nWithout AWS credentials, set {URL} and a token instead (docs/cli.md).",
        )
    if said[TOKEN]:
        return said[URL], Token(said[TOKEN])
    missing = [name for name in CREDENTIALS if not said[name]]
    if missing:
        names = ", ".join(missing)
        fail(
            ja=f"{names} が設定されていません（または {TOKEN} を設定してください）。",
            en=f"{names} must be set (or {TOKEN}).",
            code=2,
        )
    client_id, client_secret, token_url = (said[name] for name in CREDENTIALS)
    try:
        return said[URL], ClientCredentials(client_id, client_secret, token_url)
    except ValueError as error:
        fail(ja=f"{CREDENTIALS[2]} を使えません: {error}", en=f"{CREDENTIALS[2]} cannot be used: {error}", code=2)


def _refused(error: "Refused", as_json: bool) -> None:
    """Tell a refusal on standard error, and end the command. The API has said it in the language that is spoken."""
    import msgspec

    from daifukucho_client import Changed, NotAllowed, NotAuthenticated

    if as_json:
        sys.stderr.write(msgspec.json.encode(_document(error)).decode() + "\n")
        raise typer.Exit(1)
    match error:
        case NotAuthenticated():
            fail(
                ja="API に認めてもらえませんでした。トークンの期限が切れたか、別の環境のものです。"
                "新しいトークンを設定するか、クライアントIDとシークレットを確かめてください。",
                en="The API does not accept the token: it has expired, or is another deployment's. "
                "Set a new one, or check the client's id and secret.",
            )
        case NotAllowed():
            fail(
                ja=f"このトークンではできません（{error.code}）: {error.detail}",
                en=f"The token does not allow this ({error.code}): {error.detail}",
            )
        case Changed():
            warn(
                ja="ほかの人が先に変更しています。読み直してから、もう一度変更してください。",
                en="Somebody else was faster. Read it again, then repeat the change.",
            )
        case _:
            warn(
                ja=f"受け付けられませんでした（{error.code}）: {error.detail}",
                en=f"Refused ({error.code}): {error.detail}",
            )
    for fault in error.faults:
        told = f"  {fault.pointer}  {fault.message}"
        warn(ja=told, en=told)
    if error.status >= 500 and error.instance:
        warn(ja=f"  リクエスト: {error.instance}", en=f"  Request: {error.instance}")
    raise typer.Exit(1)


def _document(error: "Refused") -> dict[str, Any]:
    return {
        "status": error.status,
        "code": error.code,
        "title": error.title,
        "detail": error.detail,
        "faults": error.faults,
        "instance": error.instance,
    }


def _no_answer(error: "NoAnswer") -> None:
    if error.in_doubt:
        warn(
            ja="答えが届きませんでした。実行された可能性があるので、もう一度実行する前に確かめてください。",
            en="The answer was lost. It may have been done: look before you repeat it.",
        )
    fail(
        ja=f"{error.host} につながりません（{error.cause}）。ネットワークと URL を確かめてください。",
        en=f"There is no connection to {error.host} ({error.cause}). Check the network and the URL.",
    )
