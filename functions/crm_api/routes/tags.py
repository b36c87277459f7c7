"""``/v1/tags``: the tags that friends have."""

from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.time import to_iso
from daifukucho.segments.preview import Source
from daifukucho.segments.tags import MOST_TAGS, Tags
from routes.shared import MAY_READ, Answer, Crm, answers, example

router = Router()


class TagModel(Answer):
    """A tag タグ, and how many friends have it; blocked friends are counted, visitors are not."""

    tag: str
    friends: int


class TagsModel(Answer):
    """The tags that friends have, the most frequent first."""

    model_config = example(
        {
            "items": [{"tag": "vip", "friends": 312}, {"tag": "新規", "friends": 40}],
            "more": 0,
            "complete": True,
            "source": "copy",
            "as_of": "2026-11-22T11:59:15+09:00",
        }
    )

    items: list[TagModel] = Field(description=f"{MOST_TAGS:,} at most.")
    more: int = Field(description="How many other tags there are.")
    complete: bool = Field(description="Whether every friend was asked; if not, at least so many have each tag.")
    source: Source = Field(description="What was asked: the `roster` itself, or its `copy`.")
    as_of: str = Field(description="Every change made until then is counted; of the `roster` those made later, too.")

    @classmethod
    def of(cls, tags: Tags) -> "TagsModel":
        return cls(
            items=[TagModel(tag=tag, friends=friends) for tag, friends in tags.friends],
            more=tags.more,
            complete=tags.complete,
            source=tags.source,
            as_of=to_iso(tags.as_of),
        )


@router.get(
    "/v1/tags",
    summary="List tags",
    description="Counted at each request, as a preview is: a small roster is read, a large one is counted in its copy, "
    "which is a moment behind. A tag exists as long as a friend has it.",
    tags=["tags"],
    security=MAY_READ,
    responses=answers("The tags"),
    operation_id="listTags",
)
def list_tags(crm: Crm) -> TagsModel:
    return TagsModel.of(crm.tags.count())
