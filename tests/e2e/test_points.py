"""Points under load: everybody at once, over real HTTP."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import httpx
import pytest

pytestmark = pytest.mark.e2e

GRANTED, USES, AT_ONCE = 150, 200, 8
PATIENCE = 240.0
DECIDED = {201, 409}
"""Anything else says that nothing is decided yet: too many requests (429), rivals who kept being first (503), or a
function that was not up in time."""


def test_two_hundred_uses_at_once_never_go_below_zero(shop):
    (friend_id,) = shop.friends(1)
    shop.api.points.grant(friend_id, points=GRANTED, idempotency_key=f"{shop.tag}-grant")
    url = f"{shop.stack['crm_api']}/friends/{friend_id}/points/movements"
    give_up_at = monotonic() + PATIENCE
    wanted = {f"{shop.tag}-{n}": n % 5 + 1 for n in range(USES)}
    assert sum(wanted.values()) > GRANTED

    def use(key: str) -> httpx.Response:
        """One use, asked for by its key until it is answered."""
        while monotonic() < give_up_at:
            try:
                answer = http.post(url, json={"kind": "use", "points": wanted[key]}, headers={"Idempotency-Key": key})
            except httpx.TimeoutException:
                continue  # it may have been done, or not
            if answer.status_code in DECIDED:
                return answer
            assert answer.status_code == 429 or answer.status_code >= 500, answer.text
            sleep(float(answer.headers.get("Retry-After", 1)) if answer.status_code == 429 else 0.1)
        pytest.fail("one of the uses was not decided in time")

    def all_at_once() -> dict[str, httpx.Response]:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return dict(zip(wanted, threads.map(use, wanted), strict=True))

    token = {"Authorization": f"Bearer {shop.stack['api_token']}"}
    with httpx.Client(headers=token, timeout=60, trust_env=False) as http:
        first = all_at_once()
        told = {(answer.status_code, answer.json().get("code")) for answer in first.values()}
        assert told == {(201, None), (409, "not_enough_points")}
        taken = {key: answer.json()["movement_id"] for key, answer in first.items() if answer.status_code == 201}
        spent = sum(wanted[key] for key in taken)

        def in_the_book() -> int:
            """What is left, which the ledger has to agree with."""
            left = shop.api.points.account(friend_id).points
            *uses, grant = shop.api.points.movements(friend_id)
            assert (grant.kind, grant.balance) == ("grant", GRANTED)
            assert sorted(use.movement_id for use in uses) == sorted(taken.values())
            balances = [grant.balance, *(use.balance for use in reversed(uses))]
            assert balances == [
                GRANTED - sum(use.points for use in uses[len(uses) - n :]) for n in range(len(balances))
            ]
            assert min(balances) >= 0
            moved = sum(sum(movement.lots.values()) for movement in (*uses, grant))
            assert left == moved == balances[-1] == GRANTED - spent
            return left

        left = in_the_book()
        assert left < min(wanted[key] for key in wanted if key not in taken)
        second = all_at_once()
        for key, answer in second.items():
            assert answer.status_code == first[key].status_code
            if key in taken:
                assert answer.json() == first[key].json()
                assert answer.headers["Idempotent-Replayed"] == "true"
        assert in_the_book() == left
