"""The address under which somebody of the shop sees a picture."""

from urllib.parse import parse_qs, urlsplit

import pytest

from daifukucho_aws.bootstrap.common import uploads
from daifukucho_aws.bootstrap.world import of_aws


@pytest.mark.parametrize("region", ["ap-northeast-1", "eu-west-1"])
def test_a_link_names_the_host_of_the_region(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of all regions sends on who comes to a new bucket, and the signature is good for one host alone."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", region)
    link = urlsplit(uploads(of_aws(), "daifukucho-prod-uploads").link("U1", "up_1", 300))
    assert (link.scheme, link.netloc) == ("https", f"daifukucho-prod-uploads.s3.{region}.amazonaws.com")
    assert link.path == "/U1/up_1"
    asked = parse_qs(link.query)
    assert (asked["X-Amz-Algorithm"], asked["X-Amz-Expires"]) == (["AWS4-HMAC-SHA256"], ["300"])
