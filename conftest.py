"""What holds for every test: its day, and how Hypothesis looks for examples."""

import os

from hypothesis import HealthCheck, settings

from tests.support.search import THOROUGH

pytest_plugins = ["tests.support.days", "pytester"]

# How long an example takes says something of the machine alone. CI has the same examples each time, everybody else new ones.
settings.register_profile("daifukucho", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("daifukucho-ci", settings.get_profile("daifukucho"), derandomize=True)
settings.register_profile("thorough", settings.get_profile("daifukucho"), max_examples=THOROUGH)
settings.load_profile("daifukucho-ci" if os.environ.get("CI") else "daifukucho")
