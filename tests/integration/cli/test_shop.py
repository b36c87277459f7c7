"""``daifukucho shop``, against the API itself."""

from tests.integration.cli.conftest import Cli

BAR = {"day_starts_at": "05:00", "leap_day": "02-28", "plan": "standard"}


def test_show_and_update(cli: Cli):
    assert cli.json("shop", "show")["version"] == 0
    saved = cli.json("shop", "update", "-f", "-", given=BAR)
    assert (saved["day_starts_at"], saved["plan"]) == ("05:00", "standard")
    assert "standard" in cli("shop", "show").stdout
    assert "一日の始まり" in cli("shop", "show", lang="ja").stdout
    own = BAR | {"plan": {"included": 10, "tiers": [{"up_to": None, "yen": 2.5}]}}
    assert "¥2.5" in cli("shop", "update", "-f", "-", given=own).stdout
    cli("shop", "update", "-f", "-", "--if-match", saved["etag"], given=BAR, code=1)
    assert "invalid_shop" in cli("shop", "update", "-f", "-", given=BAR | {"day_starts_at": "noon"}, code=1).stderr
