"""Builds the counter: stores, operators, coupons and routes, which the API and the pages share."""

from collections.abc import Callable
from dataclasses import dataclass

from pynamodb.connection import Connection

from daifukucho.coupons.coupon import Coupon, coupon_definer
from daifukucho.coupons.desk import Counter, Desk
from daifukucho.coupons.wallet import Wallet
from daifukucho.kernel.defined import Editor
from daifukucho.kernel.time import Clock
from daifukucho.operators.access import Access, Personnel
from daifukucho.operators.operator import Operator, operator_definer
from daifukucho.routes.route import Route, define_route
from daifukucho.stores.store import Store, store_definer
from daifukucho.stores.till import PinDesk
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo import counter
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.definitions import CatalogDefinitions
from daifukucho_aws.dynamo.holdings import DynamoHoldings
from daifukucho_aws.dynamo.shop import CatalogShops
from daifukucho_aws.dynamo.standings import CatalogStandings
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from daifukucho_aws.dynamo.tries import CatalogTries


@dataclass(frozen=True)
class CounterServices:
    """What is done with stores, operators, coupons and routes."""

    stores: CatalogDefinitions[Store]
    store_editor: Editor[Store]
    pins: PinDesk
    operators: CatalogDefinitions[Operator]
    operator_editor: Editor[Operator]
    standings: CatalogStandings
    access: Access
    personnel: Personnel
    coupons: counter.CatalogCoupons
    coupon_editor: Editor[Coupon]
    holdings: DynamoHoldings
    desk: Desk
    counter: Counter
    wallet: Wallet
    routes: CatalogDefinitions[Route]
    route_editor: Editor[Route]
    clock: Clock
    cutoff: Callable[[], int]


def counter_services(dynamo: Connection, world: World, *, ledger_table: str, catalog_table: str) -> CounterServices:
    clock, pause = world.clock, world.pause
    entries = bind(LedgerItem, ledger_table, dynamo)
    catalog = DynamoCatalog(dynamo, catalog_table)
    shops = CatalogShops(catalog)
    stores, operators = counter.stores(catalog), counter.operators(catalog)
    coupons, routes = counter.CatalogCoupons(catalog), counter.routes(catalog)
    holdings = DynamoHoldings(dynamo, entries, catalog_table)
    standings = CatalogStandings(dynamo, catalog_table)
    access, pins = Access(operators, standings, stores), PinDesk(CatalogTries(dynamo, catalog_table), clock, pause)

    def cutoff() -> int:
        return shops.get().cutoff_minutes

    desk = Desk(coupons, holdings, stores, clock, cutoff, pause)
    operator_editor = Editor(operators, operator_definer(stores), lambda _: world.ids(), clock)
    return CounterServices(
        stores=stores,
        store_editor=Editor(stores, store_definer(world.entropy), lambda _: world.ids(), clock),
        pins=pins,
        operators=operators,
        operator_editor=operator_editor,
        standings=standings,
        access=access,
        personnel=Personnel(operator_editor, operators, standings, clock, world.entropy),
        coupons=coupons,
        coupon_editor=Editor(coupons, coupon_definer(stores.has), lambda _: world.ids(), clock),
        holdings=holdings,
        desk=desk,
        counter=Counter(desk, pins),
        wallet=Wallet(coupons, holdings, clock, world.entropy, cutoff, pause),
        routes=routes,
        route_editor=Editor(routes, define_route, lambda route: route.key, clock),
        clock=clock,
        cutoff=cutoff,
    )
