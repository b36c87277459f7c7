"""Who is asked is who deploys."""

import os
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import MissingDependencyException
from botocore.session import Session as BotocoreSession
from moto import mock_aws

from infra.deploying import account, main
from infra.deploying.account import sign_in
from infra.deploying.words import Refused


@pytest.fixture(autouse=True)
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    config = tmp_path / "config"
    config.write_text("[profile shop]\nregion = ap-northeast-3\n[profile other]\nregion = us-east-1\n")
    keys = tmp_path / "credentials"
    keys.write_text(
        "[shop]\naws_access_key_id = SHOP\naws_secret_access_key = s\naws_session_token = t\n"
        "[other]\naws_access_key_id = OTHER\naws_secret_access_key = o\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(keys))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with mock_aws(config={"core": {"mock_credentials": False}}):
        yield


def test_the_profile_that_is_asked_is_the_one_that_deploys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "other")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "e")
    found = sign_in("shop", os.environ)
    told = {name: value for name, value in found.environment.items() if name.startswith("AWS_")}
    assert (found.region, told.pop("AWS_REGION"), told.pop("AWS_DEFAULT_REGION")) == ("ap-northeast-3",) * 3
    assert told["AWS_ACCESS_KEY_ID"] == "SHOP"
    assert (told["AWS_SECRET_ACCESS_KEY"], told["AWS_SESSION_TOKEN"]) == ("s", "t")
    assert "AWS_PROFILE" not in told


def test_without_a_profile_the_environment_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "other")
    found = sign_in(None, os.environ | {"AWS_REGION": "eu-west-1", "AWS_SESSION_TOKEN": "of another"})
    assert (found.region, found.environment["AWS_ACCESS_KEY_ID"]) == ("eu-west-1", "OTHER")
    assert "AWS_SESSION_TOKEN" not in found.environment


def test_keys_are_not_shown() -> None:
    assert "SHOP" not in repr(sign_in("shop", os.environ))


@pytest.mark.parametrize("where", ["argument", "environment"])
def test_a_profile_that_is_not_there_is_a_sentence(where: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    if where == "environment":
        monkeypatch.setenv("AWS_PROFILE", "shoop")
    assert main.main(["--profile", "shoop"] if where == "argument" else []) == 1
    said = capsys.readouterr().err
    assert "そのプロファイルはありません" in said
    assert "other, shop" in said.replace("shop, other", "other, shop")
    assert "Traceback" not in said


def test_no_region_and_no_credentials_are_sentences(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(Refused, match="No region"):
        sign_in(None, os.environ)
    with pytest.raises(Refused, match="no AWS credentials"):
        sign_in(None, os.environ | {"AWS_REGION": "ap-northeast-1"})


def test_credentials_of_aws_login_without_what_reads_them_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: BotocoreSession) -> None:
        raise MissingDependencyException(msg="Missing Dependency: botocore[crt]")

    monkeypatch.setattr(account.boto3.Session, "get_credentials", missing)
    with pytest.raises(Refused, match="make setup"):
        sign_in("shop", os.environ)
