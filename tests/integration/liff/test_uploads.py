"""Pictures, from the friend's phone into the bucket."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from daifukucho.kernel.time import DAY
from daifukucho.surveys.uploads import MOST_A_DAY, MOST_BYTES
from tests.integration.liff.conftest import HANAKO
from tests.support import pictures


def upload(liff, content=None, **more):
    """As API Gateway hands a file on."""
    body = base64.b64encode(pictures.png() if content is None else content).decode()
    return liff.call("POST", "api/uploads", body, encoded=True, headers={"content-type": "image/png"}, **more)


def stored():
    """Every key in the bucket."""
    return [found["Key"] for found in pictures.client().list_objects_v2(Bucket=pictures.BUCKET).get("Contents", [])]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(pictures.png(), "image/png"), (pictures.JPEG, "image/jpeg"), (pictures.WEBP, "image/webp")],
    ids=["png", "jpeg", "webp"],
)
def test_a_picture_is_stored_under_her_id_and_waits_for_its_answer(liff, content, media_type):
    liff.befriend()
    answer = upload(liff, content)
    assert answer.status == 200, answer.text
    reference = answer.json["reference"]
    assert stored() == [f"{HANAKO}/{reference}"]
    found = pictures.client().get_object(Bucket=pictures.BUCKET, Key=f"{HANAKO}/{reference}")
    assert (found["Body"].read(), found["ContentType"]) == (content, media_type)
    assert pictures.pending(HANAKO, reference)
    assert liff.entries() == []  # nothing has happened yet


def test_what_is_no_picture(liff):
    liff.befriend()
    for content in (b"", b"GIF89a", b"<svg onload=alert(1)>", b"%PDF-1.7", b"\xff\xd8", b"RIFF....WAVE", b'{"a": 1}'):
        upload(liff, content).refused(422, "image_unreadable")
    liff.call("POST", "api/uploads", "text", headers={"content-type": "text/plain"}).refused(422, "image_unreadable")
    liff.call("POST", "api/uploads", "%%%", encoded=True).refused(400, "malformed_json")
    assert stored() == []


def test_how_large_it_may_be(liff):
    liff.befriend()
    most = pictures.png() + b"\0" * (MOST_BYTES - len(pictures.png()))
    upload(liff, most + b"\0").refused(413, "body_too_large")
    assert stored() == []
    assert upload(liff, most).status == 200


def test_nobody_else_uploads(liff):
    upload(liff).refused(403, "not_a_friend")
    upload(liff, user_id=None).refused(401, "id_token_missing")
    assert stored() == []


def test_so_many_a_day_even_at_once(liff):
    liff.befriend()
    liff.get("api/card")  # all that is built late is there before the threads are
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: upload(liff), range(MOST_A_DAY + 5)))
    assert sorted(answer.status for answer in answers) == [200] * MOST_A_DAY + [429] * 5
    assert len(stored()) == MOST_A_DAY
    upload(liff).refused(429, "too_many_uploads")
    other = "U" + "2" * 32
    liff.befriend(other)
    assert upload(liff, user_id=other).status == 200
    liff.clock.now += DAY
    assert upload(liff).status == 200


def test_a_store_that_does_not_answer(liff, monkeypatch):
    real = BaseClient._make_api_call

    def down(self, operation, arguments):
        if operation == "PutObject":
            raise ClientError({"Error": {"Code": "SlowDown", "Message": HANAKO}}, operation)
        return real(self, operation, arguments)

    liff.befriend()
    monkeypatch.setattr(BaseClient, "_make_api_call", down)
    assert HANAKO not in upload(liff).refused(503, "storage_unavailable")["detail"]
    assert stored() == []
