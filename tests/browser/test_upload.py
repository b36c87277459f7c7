"""A photo on its way from a phone to the shop, and an address from its postal code: the pages' own modules in a real
browser, whatever page uses them."""

import base64
import json
import struct
import subprocess
from time import monotonic, sleep

import boto3
import httpx
import pytest
from playwright.sync_api import Error

from infra import packaging
from local.api import connect
from local.pages.line_login import HOSTS
from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.browser

LATITUDE = b"N\0\0\0"
MAKER = b"Daifuku Camera\0"
# A picture as a camera stores it that is held upright: lying on its side, left red and right blue.
DRAW = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = 2400; canvas.height = 1200;
  const context = canvas.getContext("2d");
  for (let x = 0; x < 2400; x += 1200) { context.fillStyle = x ? "#00f" : "#f00"; context.fillRect(x, 0, 1200, 1200); }
  return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
}"""
UPLOAD = """async (content) => {
  const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  return harness.uploadImage(new File([bytes], "IMG_0001.HEIC.jpg", { type: "image/jpeg" }))
    .catch((error) => [error.code, error.status]);
}"""
COLOURS = """async (content) => {
  const image = new Image();
  image.src = `data:image/jpeg;base64,${content}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const at = (y) => [...context.getImageData(canvas.width / 2, y, 1, 1).data].slice(0, 3).map((v) => Math.round(v / 255));
  return { size: [canvas.width, canvas.height], top: at(10), bottom: at(canvas.height - 10) };
}"""


def with_exif(jpeg: bytes) -> bytes:
    """The JPEG with what a camera says of it: that it was held upright, its name, and where it was."""
    # TIFF, big-endian: IFD0 with Make, Orientation 6 (turn it clockwise), and the place of the GPS IFD.
    entries = 3
    after = 8 + 2 + 12 * entries + 4
    gps = after + len(MAKER) + 1
    ifd0 = struct.pack(">H", entries)
    ifd0 += struct.pack(">HHII", 0x010F, 2, len(MAKER), after)
    ifd0 += struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    ifd0 += struct.pack(">HHII", 0x8825, 4, 1, gps) + b"\0\0\0\0"
    degrees = gps + 2 + 12 * 2 + 4
    place = struct.pack(">H", 2) + struct.pack(">HHI", 1, 2, 2) + LATITUDE
    place += struct.pack(">HHII", 2, 5, 3, degrees) + b"\0\0\0\0" + struct.pack(">6I", 35, 1, 41, 1, 22, 1)
    tiff = b"MM\0\x2a\0\0\0\x08" + ifd0 + MAKER + b"\0" + place
    segment = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


@pytest.fixture(scope="module")
def harness(tmp_path_factory):
    """The modules as a script, which the browser is given past the page: a page's policy takes no foreign ones."""
    folder = tmp_path_factory.mktemp("harness")
    edition = next((packaging.web_pages() / "assets").glob("postal-*-100.json.gz")).name.split("-")[1]
    web = packaging.ROOT / "web/src"
    names = {"liff/line": "start", "survey/upload": "uploadImage", "survey/postal": "addressOf"}
    lines = [f"export {{ {name} }} from {json.dumps(str(web / module))};" for module, name in names.items()]
    (folder / "entry.ts").write_text("\n".join(lines))
    made = folder / "harness.js"
    esbuild = packaging.ROOT / "node_modules/.bin/esbuild"
    define = f"--define:import.meta.env.VITE_POSTAL={json.dumps(edition)}"
    command = [esbuild, folder / "entry.ts", "--bundle", "--format=iife", "--global-name=harness", define]
    subprocess.run([*command, f"--outfile={made}", "--log-level=error"], check=True, cwd=packaging.ROOT)
    return made.read_text("utf-8")


@pytest.fixture
def page(visit, stack, follower, login, harness):
    """Some page of ours, open in a friend's browser; ``user_id`` is the friend's."""
    user_id = follower()
    seen = visit(f"{stack['liff']}/card", "phone", login=login(user_id))
    seen.page.get_by_text("大福 花子").wait_for()
    seen.page.evaluate(harness + ";globalThis.harness = harness")
    seen.page.evaluate("harness.start()")
    seen.user_id = user_id
    return seen


def test_a_photo_reaches_the_shop_without_the_place_where_it_was_taken(stack, page):
    photo = with_exif(base64.b64decode(page.page.evaluate(DRAW)))
    assert b"Exif" in photo and MAKER in photo
    reference = page.page.evaluate(UPLOAD, base64.b64encode(photo).decode())

    link = connect(stack).surveys.picture(page.user_id, reference)
    got = httpx.get(link.url, trust_env=False)
    assert (got.status_code, got.headers["content-type"]) == (200, "image/jpeg")
    assert got.content.startswith(b"\xff\xd8\xff")
    assert len(got.content) < len(photo)
    for told in (b"Exif", b"GPS", MAKER, b"http://ns.adobe.com"):
        assert told not in got.content
    # Upright, and no longer than it has to be.
    shown = page.page.evaluate(COLOURS, base64.b64encode(got.content).decode())
    assert shown == {"size": [800, 1600], "top": [1, 0, 0], "bottom": [0, 0, 1]}

    # Without the signature, nobody sees it.
    assert httpx.get(link.url.split("?")[0], trust_env=False).status_code == 403
    kept_once_an_answer_names_it(stack, page.user_id, reference)

    assert page.page.evaluate(UPLOAD, base64.b64encode(b"no picture").decode()) == ["image_unreadable", 0]
    assert len([url for url in page.requests if url.endswith("/api/uploads")]) == 1  # the first one's
    assert page.troubles == []  # the policy lets a page show what was just chosen


def kept_once_an_answer_names_it(stack, user_id, reference):
    """The ledger's stream, the function behind it, and the bucket's tags, as they are deployed."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="ap-northeast-1")
    aws = {name: session.client(name, endpoint_url=stack["aws_endpoint"]) for name in ("s3", "dynamodb")}
    outputs = stack["outputs"]

    def tags():
        return aws["s3"].get_object_tagging(Bucket=outputs["UploadsBucket"], Key=f"{user_id}/{reference}")["TagSet"]

    assert tags() == [{"Key": "pending", "Value": "yes"}]
    body = {"survey_id": "s", "version": 1, "answers": {}, "set": {}, "tags_add": [], "tags_remove": []}
    entry = {
        "friend_id": {"S": user_id},
        "sort": {"S": "1795316400000#test"},
        "kind": {"S": "answered"},
        "at": {"N": "1795316400000"},
        "folded": {"BOOL": True},
        "body": {"S": json.dumps({**body, "uploads": [reference, "up_" + "0" * 26]})},  # and one that is gone
    }
    aws["dynamodb"].put_item(TableName=outputs["LedgerTable"], Item=entry)
    deadline = monotonic() + PATIENCE
    while tags():
        assert monotonic() < deadline, "nobody takes the tag away"
        sleep(0.2)


def test_an_address_is_found_by_three_digits_that_nobody_else_is_told(page):
    def address_of(code):
        return page.page.evaluate("code => harness.addressOf(code)", code)

    assert address_of("1000001") == {"prefecture": "東京都", "city": "千代田区", "street": "千代田"}
    assert address_of("4520961") == {"prefecture": "愛知県", "city": "清須市", "street": ""}
    assert address_of("1638001") == {"prefecture": "東京都", "city": "新宿区", "street": "西新宿2丁目8-1"}
    assert address_of("1000999") is None
    asked = {url.rpartition("-")[2] for url in page.requests if "/postal-" in url}
    assert asked == {"100.json", "452.json", "163.json"}
    assert not [url for url in page.requests if "1000001" in url]
    assert page.origins - HOSTS == {"/".join(page.page.url.split("/")[:3])}
    for wrong in ("", "100-0001", "100000", "10000010"):
        assert address_of(wrong) is None
    assert page.troubles == []
    assert address_of("0000000") is None  # there is no such file
    page.page.context.set_offline(True)
    with pytest.raises(Error, match="Failed to fetch"):  # whoever asked may ask again
        address_of("9800001")
