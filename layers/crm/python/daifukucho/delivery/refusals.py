"""Why a notice has to be tried again later."""

from daifukucho.kernel.errors import Refusal, Unavailable, Wrong

UNDER_WAY = Refusal(
    Unavailable,
    "notice_under_way",
    "このお知らせは、ほかで処理されています。",
    "Another invocation is sending this notice.",
)
NOT_TAKEN = Wrong(
    "LINE がまだお知らせを受け付けていません。もう一度送られます。",
    "LINE has not taken the notice yet; it is tried again.",
)
"""Its code tells what LINE's last answer was."""
