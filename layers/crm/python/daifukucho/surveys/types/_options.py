"""What the types have in common that let people choose."""

from typing import Any

from daifukucho.kernel.errors import Wrong
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Language
from daifukucho.surveys.effects import read_edit
from daifukucho.surveys.question import Option, Settings

MOST_OPTIONS = 100
LABEL = 200

_VALUE_TAKEN = Wrong(
    "別の値を付けてください。ほかの選択肢がこの値を使っています。", "Take another value; another option has this one."
)


def read_options(reader: Reader) -> tuple[Option, ...]:
    """The options; each value once."""
    options: list[Option] = []
    for inner in reader.each("options", MOST_OPTIONS, "An option", least=2):
        value = inner.key("value")
        label = inner.words("label", LABEL, needed=True)
        edit = read_edit(inner, "effects")
        inner.done()
        if value in [option.value for option in options]:
            inner.fault("value", _VALUE_TAKEN.words())
        if label:
            options.append(Option(value, label, edit))
    return tuple(options)


def show_options(settings: Settings, lang: Language) -> list[dict[str, Any]]:
    return [{"value": option.value, "label": getattr(option.label, lang)} for option in settings["options"]]


def label_of(settings: Settings, value: str, lang: Language) -> str:
    """What people call a value; the value itself if it is no longer to be chosen."""
    return next((getattr(o.label, lang) for o in settings["options"] if o.value == value), value)
