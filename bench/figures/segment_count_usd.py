"""What it costs to count a segment among a million friends."""

from bench.figure import Figure, Measured, Target
from bench.support.prices import Prices, load
from bench.tools import Tools
from daifukucho.kernel.words import Words

_COUNTER_GB, _API_GB = 3_008 / 1024, 1.0
"""The memory of ``segment_count`` and ``crm_api`` (infra/components)."""

_FULL_CORES = 3_008 / 1769
"""Processors that the counter's memory buys; the measured time is of two."""

_API_SECONDS = 0.1
"""Assumed for the API's own work, which also waits for the count."""

_SAMPLE_UNITS = 10 * 0.5
_CALLS = {"GetObject": "s3_get", "ListObjectsV2": "s3_put_or_list"}


def measure(tools: Tools) -> Measured:
    found, prices = tools.counts, load()
    warm, cold = _usd(prices, found.warm_ms, found.warm_calls), _usd(prices, found.cold_ms, found.cold_calls)
    return Measured(
        warm,
        "Calls to S3 counted, time as in segment_count_ms_at_1m_friends but at the 1.7 processors that 3,008 MB buy, both"
        " functions' memory for as long, two requests, the sample's read units; at the prices of prices.json.",
        {
            "cold": cold,
            "warm_calls": found.warm_calls,
            "cold_calls": found.cold_calls,
            "one_scan_of_650_byte_friends": prices.cost(dynamodb_read_unit=1_000_000 * 650 / 4096 / 2),
            "a_compaction_of_8_files": prices.cost(s3_put_or_list=11, s3_get=8 + 16, lambda_gb_second=20 * _COUNTER_GB),
        },
    )


def _usd(prices: Prices, ms: float, calls: dict[str, int]) -> float:
    seconds = ms / 1000 * 2 / _FULL_CORES
    requests = {price: float(calls.get(name, 0)) for name, price in _CALLS.items()}
    memory = seconds * _COUNTER_GB + (seconds + _API_SECONDS) * _API_GB
    return prices.cost(**requests, lambda_request=2, lambda_gb_second=memory, dynamodb_read_unit=_SAMPLE_UNITS)


FIGURE = Figure(
    key="segment_count_usd_at_1m_friends",
    label=Words("100万人の中の人数を数える費用", "the cost of counting a segment among a million friends"),
    unit="USD",
    measure=measure,
    target=Target(0.0001),
    timed=True,
)
