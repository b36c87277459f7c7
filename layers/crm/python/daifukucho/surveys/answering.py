"""Answering a survey: showing it to a friend, and taking what the friend answers."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from daifukucho.book.fold import fold, revised
from daifukucho.friends.friend import Friend
from daifukucho.friends.recording import ATTEMPTS, act_id
from daifukucho.friends.repository import FriendReader, Mark, Marked
from daifukucho.kernel.errors import NotFound, Refusal
from daifukucho.kernel.once import Once, refuse_reuse
from daifukucho.kernel.refusals import FRIEND_NOT_FOUND
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import DAY, Clock, business_date
from daifukucho.kernel.words import Language
from daifukucho.ledger.entry import Entry
from daifukucho.nine_segments.standing import declaration
from daifukucho.surveys.check import Checked, check_answers
from daifukucho.surveys.definition import Repeats
from daifukucho.surveys.effects import fitting
from daifukucho.surveys.refusals import (
    ANSWERED,
    CHANGED,
    CLOSED,
    FULL,
    INVALID_ANSWERS,
    NO_PICTURE,
    NOT_YET_OPEN,
    TOO_MANY_AT_ONCE,
)
from daifukucho.surveys.show import ShownSurvey, shown
from daifukucho.surveys.survey import Survey, Surveys
from daifukucho.surveys.uploads import Pictures

GRACE = DAY
"""Milliseconds for which a replaced version is still taken, because a friend may be filling it in."""


class SurveyState(StrEnum):
    """Whether a survey can be answered now, by this friend."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    FULL = "full"
    ANSWERED = "answered"


class FoundSurvey(ShownSurvey):
    """A survey as a friend finds it."""

    state: SurveyState


_REFUSALS: Mapping[SurveyState, Refusal] = {
    SurveyState.NOT_YET: NOT_YET_OPEN,
    SurveyState.CLOSED: CLOSED,
    SurveyState.FULL: FULL,
    SurveyState.ANSWERED: ANSWERED,
}


class AnswerSaved(StrEnum):
    """How writing an answer ended. STALE: the friend was written since it was read. KNOWN: one of its marks exists
    already. FULL: there is no place left."""

    DONE = "done"
    STALE = "stale"
    KNOWN = "known"
    FULL = "full"


class AnswerWriter(Protocol):
    """Writes answers. All raise Unavailable if the repository does not answer; the write may then have happened."""

    def save(
        self, before: Friend, after: Friend, entry: Entry, marks: Sequence[Mark], survey_id: str, limit: int | None
    ) -> AnswerSaved:
        """Write the friend, the entry, its marks, its line in the survey's list and, with a ``limit``, its place among
        so many: all of it in one transaction, or nothing."""

    def marked(self, friend_id: str, name: str) -> Marked | None:
        """The mark of a name on a friend's page, with its entry."""

    def taken(self, survey_id: str) -> int:
        """How many places of a survey with a limit are taken. One consistent read."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that was taken; ``replayed``: an earlier copy of the request was, and nothing was done now."""

    answer_id: str
    at: int
    replayed: bool = False


class Answering:
    """Shows surveys to friends and takes their answers."""

    def __init__(
        self,
        surveys: Surveys,
        friends: FriendReader,
        writer: AnswerWriter,
        pictures: Pictures,
        cutoff: Callable[[], int],
        clock: Clock,
        pause: Pause,
    ) -> None:
        """``cutoff``: how many minutes after midnight the shop's day begins."""
        self._surveys = surveys
        self._friends = friends
        self._writer = writer
        self._pictures = pictures
        self._cutoff = cutoff
        self._clock = clock
        self._pause = pause

    def show(self, survey_id: str, friend_id: str | None, lang: Language) -> FoundSurvey:
        """The survey for a page: ``state``, and the definition in one language without its effects.

        ``friend_id`` ``None``: whether the friend has answered is not looked up. A friend who may not answer once more
        is told that, and not that the last place was taken since. One read; one more with a limit, and up to two for a
        survey that is answered once. Raises NotFound and Unavailable.
        """
        survey = self._surveys.get(survey_id)
        state = self._state(survey)
        if state is not SurveyState.NOT_YET and friend_id and self._answered(survey, survey.version, friend_id):
            state = SurveyState.ANSWERED
        return {"state": state, **shown(survey, lang)}

    def _state_for(self, survey: Survey, version: int, friend_id: str) -> SurveyState:
        """The state in which a friend finds a survey: a friend who has answered it is told so, and not that it is full
        or over since. Whether an open survey is full is not looked up: the write finds that out."""
        state = self._state(survey)
        over = state in (SurveyState.CLOSED, SurveyState.FULL)
        return SurveyState.ANSWERED if over and self._answered(survey, version, friend_id) else state

    def take(self, survey_id: str, version: int, friend_id: str, given: object, request: Once) -> Taken:
        """Take a friend's answers to a version of a survey.

        The entry, the friend's tags, attributes and standing in the nine segments, the mark that keeps it from being
        taken twice, and the place under a limit are one transaction. Of all copies of a ``request`` one is taken.

        Reads: the survey (a former version: two more), the friend, a mark or two, the shop's settings, one for each
        picture. Raises NotFound (``survey_not_found``, ``friend_not_found``), Invalid (``invalid_answers``,
        ``idempotency_key_reused``), Conflict (``survey_not_yet_open``, ``survey_closed``, ``survey_full``,
        ``survey_answered``, ``survey_changed``), and Unavailable.
        """
        present = self._surveys.get(survey_id)
        event_id = act_id(friend_id, request)
        if found := self._writer.marked(friend_id, event_id):
            return _replayed(found, request)
        _refuse(self._state_for(present, version, friend_id))
        survey = self._version(present, version)
        today = business_date(self._clock(), self._cutoff())
        checked = check_answers(survey.says, given, today)
        self._look_for(checked.uploads, friend_id)
        marks = [Mark(event_id, request.body), *map(Mark, _names(survey, version))]
        for attempt in range(ATTEMPTS):
            before = self._friends.get(friend_id)
            if before is None:
                raise FRIEND_NOT_FOUND()
            at = max(self._clock(), before.recorded_at + 1)
            entry = Entry("answered", at, event_id, friend_id, body=_body(survey, checked, before, at), folded=True)
            after = revised(fold(before, entry), before)
            limit = present.says.limit
            match self._writer.save(before, after, entry, marks, survey_id, limit):
                case AnswerSaved.DONE:
                    return Taken(event_id, at)
                case AnswerSaved.KNOWN:
                    if found := self._writer.marked(friend_id, event_id):  # a copy was faster, or our answer was lost
                        return _replayed(found, request)
                    _refuse(SurveyState.ANSWERED)
                case AnswerSaved.FULL:
                    _refuse(SurveyState.ANSWERED if self._answered(survey, version, friend_id) else SurveyState.FULL)
            self._pause(attempt)
        raise TOO_MANY_AT_ONCE()

    def _state(self, survey: Survey) -> SurveyState:
        definition, now = survey.says, self._clock()
        if definition.opens_at is not None and now < definition.opens_at:
            return SurveyState.NOT_YET
        if definition.closes_at is not None and now >= definition.closes_at:
            return SurveyState.CLOSED
        if definition.limit is not None and self._writer.taken(survey.id) >= definition.limit:
            return SurveyState.FULL
        return SurveyState.OPEN

    def _version(self, present: Survey, version: int) -> Survey:
        """The version that was shown, if it can still be answered."""
        if version == present.version:
            return present
        try:
            shown = self._surveys.get_version(present.id, version)
            replaced = self._surveys.get_version(present.id, version + 1).updated_at
        except NotFound:
            shown, replaced = present, 0
        if self._clock() >= replaced + GRACE:
            raise CHANGED()
        return shown

    def _look_for(self, uploads: Mapping[str, str], friend_id: str) -> None:
        """Raises Invalid (``invalid_answers``) unless each named upload exists and is this friend's."""
        missing = [key for key, reference in uploads.items() if not self._pictures.answerable(friend_id, reference)]
        if missing:
            raise INVALID_ANSWERS(*(NO_PICTURE.at(f"/{key}") for key in missing))

    def _answered(self, survey: Survey, version: int, friend_id: str) -> bool:
        return any(self._writer.marked(friend_id, name) for name in _names(survey, version))


def _names(survey: Survey, version: int) -> Collection[str]:
    """The mark that a friend has answered as often as a friend may."""
    match survey.says.repeats:
        case Repeats.ONCE:
            return (f"answered#{survey.id}",)
        case Repeats.ONCE_A_VERSION:
            return (f"answered#{survey.id}#v{version}",)
        case Repeats.MANY:
            return ()


def _refuse(state: SurveyState) -> None:
    if state is not SurveyState.OPEN:
        raise _REFUSALS[state]()


def _replayed(found: Marked, request: Once) -> Taken:
    refuse_reuse(request, found.mark.content)
    return Taken(found.entry.event_id, found.entry.at, replayed=True)


def _body(survey: Survey, checked: Checked, friend: Friend, at: int) -> str:
    """The entry's body: what the friend answered, and what that changes in the friend as the friend is now."""
    edit, no_room = fitting(checked.edit, friend)
    body: dict[str, Any] = {
        "survey_id": survey.id,
        "version": survey.version,
        "answers": checked.answers,
        "set": dict(edit.set),
        "tags_add": sorted(edit.tags_add),
        "tags_remove": sorted(edit.tags_remove),
    }
    if edit.fields:
        body["fields"] = dict(edit.fields)
    if checked.uploads:
        body["uploads"] = list(checked.uploads.values())
    if no_room:
        body["tags_without_room"] = no_room
    classifier = survey.says.nine_segments
    segment = classifier.segment(checked.answers) if classifier else None
    if classifier and segment:
        before = friend.nine_segments.get(classifier.product_id, {})
        body["nine_segment"] = declaration(classifier.product_id, segment, before, at, classifier.expires_days)
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
