"""``/v1/segments``: saved segments."""

from collections.abc import Collection, Mapping
from functools import cache
from itertools import islice
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.shape import described
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Words
from daifukucho.segments.definition import SEGMENT_INPUT, Segment
from daifukucho.segments.naming import mentions, named
from daifukucho.segments.reference import MAX_NAMES, names_of
from daifukucho.segments.sentence import words_of
from daifukucho.segments.tree import parse
from daifukucho_aws.bootstrap.crm_api import CrmApi
from routes.definitions import Described, body_of, read_only
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Caller,
    Crm,
    Cursor,
    IdempotencyKey,
    IfMatch,
    Limit,
    NamePart,
    SegmentId,
    answers,
    created,
    example,
    nothing,
    once_of_given,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["segments"]
_REFERRING = ("segment_cycle", "segment_deleted", "segment_too_large")

EXAMPLE = SEGMENT_INPUT.examples[0]["where"]
SENTENCE = {
    "ja": "タグに「vip」がある、かつ（状態が「ブロック中」である）に当てはまらない",
    "en": "tags include “vip” and not (status is “blocked”)",
}
_SEGMENT = {
    "segment_id": "01JD0000000000000000000000",
    "version": 3,
    "name": "常連さん",
    "where": EXAMPLE,
    "sentence": SENTENCE,
    "created_at": "2026-11-22T12:00:00+09:00",
    "updated_at": "2026-11-22T19:30:00+09:00",
}
TREE = described(SEGMENT_INPUT.shape.rules["where"])["description"]
WHERE = Field(description=TREE, examples=[EXAMPLE])


class SegmentBody(Described):
    """A segment セグメント to save."""

    described = body_of(SEGMENT_INPUT)


class WordsModel(Answer):
    """The same in both languages."""

    ja: str
    en: str

    @classmethod
    def of(cls, words: Words) -> "WordsModel":
        return cls(ja=words.ja, en=words.en)


class SegmentModel(Answer):
    """A saved segment セグメント. `sentence` says in words which friends it means."""

    model_config = example(_SEGMENT)

    segment_id: str
    version: int
    name: str
    where: dict[str, Any]
    sentence: WordsModel
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, segment: Segment, sentence: Words) -> "SegmentModel":
        return cls(
            segment_id=segment.segment_id,
            version=segment.version,
            name=segment.name,
            where=dict(segment.where),
            sentence=WordsModel.of(sentence),
            created_at=to_iso(segment.created_at),
            updated_at=to_iso(segment.updated_at),
        )


class SegmentPage(Answer):
    """Some segments."""

    model_config = example({"items": [_SEGMENT], "cursor": None})

    items: list[SegmentModel]
    cursor: str | None


@router.get(
    "/v1/segments",
    summary="List segments",
    description="`sort`: by when they were saved first, the newest first (`-created`) unless said.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of segments"),
    operation_id="listSegments",
)
def list_segments(
    crm: Crm,
    cursor: Cursor = None,
    limit: Limit = 50,
    q: NamePart = None,
    sort: Annotated[Literal["created", "-created"], Query()] = "-created",
) -> SegmentPage:
    page = crm.segments.list(cursor, limit, q=q, newest_first=sort == "-created")
    return SegmentPage(items=_models(crm, page.items), cursor=page.cursor)


@router.post(
    "/v1/segments",
    summary="Save a segment",
    description="With an `Idempotency-Key`, however often the request is sent, one segment is saved.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The segment as saved; `Location` is its path",
        "invalid_segment",
        "idempotency_key_reused",
        *_REFERRING,
        status=201,
    ),
    operation_id="createSegment",
)
def create_segment(crm: Crm, by: Caller, body: SegmentBody, key: IdempotencyKey = None) -> Response[SegmentModel]:
    made = crm.segment_editor.create(body.root, once_of_given("createSegment", by, key, body.root))
    segment = made.value
    path = f"/v1/segments/{segment.segment_id}"
    return created(_models(crm, [segment])[0], segment.version, path, replayed=made.replayed)


@router.get(
    "/v1/segments/<segment_id>",
    summary="Get a segment",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The segment", "segment_not_found"),
    operation_id="getSegment",
)
def get_segment(crm: Crm, segment_id: SegmentId) -> Response[SegmentModel]:
    segment = crm.segments.get(segment_id)
    return tagged(_models(crm, [segment])[0], segment.version)


@router.put(
    "/v1/segments/<segment_id>",
    summary="Change a segment",
    description="What `GET` gives can be sent as it is. Campaigns that use it and have not gone out follow the change.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The segment as saved", "segment_not_found", "changed_meanwhile", "invalid_segment", *_REFERRING),
    operation_id="updateSegment",
)
def update_segment(
    crm: Crm, segment_id: SegmentId, body: SegmentBody, if_match: IfMatch = None
) -> Response[SegmentModel]:
    def now() -> Mapping[str, Any]:
        return _models(crm, [crm.segments.get(segment_id)])[0].model_dump(mode="json")

    given = read_only(body.root, SEGMENT_INPUT.shape, now, SEGMENT_INPUT.invalid)
    segment = crm.segment_editor.update(segment_id, given, versions_in(if_match))
    return tagged(_models(crm, [segment])[0], segment.version)


@router.delete(
    "/v1/segments/<segment_id>",
    summary="Delete a segment",
    description="Refused while another segment refers to it, or a campaign that waits for its time uses it.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "It is deleted", "segment_not_found", "changed_meanwhile", "segment_in_use", status=204, content=False
    ),
    operation_id="deleteSegment",
)
def delete_segment(crm: Crm, segment_id: SegmentId, if_match: IfMatch = None) -> Response[None]:
    crm.segment_editor.delete(segment_id, versions_in(if_match))
    return nothing()


def _models(crm: CrmApi, segments: Collection[Segment]) -> list[SegmentModel]:
    """Each with its sentence. For all together: one read for each segment that is referred to and each of the
    shop's own fields, and one eventually consistent call for the names of coupons, campaigns and the like; more than a
    hundred segments, or such names, are shown by their ids."""
    called = names_of((segment.where for segment in segments), crm.segments.get)
    known = cache(crm.segments.known)
    nodes = [parse(segment.where, known) for segment in segments]
    refs = islice(dict.fromkeys((m.kind, m.id) for node in nodes for m in mentions(node)), MAX_NAMES)
    names = crm.names.names(list(refs))
    sentences = [words_of(named(node, lambda m: names.get((m.kind, m.id))), called) for node in nodes]
    return [SegmentModel.of(segment, said) for segment, said in zip(segments, sentences, strict=True)]
