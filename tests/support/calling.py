"""The rules of the one loop that calls LINE, each left out: every explorer of what is sent has to notice."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from daifukucho.delivery import calling
from daifukucho.delivery.calling import Call, Called, Caller
from daifukucho.delivery.line import Answer, AnswerKind


def _found(monkeypatch: pytest.MonkeyPatch, otherwise: Callable[[Call, Called], Called]) -> None:
    real = Caller.call

    def call(self: Caller, asked: Call, *patience: Any) -> Called:
        return otherwise(asked, real(self, asked, *patience))

    monkeypatch.setattr(Caller, "call", call)


def forget_the_23_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "DOUBT_LIMIT", 10**15)


def believe_a_refusal_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch, lambda asked, called: replace(called, doubt=False) if called.refusal else called)


def be_sure_after_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def sure(asked: Call, called: Called) -> Called:
        timed_out = called.answer is not None and called.answer.kind is AnswerKind.IN_DOUBT
        return replace(called, doubt=asked.doubt, answer=Answer(AnswerKind.TRY_LATER) if timed_out else called.answer)

    _found(monkeypatch, sure)


RULES = [forget_the_23_hours, believe_a_refusal_in_doubt, be_sure_after_a_time_out]
