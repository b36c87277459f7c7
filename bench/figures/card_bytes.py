"""What a first visit to the member card takes over the wire."""

from bench.figure import Figure, Measured, Target
from bench.support.phone import phone
from bench.tools import Tools
from daifukucho.kernel.words import Words


def measure(tools: Tools) -> Measured:
    with phone(tools.stack, tools.member) as visitor:
        login = visitor.log_in()
        visit = visitor.visit()
    ours = {kind: size for kind, size in visit.by_type.items() if size and kind != "line"}
    return Measured(
        visit.received,
        "All bytes that a relay before the local stack passed on to Chromium for the first visit of a friend who is"
        " logged in, as in the LINE app: HTML, scripts (the LIFF SDK among them), styles, the card's JSON with its"
        " codes, the worker that keeps the page for later and what it fetches, all with their headers, as compressed as"
        " they are sent. Not in it: TLS, and LINE's own hosts, which a double answers (compared_to has them for a"
        " login in a browser, where the page is loaded twice).",
        {
            **{f"of_which_{kind}": size for kind, size in ours.items()},
            "of_which_worker_and_its_fetches": visit.received - sum(ours.values()),
            "with_a_login_in_a_browser": login.received,
            "of_line_for_that_login": login.by_type.get("line", 0),
        },
    )


FIGURE = Figure(
    key="card_bytes_over_the_wire",
    label=Words("会員証を初めて開くときの転送量", "bytes for the first visit to the member card"),
    unit="bytes",
    measure=measure,
    target=Target(45_000),
)
