"""Random requests to MiniStack's DynamoDB, in this process, and what it answers: a line of JSON each.

Run as ``python asking.py as-is|mended SEED REQUESTS``. Names, values, keys and expressions are drawn from few, right and wrong ones, so
that they meet.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

os.environ["AUTH"] = "false"

from ministack.services import dynamodb

from local.emulator import tables

Asked = dict[str, Any]

NUMBERS = (
    *("0", "007", "-3", "1.50", "1e3", "12345678901234567890123", "1E-5", "x", "", " 5", "+4", "0.0", "1000000", "٣"),
    "9999999999999999999",
)
CONDITIONS = (
    *("attribute_exists(x)", "attribute_not_exists(pk)", "#n = :v", "x = :v OR y <> :v", "NOT (x < :v)"),
    *("begins_with(y, :v)", "contains(x, :v)", "size(x) > :v", "x BETWEEN :v AND :w", "x IN (:v, :w)", "z.k0 = :v"),
    *("(x = :v AND attribute_exists(y)) OR attribute_not_exists(z)", "x[0] = :v", "attribute_type(x, :v)"),
    *("((x = :v))", "name = :v", "x = ", "x == :v", "AND x"),
)
UPDATES = (
    *("SET x = :v", "SET n = if_not_exists(n, :v) + :w", "ADD n :v", "REMOVE x, y", "SET z.k0 = :v", "DELETE x :v"),
    *("SET x = list_append(x, :v)", "ADD x :v SET y = :w", "SET name = :v", "SET x ="),
)
PROJECTIONS = ("pk, x", "pk, z.k0, z.k1", "x[0], pk", "#n, y", "x, x", "name", "pk", "z, z.k0")


class Asker:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def call(self, action: str, asked: Asked) -> Any:
        headers = {"x-amz-target": f"DynamoDB_20120810.{action}"}
        status, _, body = asyncio.run(dynamodb.handle_request("POST", "/", headers, json.dumps(asked).encode(), {}))
        answer = json.loads(body) if body else None
        print(json.dumps([action, asked, status, answer], ensure_ascii=False))
        return answer

    def create(self) -> None:
        def key(*names: str) -> list[dict[str, str]]:
            return [{"AttributeName": n, "KeyType": k} for n, k in zip(names, ("HASH", "RANGE"), strict=False)]

        def typed(*names: str) -> list[dict[str, str]]:
            return [{"AttributeName": n, "AttributeType": "S"} for n in names]

        given: Asked = {"BillingMode": "PAY_PER_REQUEST"}
        index = {"IndexName": "by_g", "KeySchema": key("g", "sk"), "Projection": {"ProjectionType": "ALL"}}
        plain = {"TableName": "plain", "KeySchema": key("pk"), "AttributeDefinitions": typed("pk")}
        sorted_ = {"TableName": "sorted", "KeySchema": key("pk", "sk"), "GlobalSecondaryIndexes": [index]}
        sorted_ |= {"AttributeDefinitions": typed("pk", "sk", "g")}
        for asked in (plain, sorted_):
            dynamodb._create_table(given | asked)

    def value(self, depth: int = 0) -> Asked:
        draw, choose = self.random.random(), self.random.choice
        if draw < 0.3:
            return {"S": choose(["", "a", "日本", "x" * self.random.randrange(2_000)])}
        if draw < 0.6:
            return {"N": choose([*NUMBERS, str(self.random.randrange(1_000))])}
        if draw < 0.7:
            return {"BOOL": draw < 0.65}
        if draw < 0.8:
            return {"SS": self.random.sample("abcd", self.random.randrange(1, 4))}
        if draw < 0.85:
            return {"NS": [str(self.random.randrange(50)) for _ in range(self.random.randrange(1, 3))]}
        if depth < 2 and draw < 0.93:
            return {"M": {f"k{n}": self.value(depth + 1) for n in range(self.random.randrange(3))}}
        if depth < 2:
            return {"L": [self.value(depth + 1) for _ in range(self.random.randrange(3))]}
        return {"NULL": True}

    def key(self, table: str) -> Asked:
        sort = {"sk": {"S": f"s{self.random.randrange(6)}"}} if table == "sorted" else {}
        return {"pk": {"S": f"p{self.random.randrange(60)}"}, **sort}

    def item(self, table: str) -> Asked:
        group = {"g": {"S": f"g{self.random.randrange(3)}"}} if self.random.random() < 0.5 else {}
        names = self.random.sample("xyzn", self.random.randrange(4))
        return {**self.key(table), **{name: self.value() for name in names}, **group}

    def expression(self, text: str, slot: str) -> Asked:
        values = {name: self.value(2) for name in (":v", ":w") if name in text}
        names = {"#n": "x"} if "#n" in text else {}
        asked: Asked = {slot: text}
        asked |= {"ExpressionAttributeValues": values} if values else {}
        return asked | ({"ExpressionAttributeNames": names} if names else {})

    def perhaps(self, share: float, make: Callable[[], Asked]) -> Asked:
        return make() if self.random.random() < share else {}

    def condition(self, share: float, slot: str = "ConditionExpression") -> Asked:
        return self.perhaps(share, lambda: self.expression(self.random.choice(CONDITIONS), slot))

    def put(self, table: str) -> Asked:
        return {"Item": self.item(table), **self.condition(0.3)}

    def update(self, table: str) -> Asked:
        return {"Key": self.key(table), **self.expression(self.random.choice(UPDATES), "UpdateExpression")}

    def delete(self, table: str) -> Asked:
        return {"Key": self.key(table), **self.condition(0.5)}

    def ask(self) -> None:
        """One request; for a scan, with those of its further pages."""
        table, choose = self.random.choice(["plain", "sorted"]), self.random.choice
        few = range(self.random.randrange(1, 6))
        old = {"ReturnValues": choose(["NONE", "ALL_OLD"])}
        writes: list[tuple[str, Callable[[str], Asked]]] = [
            ("Put", self.put),
            ("Update", self.update),
            ("Delete", self.delete),
        ]
        match choose("ppppppppuudbbtgGqiiSSSS"):
            case "p":
                self.call("PutItem", {"TableName": table, **self.put(table), **old})
            case "u":
                returned = {"ReturnValues": choose(["NONE", "ALL_NEW", "UPDATED_OLD", "ALL_OLD"])}
                self.call("UpdateItem", {"TableName": table, **self.update(table), **returned})
            case "d":
                self.call("DeleteItem", {"TableName": table, **self.delete(table), **old})
            case "b":
                some = [
                    choose([{"PutRequest": {"Item": self.item(table)}}, {"DeleteRequest": {"Key": self.key(table)}}])
                    for _ in few
                ]
                self.call("BatchWriteItem", {"RequestItems": {table: some}})
            case "t":
                drawn = [choose(writes) for _ in few]
                actions = [{name: {"TableName": table, **make(table)}} for name, make in drawn]
                self.call("TransactWriteItems", {"TransactItems": actions})
            case "g":
                projected = self.perhaps(0.5, lambda: self.expression(choose(PROJECTIONS), "ProjectionExpression"))
                self.call("GetItem", {"TableName": table, "Key": self.key(table), **projected})
            case "G":
                self.call("BatchGetItem", {"RequestItems": {table: {"Keys": [self.key(table) for _ in few]}}})
            case "q":
                asked = {"TableName": "sorted", "KeyConditionExpression": "pk = :k"}
                asked |= {"ExpressionAttributeValues": {":k": self.key("plain")["pk"]}}
                limit = self.perhaps(0.5, lambda: {"Limit": self.random.randrange(1, 4)})
                self.call("Query", {**asked, "ScanIndexForward": choose([True, False]), **limit})
            case "i":
                asked = {
                    "TableName": "sorted",
                    "IndexName": "by_g",
                    "KeyConditionExpression": "g = :k AND begins_with(sk, :s)",
                }
                self.call("Query", {**asked, "ExpressionAttributeValues": {":k": {"S": "g1"}, ":s": {"S": "s"}}})
            case "S":
                self.scan(table)

    def scan(self, table: str) -> None:
        asked: Asked = {"TableName": table, **self.condition(0.4, "FilterExpression")}
        asked |= self.perhaps(0.5, lambda: {"Limit": self.random.randrange(1, 30)})
        asked |= self.perhaps(0.5, self._segment)
        asked |= self.perhaps(0.1, lambda: {"Select": "COUNT"})
        asked |= self.perhaps(0.1 if table == "sorted" else 0, lambda: {"IndexName": "by_g"})
        asked |= self.perhaps(0.3, lambda: {"ExclusiveStartKey": self.key(table)})
        for _ in range(12):
            answer: Mapping[str, Any] = self.call("Scan", asked)
            if not answer.get("LastEvaluatedKey"):
                return
            asked = {**asked, "ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _segment(self) -> Asked:
        total = self.random.randrange(1, 6)
        return {"Segment": self.random.randrange(total + (self.random.random() < 0.05)), "TotalSegments": total}


def main(how: str, seed: str, requests: str) -> None:
    dynamodb._DDB_PAGE_SIZE_BYTES = 5_000  # so that a small table has many pages
    if how == "mended":
        tables.mend()
    asker = Asker(int(seed))
    asker.create()
    for _ in range(int(requests)):
        asker.ask()


if __name__ == "__main__":
    main(*sys.argv[1:])
