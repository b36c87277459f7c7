"""The registry of actions. To add one: a file here, and its name in the tuple below.

``richmenuswitch`` is not among them: it can be set on rich menus alone.
"""

from daifukucho.messages.actions.action_type import ActionType
from daifukucho.messages.actions.camera import CAMERA
from daifukucho.messages.actions.camera_roll import CAMERA_ROLL
from daifukucho.messages.actions.clipboard import CLIPBOARD
from daifukucho.messages.actions.datetimepicker import DATETIMEPICKER
from daifukucho.messages.actions.location import LOCATION
from daifukucho.messages.actions.message import MESSAGE
from daifukucho.messages.actions.postback import POSTBACK
from daifukucho.messages.actions.uri import URI

ACTIONS: dict[str, ActionType] = {
    a.key: a for a in (POSTBACK, MESSAGE, URI, DATETIMEPICKER, CLIPBOARD, CAMERA, CAMERA_ROLL, LOCATION)
}
