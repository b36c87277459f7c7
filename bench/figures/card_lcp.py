"""When the member card is there, on a slow phone with a slow network."""

from statistics import median

from bench.figure import Figure, Measured, Target
from bench.support.phone import Slowness, phone
from bench.tools import Tools
from daifukucho.kernel.words import Words

VISITS, MORE = 9, 3
SLOW = Slowness(latency=150, down=1_600, up=750, processor=4)
NEW_CONNECTIONS = Slowness(latency=562.5, down=1_474.56, up=675, processor=4)
"""What Lighthouse sets so that DevTools' throttling, which knows nothing of handshakes, comes out as a slow 4G."""


def measure(tools: Tools) -> Measured:
    with phone(tools.stack, tools.member) as visitor:
        visitor.log_in()
        visitor.visit()  # Chromium's own first steps, and the function's
        slow = [visitor.visit(SLOW) for _ in range(VISITS)]
        slower = [visitor.visit(NEW_CONNECTIONS) for _ in range(MORE)]
    times = sorted(visit.largest_at for visit in slow)
    return Measured(
        median(times),
        f"Largest contentful paint (PerformanceObserver), the median of {VISITS} first visits of a friend who is logged in,"
        f" in Chromium at a phone's size with its processor {SLOW.processor:g} times slowed down and its network at"
        f" {SLOW.down / 1_000:g} Mbit/s down, {SLOW.up / 1_000:g} up and {SLOW.latency:g} ms a request, by its DevTools"
        " protocol; the largest is the QR code. The browser, the functions and the emulated AWS share this machine.",
        {
            "fastest": times[0],
            "slowest": times[-1],
            "with_lighthouse_s_latency_for_handshakes": median(visit.largest_at for visit in slower),
        },
    )


FIGURE = Figure(
    key="card_lcp_ms_slow_phone",
    label=Words("会員証が表示されるまで(遅い端末)", "largest paint of the member card, slow phone"),
    unit="ms",
    measure=measure,
    target=Target(1_500),
    timed=True,
)
