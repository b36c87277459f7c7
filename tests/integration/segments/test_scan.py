"""The two faces of every segment, compared: the exact predicate, and the filter as a DynamoDB table evaluates it."""

from dataclasses import replace

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from daifukucho.friends.attributes import Status
from daifukucho.friends.facts import facts_of
from daifukucho.kernel.errors import Unavailable
from daifukucho.segments.compile import compile_filter
from daifukucho.segments.condition import LIMITS, Cost, exists
from daifukucho.segments.evaluate import matches
from daifukucho.segments.operator import Operator
from daifukucho.segments.tree import And, Leaf, Node, Not, Or, leaves, parse
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.scan import Preview, SegmentScan
from daifukucho_aws.dynamo.tables import FriendItem, bind
from tests.support.dynamo_filter import compiled_filter
from tests.support.search import checks
from tests.support.segments import CONTEXT, NOW, random_friends, trees
from tests.support.tables import REGION, connect, create_tables

FRIENDS = [
    replace(friend, tags={**friend.tags, "new": NOW}) if n % 2 else friend
    for n, friend in enumerate(random_friends(50))
]
"""Every other one is new, whatever else is drawn."""
EVERYBODY = parse({"field": "follows", "op": "gte", "value": 0})
NEW = parse({"field": "tags", "op": "any_of", "value": ["new"]})


@pytest.fixture(scope="module")
def client():
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        create_tables("friends")
        connection = connect()
        with bind(FriendItem, "friends", connection).batch_write() as batch:
            for friend in FRIENDS:
                batch.save(to_item(bind(FriendItem, "friends", connection), replace(friend, note="not asked")))
        yield boto3.client("dynamodb", region_name=REGION)


@pytest.fixture(scope="module")
def scan(client):
    return SegmentScan(client, "friends")


@pytest.fixture(scope="module")
def items(client):
    return client.scan(TableName="friends")["Items"]


def expected(node: Node) -> set[str]:
    return {f.friend_id for f in FRIENDS if matches(node, facts_of(f), CONTEXT)}


def told(node: Node) -> set[str]:
    """Whom a preview finds: visitors are no friends."""
    visitors = {friend.friend_id for friend in FRIENDS if friend.status is Status.VISITOR}
    assert visitors
    return expected(node) - visitors


def everyone(scan: SegmentScan, compiled) -> set[str]:
    page = scan.page(compiled)
    assert page.cursor is None and page.scanned == len(FRIENDS) and len(set(page.matches)) == len(page.matches)
    return set(page.matches)


@checks(50)
@given(trees())
def test_the_filter_means_what_the_predicate_means(scan, items, tree):
    node = parse(tree)
    compiled = compile_filter(node, CONTEXT)
    assert compiled.exact is all(leaf.operator.exact(leaf.attribute) for leaf in leaves(node))
    assert everyone(scan, compiled) == expected(node)
    if compiled.expression is not None:  # what the unit tests take for DynamoDB says the same
        test = compiled_filter(compiled.expression, compiled.names, compiled.values)
        assert everyone(scan, replace(compiled, exact=True)) == {i["friend_id"]["S"] for i in items if test(i)}


@checks(50)
@given(trees(), st.integers(1, 40), st.integers(20, 600))
def test_a_filter_cut_down_to_any_budget_lets_nobody_out_and_the_answer_is_the_same(scan, tree, operators, length):
    node = parse(tree)
    compiled = compile_filter(node, CONTEXT, budget=Cost(operators, length))
    assert everyone(scan, replace(compiled, exact=True)) >= expected(node)
    assert everyone(scan, compiled) == expected(node)


class Faceless(Operator):
    """An operator whose condition DynamoDB cannot say (``filter`` is ``None``), or only a wider one."""

    def __init__(self, operator: Operator, wider: bool) -> None:
        self._operator = operator
        self._wider = wider

    def form(self, attribute):
        return self._operator.form(attribute)

    def parse(self, value, attribute):
        return self._operator.parse(value, attribute)

    def knows(self, fact):
        return fact is not None and self._operator.knows(fact)

    def predicate(self, value, fact, context):
        return self._operator.predicate(value, fact, context)

    def exact(self, attribute):
        return False

    def filter(self, attribute, value, context):
        return exists(attribute.name) if self._wider else None

    def sentence(self, attribute, value, lang):
        return self._operator.sentence(attribute, value, lang)


def with_faceless(node: Node, draw) -> Node:
    match node:
        case Leaf():
            face = draw(st.sampled_from(["its own", "none", "wider"]))
            return node if face == "its own" else replace(node, operator=Faceless(node.operator, face == "wider"))
        case Not(child):
            return Not(with_faceless(child, draw))
        case And(children):
            return And(tuple(with_faceless(child, draw) for child in children))
        case Or(children):
            return Or(tuple(with_faceless(child, draw) for child in children))


@checks(50)
@given(trees(), st.data())
def test_operators_that_dynamodb_cannot_say_are_refined(scan, tree, data):
    node = with_faceless(parse(tree), data.draw)
    compiled = compile_filter(node, CONTEXT)
    assert everyone(scan, replace(compiled, exact=True)) >= expected(node)
    assert everyone(scan, compiled) == expected(node)


@checks(40)
@given(trees(), st.booleans())
def test_friends_first_seen_later_or_never_are_out(scan, tree, narrow):
    node = parse(tree)
    budget = {"budget": Cost(3, 60)} if narrow else {}
    compiled = compile_filter(node, CONTEXT, first_seen_until=NOW - 1, **budget)
    in_time = {f.friend_id for f in FRIENDS if f.first_seen_at is not None and f.first_seen_at <= NOW - 1}
    assert everyone(scan, compiled) == expected(node) & in_time


def test_more_conditions_than_dynamodb_takes(scan):
    many = {
        "any": [{"field": "tags", "op": "any_of", "value": ["new", *(f"{i}{c}" for i in range(49))]} for c in "abcdef"]
    }
    for tree in (many, {"not": many}):
        compiled = compile_filter(parse(tree), CONTEXT)
        assert not compiled.exact
        assert everyone(scan, compiled) == expected(parse(tree))


def walk(scan: SegmentScan, compiled, segment: int, total_segments: int, limit: int, batch: int) -> list[str]:
    """A segment of the table as a slice walks it: takes up to ``batch`` of a page, and goes on after the last taken."""
    found, after = [], None
    for _ in range(len(FRIENDS) + 1):
        page = scan.page(compiled, segment, total_segments, after=after, limit=limit)
        assert page.scanned <= limit
        taken = page.matches[:batch]
        found += taken
        after = taken[-1] if len(taken) < len(page.matches) else page.cursor
        if after is None:
            return found
    raise AssertionError("the walk does not come to an end")


@pytest.mark.parametrize("total_segments", [1, 4])
@pytest.mark.parametrize("node", [EVERYBODY, NEW, Not(NEW)], ids=["everybody", "new", "not new"])
@pytest.mark.parametrize("budget", [LIMITS, Cost(0, 0)], ids=["exact", "refined"])
@pytest.mark.parametrize("batch", [2, 100], ids=["resumed in mid-page", "page by page"])
def test_each_match_comes_once(scan, node, total_segments, budget, batch):
    compiled = compile_filter(node, CONTEXT, budget=budget)
    slices = [walk(scan, compiled, segment, total_segments, 5, batch) for segment in range(total_segments)]
    found = [friend_id for friend_ids in slices for friend_id in friend_ids]
    assert len(found) == len(set(found)) and set(found) == expected(node)
    assert sum(bool(friend_ids) for friend_ids in slices) > total_segments // 2


def test_only_what_is_needed_travels(client):
    seen = []
    client.meta.events.register("provide-client-params.dynamodb.Scan", lambda params, **_: seen.append(params))
    scan = SegmentScan(client, "friends")
    scan.page(compile_filter(NEW, CONTEXT))
    scan.page(compile_filter(NEW, CONTEXT, budget=Cost(0, 0)))
    exact, refined = seen
    assert (exact["ProjectionExpression"], exact["ExpressionAttributeNames"]["#p0"]) == ("#p0", "friend_id")
    assert refined["ProjectionExpression"] == "#p0, #p1" and "FilterExpression" not in refined
    assert refined["ExpressionAttributeNames"] == {"#p0": "friend_id", "#p1": "tags"}
    assert "ConsistentRead" not in exact


def test_preview_counts_all_and_names_a_few(scan):
    preview = scan.preview(NEW, CONTEXT, sample=3, deadline=lambda: False, limit=5)
    assert preview.complete and preview.count == len(told(NEW))
    assert len(preview.sample_ids) == 3 and set(preview.sample_ids) < told(NEW)
    all_of_them = scan.preview(NEW, CONTEXT, sample=1000, deadline=lambda: False, limit=5)
    assert set(all_of_them.sample_ids) == told(NEW)


def test_preview_stops_at_its_deadline_and_says_so(scan):
    calls = []
    preview = scan.preview(EVERYBODY, CONTEXT, 10, deadline=lambda: calls.append(1) or len(calls) == 2, limit=5)
    assert not preview.complete
    assert 0 < preview.count == len(preview.sample_ids) <= 10


def test_preview_that_ends_just_in_time_is_complete(scan):
    assert scan.preview(EVERYBODY, CONTEXT, 0, deadline=lambda: True) == Preview(
        len(told(EVERYBODY)), [], len(FRIENDS), complete=True
    )


def test_a_refusal_by_dynamodb_is_unavailable():
    client = _unused_client()
    with Stubber(client) as stub:
        stub.add_client_error("scan", "ProvisionedThroughputExceededException", "slow down", 400)
        with pytest.raises(Unavailable, match="ProvisionedThroughputExceededException"):
            SegmentScan(client, "friends").page(compile_filter(NEW, CONTEXT))


def test_an_answer_is_read_as_botocore_reads_it(client, scan):
    plain = boto3.client("dynamodb", region_name=REGION)
    told, expected = client.scan(TableName="friends", Limit=20), plain.scan(TableName="friends", Limit=20)
    del told["ResponseMetadata"], expected["ResponseMetadata"]
    assert told == expected


def test_a_table_that_is_not_there_is_unavailable(client):
    with pytest.raises(Unavailable, match="ResourceNotFoundException"):
        SegmentScan(client, "nobody").page(compile_filter(NEW, CONTEXT))


def test_no_answer_is_unavailable():
    client = _unused_client(endpoint_url="http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="did not answer"):
        SegmentScan(client, "friends").page(compile_filter(NEW, CONTEXT))


def _unused_client(**options):
    config = Config(connect_timeout=0.2, read_timeout=0.2, retries={"total_max_attempts": 1})
    return boto3.client(
        "dynamodb",
        region_name="ap-northeast-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=config,
        **options,
    )
