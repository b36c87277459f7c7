"""The account of the deployment: which identity, which region, and whether the CDK was bootstrapped there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
import botocore.session
from botocore.exceptions import (
    ClientError,
    MissingDependencyException,
    NoCredentialsError,
    ProfileNotFound,
)

from infra.deploying.words import Refused

_BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"  # where the CDK's default bootstrap leaves its version


@dataclass(frozen=True, slots=True)
class Account:
    """``environment``: what ``cdk`` runs in, so that it acts with the same identity and region."""

    id: str
    region: str
    session: boto3.Session = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)

    def client(self, service: str) -> Any:
        return self.session.client(service)

    @property
    def bootstrapped(self) -> bool:
        try:
            self.client("ssm").get_parameter(Name=_BOOTSTRAP)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ParameterNotFound":
                return False
            raise
        return True


def sign_in(profile: str | None, environment: Mapping[str, str]) -> Account:
    """One call. Raises Refused where there is no region, no profile of this name, or no identity; ClientError."""
    try:
        # Without a profile boto3 reads the environment itself; it knows AWS_DEFAULT_REGION alone.
        session = boto3.Session(profile_name=profile, region_name=environment.get("AWS_REGION"))
        region = session.region_name
        if region is None:
            raise Refused("リージョンが決まっていません(AWS_REGION)。", "No region is set (AWS_REGION).")
        credentials = session.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        account = session.client("sts").get_caller_identity()["Account"]
        # cdk has rules of its own for profiles and variables, and cannot read all that boto3 can: it gets the keys.
        keys = credentials.get_frozen_credentials()
    except ProfileNotFound as error:
        known = ", ".join(botocore.session.get_session().available_profiles) or "-"
        raise Refused(f"そのプロファイルはありません(あるもの: {known})。", f"{error}. There are: {known}.") from None
    except NoCredentialsError:
        raise Refused("AWS の認証情報がありません。", "There are no AWS credentials.") from None
    except MissingDependencyException as error:
        raise Refused(
            "aws login の認証情報を読むには awscrt が必要です。make setup をもう一度実行してください。",
            f"The credentials of 'aws login' need awscrt; run 'make setup' again ({error}).",
        ) from None
    clean = {
        k: v for k, v in environment.items() if k not in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN")
    }
    token = {"AWS_SESSION_TOKEN": keys.token} if keys.token else {}
    return Account(
        account,
        region,
        session,
        {
            **clean,
            "AWS_ACCESS_KEY_ID": keys.access_key,
            "AWS_SECRET_ACCESS_KEY": keys.secret_key,
            **token,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
        },
    )


def refused(error: Exception) -> Refused:
    """What AWS, or the way to it, has said."""
    return Refused(f"AWS に問い合わせできません: {error}", f"AWS could not be asked: {error}")
