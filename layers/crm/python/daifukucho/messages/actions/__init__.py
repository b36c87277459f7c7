"""The actions, one a module. To add one: a module here with its ``ACTION``, and its place in ``_ORDER``.

``richmenuswitch`` is not among them: it can be set on rich menus alone.
"""

from daifukucho.kernel.registry import Registry
from daifukucho.messages.action_type import ActionType

_ORDER = ("postback", "message", "uri", "datetimepicker", "clipboard", "camera", "cameraRoll", "location")
"""In which order people are offered them."""

ACTIONS: Registry[ActionType] = Registry(__name__, __path__, "ACTION", ActionType, _ORDER)
