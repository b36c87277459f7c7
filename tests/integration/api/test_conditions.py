"""``ETag``, ``If-Match`` and ``If-None-Match``: nobody's edit is lost, and what is known does not travel again."""

import pytest

from daifukucho.friends.friend import Friend
from daifukucho_aws.dynamo.book import BookRepository
from tests.integration.api.conftest import VIP, Crm, description


@pytest.fixture
def friend(crm: Crm) -> str:
    return f"/friends/{crm.shop.ids[0]}"


def version(tag: str) -> str:
    return tag.strip('"').partition("-")[0]


EDITS = [
    ("PATCH", "", {"alias": "山田さま"}),
    ("PUT", "/tags/gold", None),
    ("DELETE", "/tags/vip", None),
]


NOT_EDITS = {
    ("put", "/v1/coupons/{coupon_id}/holders/{friend_id}"),
    ("delete", "/v1/coupons/{coupon_id}/holders/{friend_id}"),
    ("put", "/v1/friends/{friend_id}/card"),
    ("put", "/v1/friends/{friend_id}/card/number"),  # the ledger has the one before
    ("delete", "/v1/friends/{friend_id}/card/number"),
    ("put", "/v1/friends/{friend_id}/nine-segments/{product_id}"),
    ("put", "/v1/friends/{friend_id}/orders/{order_id}"),  # its own updated_at decides
    ("put", "/v1/staff/{staff_id}/invitation"),
    ("delete", "/v1/stores/{store_id}/locks/{friend_id}"),
}
"""Something happens, whatever was there before: nobody's work can be lost by it."""


def test_every_edit_takes_an_if_match():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            if method in ("put", "patch", "delete") and (method, path) not in NOT_EDITS:
                names = [parameter.get("name") for parameter in operation["parameters"]]
                assert "If-Match" in names, (method, path)
                assert "412" in operation["responses"]


@pytest.mark.parametrize(("method", "below", "body"), EDITS)
def test_a_friend_is_changed_only_as_she_was_read(crm: Crm, friend, method, below, body):
    read = crm("GET", friend).headers["ETag"]
    before = crm.dump()
    for tag in ('"99"', f"W/{read}", '"x"', '"99-abc", "98"'):
        crm(method, friend + below, body, headers={"if-match": tag}).refused(412, "version_mismatch")
    assert crm(method, friend + below, body, headers={"if-match": "1"}).faults(code="invalid_if_match")
    assert crm.dump() == before
    changed = crm(method, friend + below, body, headers={"if-match": read})
    assert changed.status == 200
    assert int(version(changed.headers["ETag"])) == int(version(read)) + 1
    assert version(crm("GET", friend).headers["ETag"]) == version(changed.headers["ETag"])
    crm(method, friend + below, {"alias": "鈴木さま"} if body else None, headers={"if-match": read}).refused(
        412, "version_mismatch"
    )


def test_two_who_edit_one_friend_at_once(crm: Crm, friend, monkeypatch):
    """Both read the friend; the slower one is told, and the faster one's edit stands."""
    read = crm("GET", friend).headers["ETag"]
    really, replies = BookRepository.save_recorded, []

    def overtaken(self, before: Friend, after: Friend, *entry):
        if not replies:
            replies.append(None)
            replies.append(crm("PATCH", friend, {"alias": "速い人"}, headers={"if-match": read}))
        return really(self, before, after, *entry)

    monkeypatch.setattr(BookRepository, "save_recorded", overtaken)
    crm("PATCH", friend, {"alias": "遅い人"}, headers={"if-match": read}).refused(412, "version_mismatch")
    assert replies[1].status == 200
    assert crm("GET", friend).json["alias"] == "速い人"


def test_any_version_will_do_if_it_is_said_so(crm: Crm, friend):
    crm("PATCH", friend, {"alias": "a"})
    assert crm("PATCH", friend, {"alias": "b"}, headers={"if-match": "*"}).json["alias"] == "b"
    assert crm("PATCH", friend, {"alias": "c"}).json["alias"] == "c"


@pytest.fixture
def single(crm: Crm, friend) -> list[str]:
    return [
        friend,
        f"/segments/{crm.segment()['segment_id']}",
        f"/campaigns/{crm.campaign()['campaign_id']}",
        f"/runs/{crm.sent()}",
        "/settings/shop",
    ]


def test_what_is_held_already_does_not_travel_again(crm: Crm, single):
    for path in single:
        read = crm("GET", path)
        tag = read.headers["ETag"]
        for held in (tag, f"W/{tag}", f'"other", {tag}'):
            again = crm("GET", path, headers={"If-None-Match": held})
            assert (again.status, again.text, again.headers["ETag"]) == (304, "", tag)
            assert "Content-Type" not in again.headers
        for other in ('"other"', tag.strip('"'), f'"x{tag[1:]}', ""):
            again = crm("GET", path, headers={"If-None-Match": other})
            assert (again.status, again.json) == (200, read.json)
    assert crm("GET", "/friends/nobody", headers={"if-none-match": "*"}).status == 404


def test_what_changes_without_a_new_version_has_a_new_tag(crm: Crm):
    """A campaign's run is no edit of it: the version is the same, the answer is not."""
    campaign_id = crm.campaign()["campaign_id"]
    path = f"/campaigns/{campaign_id}"
    read = crm("GET", path).headers["ETag"]
    crm("POST", f"{path}/send", headers={"idempotency-key": "k"})
    again = crm("GET", path, headers={"if-none-match": read})
    assert again.status == 200
    assert again.json["run_id"]
    assert version(again.headers["ETag"]) == version(read) == "1"


def test_an_edit_asks_for_the_version_alone(crm: Crm):
    """A tag from before the words of an answer changed is good, and so is the version that the body shows."""
    path = f"/segments/{crm.segment()['segment_id']}"
    body = {"name": "x", "where": VIP}
    assert crm("PUT", path, body, headers={"if-match": '"1-0123456789abcdef"'}).status == 200
    assert crm("PUT", path, body, headers={"if-match": '"2"'}).status == 200
    for tag in ('"3-"', '"3-XYZ"', '"3-a-b"', '"-3"'):
        crm("PUT", path, body, headers={"if-match": tag}).refused(412, "version_mismatch")
