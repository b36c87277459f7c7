"""What is mended answers as it did."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.search import seeds

ASKING = Path(__file__).with_name("asking.py")
ROOT = ASKING.parents[3]
REQUESTS = 1_000


def answers(how: str, seed: int) -> list[str]:
    # Sets of texts come out in an order that depends on the hashes of this process.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-P", str(ASKING), how, str(seed), str(REQUESTS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.search
def test_tables_answer_as_they_did():
    seen: Counter[str] = Counter()
    for seed in seeds(2):
        before, after = answers("as-is", seed), answers("mended", seed)
        assert after == before
        seen.update(line.split('"')[1] for line in before)
        seen["refused"] += sum(", 400, " in line for line in before)
        seen["pages"] += sum('"Limit"' not in line and '"LastEvaluatedKey"' in line for line in before)
    assert len(seen) == 11
    assert min(seen.values()) > 20, seen
