"""How fast our own code takes in the answers of a scan."""

import binascii
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from statistics import median
from typing import Any

from botocore.awsrequest import AWSResponse

from bench.figure import Figure, Measured, Target
from bench.support.roster import BYTES, fill, friend_id, template
from bench.tools import Tools
from daifukucho.kernel.words import Words
from daifukucho.segments.compile import Compiled, compile_filter
from daifukucho.segments.context import Context
from daifukucho.segments.tree import parse
from daifukucho_aws.bootstrap.connection import connection
from daifukucho_aws.dynamo.scan import SegmentScan
from daifukucho_aws.dynamo.tables import FriendItem

RECORDED = 20_000
TIMES = 5
"""A recording of 20,000 friends is gone through five times, for the emulator takes minutes to scan 100,000."""

FRIENDS = RECORDED * TIMES
ONE_IN = 5
"""Every fifth friend matches."""

ROUNDS = 9
WHOLE_PAGES = 6
"""Pages of whole friends are slow to take in, and a few say as much as all of them."""

_TABLE = "bench-roster"


def measure(tools: Tools) -> Measured:
    client = tools.cloud.client("dynamodb")
    _make_roster(client)
    compiled = compile_filter(parse({"field": "tags", "op": "any_of", "value": ["VIP"]}), Context(1_795_316_400_000))
    dynamo = connection()  # the very client of segment_eval
    scan = SegmentScan(dynamo.client, _TABLE)
    with _recording(dynamo.client) as bodies:
        found = _walk(scan, compiled)
    if found != (RECORDED, RECORDED // ONE_IN):
        raise RuntimeError(f"the scan found {found}")
    ours = _rate(dynamo.client, bodies, lambda: _walk(scan, compiled)[0])
    plain = connection().client  # one that reads its answers as botocore does
    with _recording(plain) as whole:
        for _ in _whole_pages(plain):
            pass
    parsed = _rate(plain, whole, lambda: sum(page["ScannedCount"] for page in _whole_pages(plain)), rounds=3)
    hydrated = _rate(plain, whole, lambda: sum(map(_hydrate, _whole_pages(plain))), rounds=1)
    client.delete_table(TableName=_TABLE)
    return Measured(
        ours,
        f"{FRIENDS:,} friends of {BYTES} bytes, 20 % of them matching. The HTTP answers of a scan of {RECORDED:,}, with"
        f" the segment as its filter, were recorded on an emulated AWS, and given to the same client {TIMES} times in"
        f" place of the network; median of {ROUNDS} rounds of all {FRIENDS:,}. Counted: processor time of our page code and of botocore (building, signing,"
        " checking and parsing). Not counted: sockets, TLS, waiting, and DynamoDB's own work, which bounds a real scan"
        " to about 1,600 friends a call.",
        {
            "calls": TIMES * len(bodies),
            "bytes_received": TIMES * sum(map(len, bodies)),
            "whole_friends_through_botocores_parser": parsed,
            "whole_friends_as_pynamodb_models": hydrated,
        },
    )


def _make_roster(client: Any) -> None:
    client.create_table(
        TableName=_TABLE,
        KeySchema=[{"AttributeName": "friend_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "friend_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    other, matching = template(), template("VIP")
    fill(
        client,
        _TABLE,
        ((other if n % ONE_IN else matching) | {"friend_id": {"S": friend_id(n)}} for n in range(RECORDED)),
    )


def _walk(scan: SegmentScan, compiled: Compiled) -> tuple[int, int]:
    """Walk the whole roster in one segment: friends scanned, and matching."""
    scanned = matching = 0
    cursor: str | None = None
    while True:
        page = scan.page(compiled, after=cursor)
        scanned, matching, cursor = scanned + page.scanned, matching + len(page.matches), page.cursor
        if cursor is None:
            return scanned, matching


def _whole_pages(client: Any) -> Iterator[dict[str, Any]]:
    """A few pages of the roster as it is, without a filter."""
    given: dict[str, Any] = {"TableName": _TABLE}
    for _ in range(WHOLE_PAGES):
        page = client.scan(**given)
        yield page
        given["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _hydrate(page: dict[str, Any]) -> int:
    return len([FriendItem.from_raw_data(item) for item in page["Items"]])


class _recording:
    """Keeps the bodies of a client's answers for the time of the block."""

    def __init__(self, client: Any) -> None:
        self._http = client._endpoint.http_session
        self._bodies: list[bytes] = []

    def __enter__(self) -> list[bytes]:
        real = self._http.send

        def send(request: Any) -> Any:
            answer = real(request)
            self._bodies.append(answer.content)
            return answer

        self._http.send = send
        return self._bodies

    def __exit__(self, *_: object) -> None:
        del self._http.send  # the class's own again


class _Raw(BytesIO):
    """What botocore reads an answer from."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def _rate(client: Any, bodies: Sequence[bytes], walk: Callable[[], int], rounds: int = ROUNDS) -> float:
    """Friends a second of processor time, over answers replayed five times. DynamoDB sends a checksum; so do we."""
    headers = [
        {
            "content-type": "application/x-amz-json-1.0",
            "content-length": str(len(body)),
            "x-amz-crc32": str(binascii.crc32(body)),
        }
        for body in bodies
    ]
    http, rates = client._endpoint.http_session, []
    for _ in range(rounds):
        answers = iter(list(zip(headers, bodies, strict=True)) * TIMES)

        def send(request: Any, answers: Iterator[tuple[dict[str, str], bytes]] = answers) -> AWSResponse:
            header, body = next(answers)
            return AWSResponse(request.url, 200, header, _Raw(body))

        http.send = send
        try:
            started = time.process_time()
            friends = sum(walk() for _ in range(TIMES))
            rates.append(friends / (time.process_time() - started))
        finally:
            del http.send
    return median(rates)


FIGURE = Figure(
    key="segment_friends_per_second_per_core",
    label=Words("セグメント評価(友だち/秒・1コア)", "segment evaluation, friends a second on one core"),
    unit="friends/s",
    measure=measure,
    target=Target(1_000_000, at_least=True),
    timed=True,
)
