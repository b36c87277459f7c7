"""The one family of errors. Adapters translate into it; ``http.py`` and ``workers.py`` map out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daifukucho.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in an input, where, and what to change.

    ``pointer`` is a JSON pointer into the input (RFC 6901), such as ``/where/all/0/op``.
    """

    pointer: str
    message: Words


@dataclass(frozen=True, slots=True)
class Wrong:
    """What may be wrong with a part of an input, in both languages, each a whole sentence that says what to change.

    ``{name}`` in it stands for a value that is handed in with it, of ``Words`` for those of its language; a number is
    written with commas (``{points:,}``).
    """

    ja: str
    en: str

    def words(self, **values: object) -> Words:
        """The sentence with these values. Raises KeyError for a missing value."""
        return _filled(self, values)

    def at(self, pointer: str, **values: object) -> Fault:
        """The fault at a place. Raises KeyError as ``words`` does."""
        return Fault(pointer, self.words(**values))


class Unfit(ValueError):
    """A value that cannot be what it is given for; ``words`` say what to change. The reader of the value adds its
    place."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class DaifukuchoError(Exception):
    """A refusal that a caller can act on.

    ``code`` is stable and part of the API; ``detail`` says in a sentence of either language what happened and what to change,
    and never holds anything personal or secret. Logs of an error are in English. ``facts`` holds for programs what a
    page has to show: instants as RFC 3339, counts, ids.
    """

    code = "error"

    def __init__(
        self,
        detail: Words,
        *,
        code: str | None = None,
        faults: Sequence[Fault] = (),
        facts: Mapping[str, str | int] = {},
    ) -> None:
        super().__init__(detail.en)
        self.detail = detail
        self.code = code or type(self).code
        self.faults = tuple(faults)
        self.facts = dict(facts)


class Invalid(DaifukuchoError):
    """The input cannot be accepted as it is; ``faults`` says where."""

    code = "invalid"


class NotFound(DaifukuchoError):
    """What was asked for does not exist."""

    code = "not_found"


class Conflict(DaifukuchoError):
    """The state has moved on: another request was first, or the act was done already."""

    code = "conflict"


class Denied(DaifukuchoError):
    """The caller may not do this."""

    code = "denied"


class QuotaExceeded(DaifukuchoError):
    """A limit of LINE's, or of the shop's own, is used up."""

    code = "quota_exceeded"


class Unavailable(DaifukuchoError):
    """Something that the product depends on did not answer; the same call may succeed later."""

    code = "unavailable"


class Rejected(Unavailable):
    """Something that the product depends on answered that it will never take this: it is too large, or not of its
    form."""

    code = "rejected"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal that a capability declares: which error it is, its ``code``, and its sentence in both languages.

    ``{name}`` in it stands for a value, as in ``Wrong``; in a code it stands for what another party calls the error.
    Raise what the refusal makes: ``raise NOT_ENOUGH_POINTS()``.
    """

    kind: type[DaifukuchoError]
    code: str
    ja: str
    en: str

    def __call__(self, *faults: Fault, facts: Mapping[str, str | int] = {}, **values: object) -> DaifukuchoError:
        """The error, with these values in its sentence. Raises KeyError for a missing value."""
        words = _filled(self, values)
        return self.kind(words, code=self.code.format_map(values), faults=faults, facts=facts)


def _filled(sentence: Wrong | Refusal, values: Mapping[str, object]) -> Words:
    japanese = {name: value.ja if isinstance(value, Words) else value for name, value in values.items()}
    english = {name: value.en if isinstance(value, Words) else value for name, value in values.items()}
    return Words(sentence.ja.format_map(japanese), sentence.en.format_map(english))
