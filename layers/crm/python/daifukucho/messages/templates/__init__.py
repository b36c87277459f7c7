"""The registry of templates. To add one: a file here, and its name in the tuple below."""

from daifukucho.messages.templates.buttons import BUTTONS
from daifukucho.messages.templates.carousel import CAROUSEL
from daifukucho.messages.templates.confirm import CONFIRM
from daifukucho.messages.templates.image_carousel import IMAGE_CAROUSEL
from daifukucho.messages.templates.template_type import TemplateType

TEMPLATES: dict[str, TemplateType] = {t.key: t for t in (BUTTONS, CONFIRM, CAROUSEL, IMAGE_CAROUSEL)}
