"""``/v1/friends/…/uploads``: staff look at a picture."""

from urllib.parse import parse_qs, urlsplit

import pytest

from daifukucho.kernel.time import MINUTE, to_iso
from tests.integration.api.conftest import Crm
from tests.support import pictures


def test_a_picture_can_be_seen_for_some_minutes(crm: Crm):
    friend_id = crm.shop.ids[0]
    pictures.attach(friend_id)
    link = crm("GET", f"/friends/{friend_id}/uploads/{pictures.REFERENCE}").json
    assert link["expires_at"] == to_iso(crm.shop.now + 5 * MINUTE)
    address = urlsplit(link["url"])
    asked = parse_qs(address.query)
    assert address.scheme == "https"
    assert address.path.endswith(f"/{friend_id}/{pictures.REFERENCE}")
    assert asked["X-Amz-Expires"] == ["300"]
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]


@pytest.mark.parametrize("reference", ["up_1", "x" * 29, pictures.REFERENCE.replace("0", "2")])
def test_what_is_not_there_or_somebody_elses(crm: Crm, reference: str):
    mine, other, *_ = crm.shop.ids
    pictures.attach(mine)
    crm("GET", f"/friends/{mine}/uploads/{reference}").refused(404, "upload_not_found")
    crm("GET", f"/friends/{other}/uploads/{pictures.REFERENCE}").refused(404, "upload_not_found")
    crm("GET", f"/friends/a%252F{mine}/uploads/{pictures.REFERENCE}").refused(404, "upload_not_found")
