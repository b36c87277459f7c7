"""``/v1/segments``: saved segments, and a look at one before it is used."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Words
from daifukucho.segments.definition import Segment
from daifukucho.segments.preview import Preview, words_of
from daifukucho.segments.tree import parse
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Crm,
    Cursor,
    IfMatch,
    Limit,
    SegmentId,
    answers,
    nothing,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["segments"]

EXAMPLE = {
    "all": [
        {"field": "tags", "op": "any_of", "value": ["vip"]},
        {"not": {"field": "status", "op": "is", "value": "blocked"}},
    ]
}
WHERE = Field(
    description='A tree: `{"all": […]}`, `{"any": […]}`, `{"not": …}` or `{"field": …, "op": …, "value": …}`.',
    examples=[EXAMPLE],
)


class SegmentBody(Body):
    """A segment セグメント to save."""

    name: str = Field(examples=["常連さん"], json_schema_extra={"minLength": 1, "maxLength": 100})
    where: dict[str, Any] = WHERE


class PreviewBody(Body):
    """A segment to look at."""

    where: dict[str, Any] = WHERE


class WordsModel(Answer):
    """The same in both languages."""

    ja: str
    en: str

    @classmethod
    def of(cls, words: Words) -> "WordsModel":
        return cls(ja=words.ja, en=words.en)


class SegmentModel(Answer):
    """A saved segment セグメント. `sentence` says in words whom it means."""

    segment_id: str
    version: int
    name: str
    where: dict[str, Any]
    sentence: WordsModel
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, segment: Segment) -> "SegmentModel":
        return cls(
            segment_id=segment.segment_id,
            version=segment.version,
            name=segment.name,
            where=dict(segment.where),
            sentence=WordsModel.of(words_of(parse(segment.where))),
            created_at=to_iso(segment.created_at),
            updated_at=to_iso(segment.updated_at),
        )


class SegmentPage(Answer):
    """Some segments, newest first."""

    items: list[SegmentModel]
    cursor: str | None


class SampleModel(Answer):
    """A friend who matches. `name` is the alias or, without one, the display name."""

    friend_id: str
    name: str | None


class PreviewModel(Answer):
    """How many match now. A roster too large to be counted in five seconds is counted in part."""

    complete: bool
    count: int | None = Field(description="How many match; `null` unless `complete`.")
    count_at_least: int = Field(description="How many have been counted.")
    sample: list[SampleModel]
    sentence: WordsModel

    @classmethod
    def of(cls, preview: Preview) -> "PreviewModel":
        return cls(
            complete=preview.complete,
            count=preview.count if preview.complete else None,
            count_at_least=preview.count,
            sample=[SampleModel(friend_id=f.friend_id, name=f.alias or f.display_name) for f in preview.sample],
            sentence=WordsModel.of(preview.sentence),
        )


@router.post(
    "/v1/segments/preview",
    summary="Look at a segment without saving it",
    description="Counts for five seconds at most, and names up to ten friends who match.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("What it holds", 413, 415),
    operation_id="previewSegment",
)
def preview_segment(crm: Crm, body: PreviewBody) -> PreviewModel:
    return PreviewModel.of(crm.previewer.preview(body.where))


@router.get(
    "/v1/segments",
    summary="List segments",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of segments"),
    operation_id="listSegments",
)
def list_segments(crm: Crm, cursor: Cursor = None, limit: Limit = 50) -> SegmentPage:
    page = crm.segments.list(cursor, limit)
    return SegmentPage(items=[SegmentModel.of(segment) for segment in page.items], cursor=page.cursor)


@router.post(
    "/v1/segments",
    summary="Save a segment",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The segment as saved; `Location` is its path", 413, 415, status=201),
    operation_id="createSegment",
)
def create_segment(crm: Crm, body: SegmentBody) -> Response[SegmentModel]:
    segment = crm.segment_editor.create(body.model_dump())
    location = {"Location": f"/v1/segments/{segment.segment_id}"}
    return tagged(SegmentModel.of(segment), segment.version, 201, location)


@router.get(
    "/v1/segments/<segment_id>",
    summary="Get a segment",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The segment", 404),
    operation_id="getSegment",
)
def get_segment(crm: Crm, segment_id: SegmentId) -> Response[SegmentModel]:
    segment = crm.segments.get(segment_id)
    return tagged(SegmentModel.of(segment), segment.version)


@router.put(
    "/v1/segments/<segment_id>",
    summary="Change a segment",
    description="Campaigns that use it and have not gone out follow the change.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The segment as saved", 404, 409, 412, 413, 415),
    operation_id="updateSegment",
)
def update_segment(
    crm: Crm, segment_id: SegmentId, body: SegmentBody, if_match: IfMatch = None
) -> Response[SegmentModel]:
    segment = crm.segment_editor.update(segment_id, body.model_dump(), versions_in(if_match))
    return tagged(SegmentModel.of(segment), segment.version)


@router.delete(
    "/v1/segments/<segment_id>",
    summary="Delete a segment",
    description="Refused while a campaign that waits for its time uses it.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("It is deleted", 404, 409, 412, status=204, content=False),
    operation_id="deleteSegment",
)
def delete_segment(crm: Crm, segment_id: SegmentId, if_match: IfMatch = None) -> Response[None]:
    crm.segment_editor.delete(segment_id, versions_in(if_match))
    return nothing()
