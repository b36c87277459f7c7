"""Reading an object: what is wrong is noted with its place, in both languages."""

from collections.abc import Callable

import pytest

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Words


def faults(given: object, read: Callable[[Reader], object]) -> dict[str, Words]:
    noted: list[Fault] = []
    read(Reader(given, "/it", noted, "A thing"))
    return {fault.pointer: fault.message for fault in noted}


@pytest.mark.parametrize(
    ("given", "read", "pointer", "ja", "en"),
    [
        ([], lambda r: r.text("a", 9), "/it", "JSON のオブジェクト（{…}）で指定してください。", "Give a JSON object."),
        (
            {},
            lambda r: r.text("a", 9),
            "/it/a",
            "必ず指定してください。改行のない1〜9文字で指定してください。",
            "This is needed. Give text of 1 to 9 characters on one line.",
        ),
        (
            {"a": "x" * 1001},
            lambda r: r.text("a", 1000, lines=True),
            "/it/a",
            "1〜1000文字で指定してください。",
            "Give text of 1 to 1000 characters.",
        ),
        (
            {"a": ["x", "x"]},
            lambda r: r.texts("a", 2, 9),
            "/it/a/1",
            "重複しています。1つだけにしてください。",
            "This is given twice; give it once.",
        ),
        (
            {"a": 0},
            lambda r: r.whole("a", 1, 1_000, None),
            "/it/a",
            "1〜1,000 の整数で指定してください。",
            "Give a whole number from 1 to 1,000.",
        ),
        (
            {"a": "c"},
            lambda r: r.choice("a", ["x", "y"], ""),
            "/it/a",
            "次の中から選んでください: x, y",
            "Choose one of: x, y.",
        ),
        (
            {},
            lambda r: r.words("a", 9, needed=True),
            "/it/a",
            '必ず指定してください。{"ja": "…", "en": "…"} のように書いてください。',
            'This is needed. Write {"ja": "…", "en": "…"}.',
        ),
        (
            {"a": "http://example.com/"},
            lambda r: r.address("a", 99),
            "/it/a",
            "https:// で始まる完全な URL を指定してください。",
            "Give a whole address that begins with https://.",
        ),
        (
            {"a/b~": 1},
            lambda r: r.done(),
            "/it/a~1b~0",
            "ここに 'a/b~' という項目はありません。削除してください。",
            "There is no 'a/b~' here; remove it.",
        ),
    ],
)
def test_what_is_wrong_says_in_both_languages_what_to_change(given, read, pointer, ja, en):
    assert faults(given, read) == {pointer: Words(ja, en)}
