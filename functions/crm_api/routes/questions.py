"""``/v1/segments/…``: asking segments, saved or not: how many friends they hold, why a friend is in them, what they may
ask."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.fields.field import FIELD
from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Words
from daifukucho.segments.estimate import CONFIDENCE, Estimate
from daifukucho.segments.explain import Clause, Explanation
from daifukucho.segments.operator import Form
from daifukucho.segments.preview import Preview, Source
from daifukucho.segments.vocabulary import vocabulary
from routes.segments import EXAMPLE, SENTENCE, TREE, WordsModel
from routes.shared import JSON, MAY_READ, Answer, Body, Crm, answers, example

router = Router()
_TAGS = ["segments"]
_ASKED = ("invalid_segment", "segment_not_found", "segment_cycle", "segment_deleted", "segment_too_large")
_EITHER = "Send either `where` or `segment_id`."


class PreviewBody(Body):
    """A segment to look at: a tree, or a saved one."""

    model_config = example({"where": EXAMPLE}, {"segment_id": "01JD0000000000000000000000"})

    where: dict[str, Any] | None = Field(None, description=TREE, examples=[EXAMPLE])
    segment_id: str | None = Field(None, min_length=1, max_length=64, description="A saved segment.")


class ExplainBody(PreviewBody):
    """A segment, and the friend for whom to explain it."""

    model_config = example({"where": EXAMPLE, "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"})

    friend_id: str = Field(min_length=1, max_length=64)


class SampleModel(Answer):
    """A friend who matches. `name` is the alias or, without one, the display name."""

    friend_id: str
    name: str | None


class ClauseModel(Answer):
    """One clause of a segment, nested like the segment: `all`, `any`, `not`, `segment` or `condition`."""

    kind: str
    matches: bool
    sentence: WordsModel
    field: str | None = None
    op: str | None = None
    fact: Any = Field(None, description="What a condition saw of the field; `null`: nothing is known.")
    true_because_unknown: bool = Field(description="A `not` that is true because something is not known of the friend.")
    clauses: list["ClauseModel"]

    @classmethod
    def of(cls, clause: Clause) -> "ClauseModel":
        return cls(
            kind=clause.kind,
            matches=clause.matches,
            sentence=WordsModel.of(clause.sentence),
            field=clause.field,
            op=clause.op,
            fact=clause.fact,
            true_because_unknown=clause.true_because_unknown,
            clauses=[cls.of(child) for child in clause.children],
        )


class ExplanationModel(Answer):
    """Why a friend is in a segment, or why not, as things are now."""

    model_config = example(
        {
            "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
            "matches": True,
            "sentence": {
                "ja": "（誕生日が2月である）に当てはまらない",
                "en": "not (birthday is in February)",
            },
            "clause": {
                "kind": "not",
                "matches": True,
                "sentence": {"ja": "次に当てはまらない", "en": "this is not true"},
                "field": None,
                "op": None,
                "fact": None,
                "true_because_unknown": True,
                "clauses": [
                    {
                        "kind": "condition",
                        "matches": False,
                        "sentence": {"ja": "誕生日が2月である", "en": "birthday is in February"},
                        "field": "birthday",
                        "op": "month_is",
                        "fact": None,
                        "true_because_unknown": False,
                        "clauses": [],
                    }
                ],
            },
        }
    )

    friend_id: str
    matches: bool
    sentence: WordsModel
    clause: ClauseModel

    @classmethod
    def of(cls, explanation: Explanation) -> "ExplanationModel":
        return cls(
            friend_id=explanation.friend_id,
            matches=explanation.clause.matches,
            sentence=WordsModel.of(explanation.sentence),
            clause=ClauseModel.of(explanation.clause),
        )


class ChoiceModel(Answer):
    """One of the values of a choice."""

    value: str
    label: WordsModel


class UsableModel(Answer):
    """An operator that a field may be asked with, and what a person fills in as its value."""

    op: str
    form: Form


class AttributeModel(Answer):
    """What a segment may ask of a friend."""

    name: str
    type: AttributeType
    label: WordsModel
    choices: list[ChoiceModel]
    operators: list[UsableModel]


class SegmentOperatorModel(Answer):
    """A way to ask. `sentence` says the `example`."""

    op: str
    label: WordsModel
    description: WordsModel
    example: dict[str, Any]
    sentence: WordsModel


class VocabularyModel(Answer):
    """Everything that a segment may ask, in the order in which people are shown it."""

    model_config = example(
        {
            "fields": [
                {
                    "name": "status",
                    "type": "choice",
                    "label": {"ja": "状態", "en": "status"},
                    "choices": [{"value": "active", "label": {"ja": "友だち", "en": "friend"}}],
                    "operators": [{"op": "is", "form": "choice"}],
                }
            ],
            "operators": [
                {
                    "op": "is",
                    "label": {"ja": "一致する", "en": "is"},
                    "description": {"ja": "値がまったく同じ友だち", "en": "Friends with exactly this value."},
                    "example": {"field": "status", "op": "is", "value": "active"},
                    "sentence": {"ja": "状態が「友だち」である", "en": "status is “friend”"},
                }
            ],
        }
    )

    fields: list[AttributeModel]
    operators: list[SegmentOperatorModel]


class RangeModel(Answer):
    """What a random sample says of all friends."""

    count: int | None = Field(description="The most likely number; `null`: nobody knows how many friends there are.")
    least: int = Field(description="At least so many, with the `confidence` that both limits hold.")
    most: int | None = Field(description="At most so many; `null` as `count`.")

    @classmethod
    def of(cls, estimate: Estimate) -> "RangeModel":
        return cls(count=estimate.count, least=estimate.least, most=estimate.most)


class EstimateModel(RangeModel):
    """How many match, told from a random sample, because not every friend could be asked in time."""

    confidence: float = Field(description="How often such limits hold: exact ones, for a sample without replacement.")
    asked: int = Field(description="So many friends were asked one by one, at random,")
    population: int | None = Field(description="of so many who would have to be; `null` as `count`.")

    @classmethod
    def of(cls, estimate: Estimate) -> "EstimateModel":
        return cls(confidence=CONFIDENCE, **asdict(estimate))


class PreviewModel(Answer):
    """How many match. A large roster is counted in its copy, which is a moment behind, and the friends whom the copy
    leaves undecided are asked themselves, 2,000 at most; should the copy not answer, the roster itself is counted.
    Either for five seconds; if that is not enough, `estimate` says what the friends who were asked tell of all."""

    model_config = example(
        {
            "complete": True,
            "count": 3214,
            "count_at_least": 3214,
            "estimate": None,
            "source": "copy",
            "as_of": "2026-11-22T11:59:15+09:00",
            "sample": [{"friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7", "name": "山田さま"}],
            "sentence": SENTENCE,
            "hints": [],
        }
    )

    complete: bool
    count: int | None = Field(description="How many match; `null` unless `complete`.")
    count_at_least: int = Field(description="How many have been counted.")
    estimate: EstimateModel | None = Field(description="How many match, most likely; `null` if `complete`.")
    source: Source = Field(description="What was asked: the `roster` itself, or its `copy`.")
    as_of: str = Field(description="Every change made until then is counted; of the `roster` those made later, too.")
    sample: list[SampleModel]
    sentence: WordsModel
    hints: list[WordsModel] = Field(
        description="If nobody matches: the existing tags that differ from a tag in the segment only in case or width."
    )

    @classmethod
    def of(cls, preview: Preview, hints: Sequence[Words]) -> "PreviewModel":
        return cls(
            source=preview.source,
            as_of=to_iso(preview.as_of),
            complete=preview.complete,
            count=preview.count if preview.complete else None,
            count_at_least=preview.count,
            estimate=None if preview.estimate is None else EstimateModel.of(preview.estimate),
            sample=[SampleModel(friend_id=f.friend_id, name=f.alias or f.display_name) for f in preview.sample],
            sentence=WordsModel.of(preview.sentence),
            hints=[WordsModel.of(words) for words in hints],
        )


@router.post(
    "/v1/segments/preview",
    summary="Look at a segment, saved or not",
    description="How many match, exactly to the last minute, or about how many if the friends' pages are too many to be read in "
    "five seconds, and up to ten of them. `as_of` says as of when. Changes nothing. "
    f"{_EITHER}",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("What it holds", *_ASKED),
    operation_id="previewSegment",
)
def preview_segment(crm: Crm, body: PreviewBody) -> PreviewModel:
    preview = crm.previewer.preview(body.where, body.segment_id)
    hints = [] if preview.count else crm.tags.meant(body.where, body.segment_id)
    return PreviewModel.of(preview, hints)


@router.post(
    "/v1/segments/explain",
    summary="Explain a segment for a friend",
    description=f"Why the friend is in it, or why not: each clause, true or false, with the fact that it saw. Changes "
    f"nothing. {_EITHER}",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("Why", "friend_not_found", *_ASKED),
    operation_id="explainSegment",
)
def explain_segment(crm: Crm, body: ExplainBody) -> ExplanationModel:
    return ExplanationModel.of(crm.explainer.explain(body.friend_id, body.where, body.segment_id))


@router.get(
    "/v1/segments/vocabulary",
    summary="What a segment may ask",
    description="Every field with the operators that may ask it, and every operator with its words and an example. "
    "The shop's own fields come last, under the name `fields.<key>`; those that are retired are left out.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("Fields and operators"),
    operation_id="getSegmentVocabulary",
)
def segment_vocabulary(crm: Crm) -> Response[VocabularyModel]:
    crm.previewer.prepare()
    own = [field.says.attribute for field in crm.definitions(FIELD).all() if not field.says.retired]
    body = VocabularyModel.model_validate(vocabulary(own))
    return Response(200, content_type=JSON, body=body, headers={"Cache-Control": "private, no-cache"})
