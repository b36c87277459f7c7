"""What the book refuses, in both languages."""

from daifukucho.kernel.errors import Denied, Invalid, NotFound, Refusal, Unavailable, Wrong

UNSIGNED = Refusal(
    Denied, "denied", "署名がないか、本文と合いません。", "The signature is missing or does not match the body."
)
NO_EVENTS = Refusal(
    Invalid,
    "invalid",
    '本文は、"events" のリストを持つ JSON のオブジェクトにしてください。',
    'The body must be a JSON object with a list of "events".',
)
EVENTS = Wrong("リスト（[…]）で指定してください。", "Give a list.")
NOT_KNOWN_YET = Refusal(
    NotFound,
    "friend_not_known_yet",
    "その日時には、まだこの友だちの記録がありません。",
    "Nothing is known of this friend from so long ago.",
)
TOO_MANY_UNSETTLED = Refusal(
    Unavailable,
    "{cause}",
    "記録できなかった友だちが多すぎるため、止めました。",
    "Too many friends could not be settled.",
)
