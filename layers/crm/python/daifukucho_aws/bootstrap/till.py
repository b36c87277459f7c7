"""Builds what the till needs: stores, staff members, coupons and inflow routes, which the API and the pages share."""

from collections.abc import Callable
from dataclasses import dataclass

from pynamodb.connection import Connection

from daifukucho.coupons.coupon import Coupon, coupon_definer
from daifukucho.coupons.desk import Desk, PinRedemption
from daifukucho.coupons.wallet import Wallet
from daifukucho.inflow.route import InflowRoute, define_inflow_route
from daifukucho.kernel.defined import Editor
from daifukucho.kernel.time import Clock
from daifukucho.shop.settings import SHOP
from daifukucho.staff.access import Access, Personnel
from daifukucho.staff.member import StaffMember, staff_definer
from daifukucho.stores.store import Store, store_definer
from daifukucho.stores.till import PinDesk
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo import till
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.definitions import CatalogDefinitions
from daifukucho_aws.dynamo.holdings import DynamoHoldings
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.dynamo.staff_accounts import CatalogStaffAccounts
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from daifukucho_aws.dynamo.tries import CatalogTries


@dataclass(frozen=True)
class TillServices:
    """What is done with stores, staff members, coupons and inflow routes."""

    stores: CatalogDefinitions[Store]
    store_editor: Editor[Store]
    pins: PinDesk
    staff: CatalogDefinitions[StaffMember]
    staff_editor: Editor[StaffMember]
    accounts: CatalogStaffAccounts
    access: Access
    personnel: Personnel
    coupons: till.CatalogCoupons
    coupon_editor: Editor[Coupon]
    holdings: DynamoHoldings
    desk: Desk
    pin_redemption: PinRedemption
    wallet: Wallet
    inflow_routes: CatalogDefinitions[InflowRoute]
    inflow_route_editor: Editor[InflowRoute]
    clock: Clock
    cutoff: Callable[[], int]


def till_services(dynamo: Connection, world: World, *, ledger_table: str, catalog_table: str) -> TillServices:
    clock, pause = world.clock, world.pause
    entries = bind(LedgerItem, ledger_table, dynamo)
    catalog = DynamoCatalog(dynamo, catalog_table)
    shops = CatalogSetups(catalog, SHOP)
    stores, staff = till.stores(catalog), till.staff(catalog)
    coupons, routes = till.CatalogCoupons(catalog), till.routes(catalog)
    holdings = DynamoHoldings(dynamo, entries, catalog_table)
    accounts = CatalogStaffAccounts(dynamo, catalog_table)
    access, pins = Access(staff, accounts, stores), PinDesk(CatalogTries(dynamo, catalog_table), clock, pause)

    def cutoff() -> int:
        return shops.get().value.cutoff_minutes

    desk = Desk(coupons, holdings, stores, clock, cutoff, pause)
    staff_editor = Editor(staff, staff_definer(stores), lambda _: world.ids(), clock)
    return TillServices(
        stores=stores,
        store_editor=Editor(stores, store_definer(world.entropy), lambda _: world.ids(), clock),
        pins=pins,
        staff=staff,
        staff_editor=staff_editor,
        accounts=accounts,
        access=access,
        personnel=Personnel(staff_editor, staff, accounts, clock, world.entropy),
        coupons=coupons,
        coupon_editor=Editor(coupons, coupon_definer(stores.has), lambda _: world.ids(), clock),
        holdings=holdings,
        desk=desk,
        pin_redemption=PinRedemption(desk, pins),
        wallet=Wallet(coupons, holdings, clock, world.entropy, cutoff, pause),
        inflow_routes=routes,
        inflow_route_editor=Editor(routes, define_inflow_route, lambda route: route.key, clock),
        clock=clock,
        cutoff=cutoff,
    )
