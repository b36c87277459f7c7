"""The counter: stores, operators, coupons and routes as the catalog keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from daifukucho.coupons.coupon import KIND as COUPON
from daifukucho.coupons.coupon import Audience, Coupon, CouponKind, Uses
from daifukucho.kernel.defined import Defined
from daifukucho.operators.operator import KIND as OPERATOR
from daifukucho.operators.operator import Operator, Right
from daifukucho.routes.route import KIND as INFLOW
from daifukucho.routes.route import Route
from daifukucho.stores.store import KIND as STORE
from daifukucho.stores.store import Store
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.definitions import CatalogDefinitions


def stores(catalog: DynamoCatalog) -> CatalogDefinitions[Store]:
    return CatalogDefinitions(catalog, STORE, asdict, lambda body: Store(**body))


def operators(catalog: DynamoCatalog) -> CatalogDefinitions[Operator]:
    return CatalogDefinitions(catalog, OPERATOR, _operator_body, _operator)


class CatalogCoupons(CatalogDefinitions[Coupon]):
    """``daifukucho.coupons.ports.PublicCoupons``, and the rest of their definitions."""

    def __init__(self, catalog: DynamoCatalog) -> None:
        super().__init__(catalog, COUPON, _coupon_body, _coupon, named="title")

    def public(self, most: int) -> Sequence[Defined[Coupon]]:
        """At most four queries, and 4 MB."""
        return self.newest(most, lambda body: body["audience"] == Audience.PUBLIC)


def routes(catalog: DynamoCatalog) -> CatalogDefinitions[Route]:
    return CatalogDefinitions(catalog, INFLOW, _route_body, _route, named="label", taken="inflow_taken")


def _operator_body(operator: Operator) -> Mapping[str, Any]:
    return {"name": operator.name, "store_id": operator.store_id, "rights": [str(right) for right in operator.rights]}


def _operator(body: Mapping[str, Any]) -> Operator:
    return Operator(body["name"], body["store_id"], tuple(map(Right, body["rights"])))


def _coupon_body(coupon: Coupon) -> Mapping[str, Any]:
    words = {"kind": str(coupon.kind), "uses": str(coupon.uses), "audience": str(coupon.audience)}
    return {**asdict(coupon), **words, "stores": list(coupon.stores)}


def _coupon(body: Mapping[str, Any]) -> Coupon:
    words = {"kind": CouponKind(body["kind"]), "uses": Uses(body["uses"]), "audience": Audience(body["audience"])}
    return Coupon(**{**body, **words, "stores": tuple(body["stores"])})


def _route_body(route: Route) -> Mapping[str, Any]:
    return {"key": route.key, "label": route.label, "tags": list(route.tags)}


def _route(body: Mapping[str, Any]) -> Route:
    return Route(body["key"], body["label"], tuple(body["tags"]))
