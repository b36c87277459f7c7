"""moto's DynamoDB as fast as its own part of the work.

Most of the time that a call to moto takes goes into signatures, headers, addresses and looking for names: a call here goes
straight to moto's operation. What botocore makes of the arguments stays, and so does what moto reads, does and refuses.
Besides, moto copies a table for each part of a transaction, item by item: here an item is never changed, but replaced, so a
copy of a table has the same ones. ``tests/integration/test_direct.py`` compares the two ways.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from threading import RLock
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import moto.dynamodb.models
from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.endpoint import Endpoint, convert_to_response_dict
from botocore.model import OperationModel
from botocore.parsers import ResponseParser, create_parser
from botocore.useragent import UserAgentString
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.utils import get_service_model
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler
from werkzeug.exceptions import HTTPException

OPERATIONS = frozenset(
    [f"{kind}Item" for kind in ("Get", "Put", "Update", "Delete", "BatchGet", "BatchWrite")]
    + ["Query", "Scan", "TransactGetItems", "TransactWriteItems"]
)
"""Those on items. The others are rare, and take the long way."""

_ADDRESS = re.compile(r"https://dynamodb\.([\w-]+)\.amazonaws\.com/")
_send_request = Endpoint._send_request
_call_action = DynamoHandler.call_action
_update_item = DynamoDBBackend.update_item
_one_at_a_time = RLock()


@contextmanager
def direct() -> Iterator[None]:
    """Calls take the short way for the time of the block.

    A write of DynamoDB's is atomic. moto's, among threads, is not, as two of them may find the same condition true: so
    its operations wait for each other, whichever way they come.
    """
    with (
        patch.object(Endpoint, "_send_request", _answer),
        patch.object(DynamoHandler, "call_action", _act),
        patch.object(UserAgentString, "to_string", lambda self: "Botocore"),
        patch.object(DynamoDBBackend, "update_item", _update),
        patch.object(moto.dynamodb.models, "copy", SimpleNamespace(deepcopy=copied)),
    ):
        yield


@contextmanager
def the_long_way() -> Iterator[None]:
    """Calls are signed and sent for the time of the block."""
    with patch.object(Endpoint, "_send_request", _send_request):
        yield


def copied(what: Any) -> Any:
    """A copy. A table's has the items themselves; only in ``direct`` do they stay as they are."""
    assert DynamoDBBackend.update_item is _update
    return copy.deepcopy(what, _kept(what) if isinstance(what, Table) else None)


def _kept(table: Table) -> dict[int, object]:
    """The items and their keys by their identities, for ``deepcopy``, which takes them for copied."""
    kept: list[object] = [*table.items, *table.all_items()]
    if table.has_range_key:
        kept += [key for items in table.items.values() for key in items]
    return {id(each): each for each in kept}


def _update(backend: DynamoDBBackend, table_name: str, key: Mapping[str, Any], *more: Any, **named: Any) -> Any:
    table = backend.tables.get(table_name)
    if table and set(key) == set(table.table_key_attrs):
        names = backend.get_keys_value(table, key)
        item = table.get_item(*names)
        if item:
            place, name = (table.items[names[0]], names[1]) if table.has_range_key else (table.items, names[0])
            place[name] = copy.deepcopy(item)
    return _update_item(backend, table_name, key, *more, **named)


@cache
def _model(operation: str) -> Any:
    """moto's own of an operation."""
    return get_service_model("dynamodb").operation_model(operation)


@cache
def _parser(protocol: str) -> ResponseParser:
    return create_parser(protocol)


def _answer(endpoint: Endpoint, request: dict[str, Any], operation: OperationModel) -> tuple[Any, Any]:
    """In place of botocore's, which signs the request, sends it, and reads the response."""
    address = _ADDRESS.match(request["url"])
    if not (botocore_stubber.enabled and address and operation.name in OPERATIONS):
        return _send_request(endpoint, request, operation)
    handler = DynamoHandler()
    handler.current_account, handler.region = DEFAULT_ACCOUNT_ID, address[1]
    reader = PROTOCOL_PARSERS["json"](_model(operation.name), map_type=handler.PROTOCOL_PARSER_MAP_TYPE)
    handler.params = handler.body = reader.parse({"body": request["body"], "headers": {}, "url_params": {}})
    try:
        with _one_at_a_time:
            result = getattr(handler, xform_name(operation.name))().result
    except HTTPException as refusal:
        return _refused(refusal, endpoint, request["url"], operation)
    answer = {name: result[name] for name in operation.output_shape.members if result.get(name) is not None}
    answer["ResponseMetadata"] = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}
    return SimpleNamespace(status_code=200), answer


def _refused(refusal: HTTPException, endpoint: Endpoint, url: str, operation: OperationModel) -> tuple[Any, Any]:
    """As botocore reads it."""
    response = AWSResponse(url, refusal.code, dict(refusal.get_headers()), MockRawResponse(refusal.description))
    told = convert_to_response_dict(response, operation)
    parser = _parser(operation.service_model.resolved_protocol)
    parsed = parser.parse(told, operation.output_shape)
    endpoint._add_modeled_error_fields(told, parsed, operation, parser)
    return response, parsed


def _act(handler: DynamoHandler) -> Any:
    with _one_at_a_time:
        return _call_action(handler)
