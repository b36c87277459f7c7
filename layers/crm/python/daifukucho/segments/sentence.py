"""A segment as a sentence, so that a person sees whom she is about to write to."""

from daifukucho.segments.operator import Language
from daifukucho.segments.tree import And, Leaf, Node, Not, Or

_AND = {"ja": "、かつ", "en": " and "}
_OR = {"ja": "、または", "en": " or "}
_NOT = {"ja": "（{}）に当てはまらない", "en": "not ({})"}
_INNER = {"ja": "（{}）", "en": "({})"}


def sentence(node: Node, lang: Language) -> str:
    """The whole tree in words, such as ``tags include “vip” and not (status is “blocked”)``."""
    return _say(node, lang, inner=False)


def _say(node: Node, lang: Language, *, inner: bool) -> str:
    match node:
        case Leaf(attribute, operator, value):
            return operator.sentence(attribute, value, lang)
        case Not(child):
            return _NOT[lang].format(_say(child, lang, inner=False))
        case And((child,)) | Or((child,)):
            return _say(child, lang, inner=inner)
        case And(children) | Or(children):
            joint = _AND if isinstance(node, And) else _OR
            text = joint[lang].join(_say(child, lang, inner=True) for child in children)
            return _INNER[lang].format(text) if inner else text
