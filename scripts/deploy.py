"""``make deploy``: bootstraps the account for the CDK if that was never done, and deploys.

Arguments go to ``cdk deploy``: ``make deploy ARGS="-c stage=dev -c alarmEmail=you@example.com"``.
"""

import os
import subprocess
import sys
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

ROOT = Path(__file__).resolve().parent.parent
CDK = ROOT / "node_modules/.bin/cdk"
BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"  # where the CDK's default bootstrap leaves its version


def main(arguments: list[str]) -> int:
    session = boto3.Session(region_name=os.environ.get("AWS_REGION"))  # boto3 itself reads AWS_DEFAULT_REGION
    try:
        account = session.client("sts").get_caller_identity()["Account"]
        bootstrapped = _bootstrapped(session)
    except NoRegionError:
        return _fail("リージョンが決まっていません(AWS_REGION)。", "No region is set (AWS_REGION).")
    except NoCredentialsError:
        return _fail("AWS の認証情報がありません。", "There are no AWS credentials.")
    except (BotoCoreError, ClientError) as error:
        return _fail(f"AWS に問い合わせできません: {error}", f"AWS could not be asked: {error}")
    print(f"AWS account {account}, region {session.region_name}")
    if not bootstrapped:
        done = subprocess.run([CDK, "bootstrap", f"aws://{account}/{session.region_name}"], cwd=ROOT)
        if done.returncode != 0:
            return done.returncode
    return subprocess.run([CDK, "deploy", *arguments], cwd=ROOT).returncode


def _bootstrapped(session: boto3.Session) -> bool:
    try:
        session.client("ssm").get_parameter(Name=BOOTSTRAP)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return False
        raise
    return True


def _fail(ja: str, en: str) -> int:
    print(f"{ja} / {en}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
