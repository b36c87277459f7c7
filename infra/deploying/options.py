"""The options of a stage: those that it keeps, those that are given now, and both together."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from infra.config import DEFAULT_STAGE, OPTIONS, Config, chosen
from infra.deploying.words import Refused

TABLES = {
    "friendsTable": "friends",
    "ledgerTable": "ledger",
    "catalogTable": "catalog",
    "outboxTable": "outbox",
}
"""The options by which a restored table is attached, and what it takes the place of."""


@dataclass(frozen=True, slots=True)
class Change:
    """An option that differs from what the stage keeps; ``None``: not chosen."""

    name: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        return f"{self.name}: {self.before or '(none)'} → {self.after or '(none)'}"


@dataclass(frozen=True, slots=True)
class Options:
    """What is to be deployed: ``merged`` is what was chosen before and now; ``dropped`` what was taken back now."""

    stage: str
    merged: Mapping[str, str]
    dropped: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def config(self) -> Config:
        """Raises Refused for a value that cannot be."""
        try:
            return Config.read({"stage": self.stage, **self.merged})
        except ValueError as error:
            raise Refused("設定の値が正しくありません。", f"The value of an option is not right: {error}.") from None

    def with_tables(self, arns: Mapping[str, str]) -> "Options":
        """With the ARNs of attached tables in place of what was given."""
        changes = tuple(replace(c, after=arns.get(c.name, c.after)) for c in self.changes)
        return replace(self, merged={**self.merged, **arns}, changes=changes)

    def context(self) -> Iterator[tuple[str, str]]:
        """What ``cdk`` is told, whatever ``cdk.json`` says."""
        yield "stage", self.stage
        yield from self.merged.items()
        yield from ((name, "") for name in self.dropped)


def in_file(cdk_json: Path) -> dict[str, str]:
    """What ``cdk.json`` chooses, for every stage: as if it was given each time."""
    context = json.loads(cdk_json.read_text("utf-8")).get("context", {})
    stage = {"stage": str(context["stage"])} if context.get("stage") else {}
    return stage | chosen(context)


def stage_of(given: Mapping[str, str]) -> str:
    """Raises Refused for a name that cannot be."""
    stage = given.get("stage") or DEFAULT_STAGE
    return Options(stage, {}).config.stage


def merge(kept: Mapping[str, str], given: Mapping[str, str], stage: str) -> Options:
    """What the stage keeps, and over it what is given now; what is given empty is taken back.

    Raises Refused where something would be dropped unseen: the stage keeps what this version does not know.
    """
    unknown = [name for name in kept if name not in OPTIONS]
    if unknown:
        names = ", ".join(unknown)
        raise Refused(
            f"このステージの設定 {names} を、この版は知りません。新しい版でデプロイしてください。",
            f"This version does not know {names}, which the stage keeps. Deploy it with the newer version "
            "that it was deployed with.",
        )
    said = {name: value for name, value in given.items() if name in OPTIONS}
    merged = {name: value for name, value in {**kept, **said}.items() if value}
    changes = [Change(name, kept.get(name), merged.get(name)) for name in OPTIONS]
    return Options(
        stage,
        merged,
        tuple(name for name, value in said.items() if not value),
        tuple(change for change in changes if change.before != change.after),
    )


def refuse_dangerous(before: Config, after: Options, confirmed: Collection[str]) -> None:
    """Refuse what cannot be taken back, unless it is confirmed by name. ``before``: what is deployed."""
    for name, ja, en in _dangers(before, after):
        if name not in confirmed:
            raise Refused(
                f"{ja} それでよければ --confirm {name} を付けてください。",
                f"{en} If you mean it, add --confirm {name}.",
            )


def _dangers(before: Config, after: Options) -> Iterator[tuple[str, str, str]]:
    now = after.config
    if before.customer_key and not now.customer_key:
        attached = [name for name in TABLES if name in after.merged]
        yield (
            "customerKey",
            "customerKey をやめると、これまでの画像"
            + ("と、付けたテーブル" if attached else "")
            + "は読めなくなります。",
            "Without customerKey the pictures that are stored"
            + (f" and the attached tables ({', '.join(attached)})" if attached else "")
            + " cannot be read any more.",
        )
    if before.protected and not now.protected:
        yield (
            "protect",
            "protect をやめると、スタックの削除とともに顧客データも消えます。",
            "Without protect, what customers wrote goes with the stack.",
        )
    for change in after.changes:
        if change.name in TABLES:
            table = TABLES[change.name]
            ja = f"テーブル {table} が別のものに替わります。" + (
                "" if now.protected else "今のテーブルは削除されます。"
            )
            en = f"Another table takes the place of {table}" + (
                "." if now.protected else "; the present one is deleted."
            )
            yield change.name, ja, en
