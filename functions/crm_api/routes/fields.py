"""``/v1/fields``: the shop's own fields 友だち情報, which it keeps of its friends."""

from aws_lambda_powertools.event_handler.router import Router

from daifukucho.fields.field import FIELD, define_field
from routes.definitions import About, Definitions

router = Router()

FIELDS = Definitions(
    FIELD,
    lambda crm: crm.definitions(FIELD),
    lambda crm: crm.editor(FIELD, define_field),
    About(
        tag="fields",
        example_id="taste",
        example={"description": "", "retired": False},
        of_body="Limits are those of its type.",
        of_list="By key, in descending order, retired ones too; `q`: part of a label or the key.",
        of_update="Its `key` and `type` have to be the same. Values that friends have are not looked at again: new limits hold "
        "for what is set from now on. A field is not deleted; `retired` takes it out of use.",
    ),
)
FIELDS.add_to(router, "list", "create", "get", "update")
