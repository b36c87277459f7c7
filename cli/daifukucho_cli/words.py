"""What people call the values that the API answers. One that is not known here is shown as it is."""

from daifukucho_cli.screen import choose

_WORDS = {
    # friends
    "active": ("友だち", "friend"),
    # memos
    "note": ("メモ", "note"),
    "meeting": ("商談", "talk"),
    "visit": ("来店", "visit"),
    "call": ("電話", "call"),
    # fields
    "retired": ("使用終了", "retired"),
    # campaigns
    "draft": ("下書き", "draft"),
    "scheduled": ("予約", "scheduled"),
    "recurring": ("繰り返し", "recurring"),
    "finished": ("終了", "finished"),
    "stopped": ("停止", "stopped"),
    "segment_deleted": ("セグメントが削除された", "its segment is gone"),
    "segment_invalid": ("セグメントが使えない", "its segment cannot be used"),
    "coupon_deleted": ("クーポンが削除された", "its coupon is gone"),
    "liff_unknown": ("LIFFアプリが未設定", "the LIFF app is not set"),
    "skip": ("前から持っている友だちには送らない", "skips who had it"),
    "announce": ("前から持っている友だちにも知らせる", "announces it to who had it, too"),
    "once_a_year": ("年に1回、新しく渡す", "given anew once a year"),
    "once_a_month": ("月に1回、新しく渡す", "given anew once a month"),
    "once_a_campaign": ("配信ごとに1回、新しく渡す", "given anew once a campaign"),
    "restored": ("バックアップからの復元で停止", "stopped when a backup was restored"),
    # runs
    "sending": ("配信中", "sending"),
    "held": ("上限を確認中", "checking its limits"),
    "paused": ("一時停止", "paused"),
    "cancelled": ("中止", "cancelled"),
    "quota_exceeded": ("上限超過", "quota exceeded"),
    "completed": ("完了", "completed"),
    # outcomes
    "sent": ("送信", "sent"),
    "skipped": ("除外", "skipped"),
    "failed": ("失敗", "failed"),
    "unknown": ("不明", "unknown"),
    "pending": ("未送信", "pending"),
    "not_in_run": ("対象外", "not in the run"),
    # reasons
    "visitor": ("友だち追加前", "not a friend yet"),
    "not_a_friend": ("友だちではない", "not a friend"),
    "blocked": ("ブロック", "blocked"),
    "do_not_send": ("送信しない", "do not send"),
    "in_progress": ("対応中", "in progress"),
    "gone": ("名簿にいない", "no longer in the roster"),
    "no_longer_matches": ("条件に当てはまらなくなった", "no longer matches"),
    "coupon_held": ("クーポンを持っている", "has the coupon"),
    "coupon_used": ("クーポンを使った", "has used the coupon"),
    "issued": ("未使用", "not used"),
    "viewed": ("未使用", "not used"),
    "redeemed": ("使用済み", "used"),
    "expired": ("期限切れ", "expired"),
    "empty_variable": ("変数が空", "a variable is empty"),
    "over_recipient_limit": ("人数の上限を超える", "over its limit of recipients"),
    "over_budget": ("予算を超える", "over its budget"),
    "error_threshold": ("エラーが多い", "too many errors"),
    "refused": ("LINEが宛先を拒否", "refused by LINE"),
    "quota": ("今月の送信数の上限", "the month's quota"),
    "rejected": ("LINEが拒否", "rejected by LINE"),
    "try_later": ("混み合っている", "try later"),
    # costs
    "cost_unknown": ("料金がわからない", "its cost is not known"),
    "no_plan": ("プランが未設定", "the shop's plan is not set"),
    "no_quota": ("送信数がわからない", "LINE did not say what is used"),
    "beyond_tiers": ("料金表の範囲外", "beyond the plan's tiers"),
    # units
    "hours": ("時間", "hours"),
    "days": ("日", "days"),
    "weeks": ("週", "weeks"),
    "months": ("か月", "months"),
}


def word(value: str | None) -> str:
    if value is None:
        return ""
    ja, en = _WORDS.get(value, (value, value))
    return choose(ja=ja, en=en)


def audience(frozen: bool) -> str:
    """Whether a campaign asks its segment again when each friend is written to."""
    if frozen:
        return choose(ja="配信を始めたときに当てはまった友だち", en="who matched when the run was opened")
    return choose(ja="送る直前にも当てはまる友だち", en="who still matches when it is sent")


def tally(counts: dict[str, int]) -> str:
    """Counts by reason, the largest first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return choose(ja="、", en=", ").join(f"{word(reason)} {count:,}" for reason, count in ordered)
