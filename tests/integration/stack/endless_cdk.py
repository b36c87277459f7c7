"""In the place of ``cdk``: it deploys one function, whose first call never ends and heeds no signal, and itself does not
end either. That call is a process that MiniStack has started, as those of a real stack are."""

import io
import json
import os
import signal
import zipfile

import boto3

CODE = """
import os, signal, time

def handler(event, context):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with open(event["sign"], "w") as sign:
        sign.write(str(os.getpid()))
    while True:
        time.sleep(1)
"""


def main() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("handler.py", CODE)
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = boto3.client("iam").create_role(
        RoleName="endless", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    functions = boto3.client("lambda")
    functions.create_function(
        FunctionName="endless",
        Runtime="python3.13",
        Role=role,
        Handler="handler.handler",
        Code={"ZipFile": archive.getvalue()},
        Timeout=900,
    )
    event = {"sign": os.environ["ENDLESS_SIGN"]}
    functions.invoke(FunctionName="endless", InvocationType="Event", Payload=json.dumps(event))
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
