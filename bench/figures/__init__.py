"""The figures, one a module, in the order in which they are measured and shown.

To add one: write its module here, add its ``FIGURE`` to the list below, and a section to README.md.
"""

from bench.figure import Figure
from bench.figures import (
    aws_calls,
    card_bytes,
    card_lcp,
    card_reads,
    card_server,
    fanout,
    folds,
    multicast_calls,
    own_cpu,
    seconds_for_a_million,
    segment_count,
    segment_count_10k_local,
    segment_count_100k_local,
    segment_count_usd,
    segment_first_count,
    segment_oracle,
    segment_oracle_differences,
    segment_scan,
    sender_cpu,
    share_of_lines_limit,
    usd,
    webhook_calls,
    webhook_events,
    webhook_import,
)

FIGURES: dict[str, Figure] = {
    module.FIGURE.key: module.FIGURE
    for module in (
        webhook_import,
        webhook_calls,
        segment_scan,
        segment_oracle,
        segment_oracle_differences,
        segment_count,
        segment_count_usd,
        multicast_calls,
        aws_calls,
        usd,
        sender_cpu,
        own_cpu,
        seconds_for_a_million,
        share_of_lines_limit,
        folds,
        card_bytes,
        card_lcp,
        card_server,
        card_reads,
        webhook_events,
        fanout,
        segment_count_10k_local,
        segment_count_100k_local,
        segment_first_count,
    )
}
