"""The templates, one a module. To add one: a module here with its ``LAYOUT``, and its place in ``_ORDER``."""

from daifukucho.kernel.registry import Registry
from daifukucho.messages.template_type import TemplateType

_ORDER = ("buttons", "confirm", "carousel", "image_carousel")
"""In which order people are offered them."""

TEMPLATES: Registry[TemplateType] = Registry(__name__, __path__, "LAYOUT", TemplateType, _ORDER)
