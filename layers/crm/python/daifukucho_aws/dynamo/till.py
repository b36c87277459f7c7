"""What the till needs: stores, staff members, coupons and inflow routes as the catalog keeps them."""

from collections.abc import Sequence

from daifukucho.coupons.coupon import COUPON, Audience, Coupon
from daifukucho.inflow.route import INFLOW_ROUTE, InflowRoute
from daifukucho.kernel.defined import Defined
from daifukucho.staff.member import STAFF_MEMBER, StaffMember
from daifukucho.stores.store import STORE, Store
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.definitions import CatalogDefinitions


def stores(catalog: DynamoCatalog) -> CatalogDefinitions[Store]:
    return CatalogDefinitions(catalog, STORE.in_catalog)


def staff(catalog: DynamoCatalog) -> CatalogDefinitions[StaffMember]:
    return CatalogDefinitions(catalog, STAFF_MEMBER.in_catalog)


class CatalogCoupons(CatalogDefinitions[Coupon]):
    """``daifukucho.coupons.ports.PublicCoupons``, and the rest of their definitions."""

    def __init__(self, catalog: DynamoCatalog) -> None:
        super().__init__(catalog, COUPON.in_catalog)

    def public(self, most: int) -> Sequence[Defined[Coupon]]:
        """At most four queries, and 4 MB."""
        return self.newest(most, lambda body: body["audience"] == Audience.PUBLIC)


def routes(catalog: DynamoCatalog) -> CatalogDefinitions[InflowRoute]:
    return CatalogDefinitions(catalog, INFLOW_ROUTE.in_catalog)
