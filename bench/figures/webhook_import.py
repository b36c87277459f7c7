"""How long importing the webhook takes, beside importing boto3 and making one client."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

from bench.figure import Figure, Measured, Target
from bench.tools import Tools
from daifukucho.kernel.words import Words
from daifukucho_aws.settings import WebhookSettings

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 15
"""After one that is not counted, which leaves byte code and a warm disk behind, as a deployment has them."""

_CHANNEL = {"channel_id": "1", "channel_secret": "secret"}

OURS = """
import time
start = time.process_time()
import handler
imported = time.process_time()
handler.intake()
from botocore.session import Session
make, made = Session.create_client, [imported]
def create_client(*given, **named):
    client = make(*given, **named)
    made.append(time.process_time())
    return client
Session.create_client = create_client
import base64, hmac, sys
body = sys.argv[1]
signature = base64.b64encode(hmac.digest(b"secret", body.encode(), "sha256")).decode()
answer = handler.handler({"headers": {"x-line-signature": signature}, "body": body}, None)
answered = time.process_time()
assert answer["statusCode"] == 200, answer
print(imported - start, made[-1] - start, answered - start, file=sys.stderr)
"""
"""Its clients are made at the latest for the first webhook, so one comes in: imported, clients ready, answered."""

BOTO3 = """
import time
start = time.process_time()
import boto3
boto3.client("dynamodb")
import sys
print(time.process_time() - start, file=sys.stderr)
"""

_EVENT = {
    "type": "postback",
    "mode": "active",
    "timestamp": 1_795_316_400_000,
    "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
    "webhookEventId": "01KANYFHK00000000000000001",
    "deliveryContext": {"isRedelivery": False},
    "postback": {"data": "menu=card"},
}


class _Aws(BaseHTTPRequestHandler):
    """As much of AWS as the first webhook asks: the channel's secret, and a write that succeeds."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        asked = self.headers["x-amz-target"].rpartition(".")[2]
        answer = {"SecretString": json.dumps(_CHANNEL)} if asked == "GetSecretValue" else {}
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.0")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def _aws() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Aws)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def measure(tools: Tools) -> Measured:
    ours, boto3 = [], []
    with _aws() as endpoint:
        environment = _environment(endpoint)
        body = json.dumps({"destination": "U0", "events": [_EVENT]})
        for _ in range(ROUNDS + 1):
            ours.append(_run(environment, OURS, body))
            boto3.append(_run(environment, BOTO3))
    imported, ready, answered = (median(times) for times in zip(*ours[1:], strict=True))
    (baseline,) = (median(times) for times in zip(*boto3[1:], strict=True))
    return Measured(
        imported / baseline,
        f"Processor time, median of {ROUNDS} fresh processes each, taken in turns: importing the webhook's handler,"
        " divided by importing boto3 and making one client of DynamoDB. Starting Python is in neither. A cold start also"
        " makes the handler's two clients (Secrets Manager, DynamoDB) for the first webhook: clients_ready_ratio.",
        {
            "handler_imported_ms": 1000 * imported,
            "clients_ready_ms": 1000 * ready,
            "first_webhook_answered_ms": 1000 * answered,
            "boto3_and_one_client_ms": 1000 * baseline,
            "clients_ready_ratio": ready / baseline,
        },
    )


def _environment(endpoint: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'functions/webhook'}{os.pathsep}{ROOT / 'layers/crm/python'}",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "ap-northeast-1",
        "AWS_DEFAULT_REGION": "ap-northeast-1",
        "POWERTOOLS_METRICS_NAMESPACE": "Daifukucho",
        **WebhookSettings(stage="bench", ledger_table="ledger", line_secret_id="line").to_env(),
    }


def _run(environment: dict[str, str], code: str, *arguments: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, timeout=60
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return [float(word) for word in done.stderr.split()]


FIGURE = Figure(
    key="webhook_import_ratio",
    label=Words("Webhookの読み込み(boto3比)", "importing the webhook, beside boto3"),
    unit="ratio",
    measure=measure,
    target=Target(1.0),
    timed=True,
)
