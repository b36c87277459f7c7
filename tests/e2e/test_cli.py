"""The command line, as a person starts it, on the running stack."""

import json
import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

COMMAND = Path(__file__).parents[2] / "cli" / "daifukucho"


def daifukucho(shop, *words: str, given: object = None) -> str:
    environment = {**os.environ, "DAIFUKUCHO_STACK": str(shop.folder / "stack.json"), "LC_ALL": "ja_JP.UTF-8"}
    done = subprocess.run(
        [COMMAND, *words],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=180,
        env=environment,
        cwd=shop.folder,
    )
    assert done.returncode == 0, done.stderr
    assert shop.stack["api_token"] not in done.stdout + done.stderr
    return done.stdout


def test_from_the_roster_to_the_report(shop):
    friends = shop.friends(3)
    listed = [
        json.loads(line) for line in daifukucho(shop, "friends", "list", "--tag", shop.tag, "--json").splitlines()
    ]
    assert sorted(friend["friend_id"] for friend in listed) == sorted(friends)

    text = f"コマンドから {shop.tag}"
    draft = {"name": text, "where": shop.where, "messages": [{"type": "text", "text": text}]}
    made = json.loads(daifukucho(shop, "campaigns", "create", "--file", "-", "--json", given=draft))
    assert "3" in daifukucho(shop, "campaigns", "preview", made["campaign_id"])
    run = json.loads(daifukucho(shop, "campaigns", "send", made["campaign_id"], "--yes", "--json"))
    report = json.loads(daifukucho(shop, "runs", "watch", run["run_id"], "--json"))
    assert (report["state"], report["sent"]) == ("completed", 3)
    assert shop.received(friends, text) == dict.fromkeys(friends, 1)
    assert daifukucho(shop, "runs", "recipients", run["run_id"]).count("送信") == 3


def test_what_needs_aws_finds_that_of_the_local_stack(shop):
    (friend,) = shop.friends(1)
    assert "変わりなし: 1人" in daifukucho(shop, "friends", "replay", "--friend", friend, "--dry-run")
    assert daifukucho(shop, "ledger", "redrive")
