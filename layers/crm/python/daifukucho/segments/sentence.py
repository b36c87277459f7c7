"""A segment as a sentence, so that a staff member sees to whom a message is about to go."""

from collections.abc import Mapping
from types import MappingProxyType

from daifukucho.kernel.words import Language, Words
from daifukucho.segments.tree import And, Leaf, Node, Not, Or, Reference

_AND = {"ja": "、かつ", "en": " and "}
_OR = {"ja": "、または", "en": " or "}
_NOT = {"ja": "（{}）に当てはまらない", "en": "not ({})"}
_IN = {"ja": "セグメント「{}」に当てはまる", "en": "is in the segment “{}”"}
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_INNER = {"ja": "（{}）に当てはまる", "en": "({})"}
"""A group in a group has a predicate of its own: in Japanese it could else be taken for a part of what comes after it."""


def words_of(node: Node, names: Mapping[str, str] = _NO_NAMES) -> Words:
    """``sentence`` in both languages."""
    return Words(ja=sentence(node, "ja", names), en=sentence(node, "en", names))


def sentence(node: Node, lang: Language, names: Mapping[str, str] = _NO_NAMES) -> str:
    """The whole tree in words, such as ``tags include “vip” and not (status is “blocked”)``.

    ``names``: those of the segments that it refers to, by id, unless it is expanded; without, their ids stand for them.
    """
    return _say(node, lang, names, inner=False)


def _say(node: Node, lang: Language, names: Mapping[str, str], *, inner: bool) -> str:
    match node:
        case Leaf(attribute, operator, value):
            return operator.sentence(attribute, value, lang)
        case Reference(segment_id, name):
            return _IN[lang].format(name or names.get(segment_id, segment_id))
        case Not(child):
            return _NOT[lang].format(_say(child, lang, names, inner=False))
        case And((child,)) | Or((child,)):
            return _say(child, lang, names, inner=inner)
        case And(children) | Or(children):
            joint = _AND if isinstance(node, And) else _OR
            text = joint[lang].join(_say(child, lang, names, inner=True) for child in children)
            return _INNER[lang].format(text) if inner else text
