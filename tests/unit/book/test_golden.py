"""What releases have stored is read by this one as it was then: the golden ledger."""

from pathlib import Path

import pytest

from daifukucho.book.fold import rebuild
from daifukucho.book.kinds import EVENTS, UNKNOWN, kind_of, present_key, sentence_of
from daifukucho.book.telling import Told
from daifukucho_aws.dynamo.ledger import Item, entry_from_item
from tests.support import golden

VERSIONS = golden.versions()
PAGES = [page for version in VERSIONS for page in golden.pages(version)]


def shape_in(item: Item) -> int:
    return int(item.get("shape", {"N": "1"})["N"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_page_makes_the_friend_that_it_made_then(page: Path):
    """Attributes that came since may be there; none of those that were may be gone or another."""
    friend = rebuild(map(entry_from_item, golden.items(page)))
    then = golden.friend_of(page)
    assert {name: getattr(friend, name) for name in then} == then


@pytest.mark.parametrize("version", VERSIONS)
def test_every_entry_of_then_is_of_a_kind_and_can_be_told(version: str):
    for item in golden.every_item(version):
        entry = entry_from_item(item)
        assert (kind_of(entry.kind).key == UNKNOWN) == (item["kind"]["S"] == UNKNOWN)
        assert all(words.strip() for words in sentence_of(Told(entry, None, lambda _: None, entry.data)))


def test_the_newest_directory_has_every_kind_as_it_is_written_today():
    """Whoever adds a kind, or changes its body or its key, draws a new directory (docs/extending.md)."""
    stored = {(item["kind"]["S"], shape_in(item)) for item in golden.every_item(VERSIONS[-1])}
    assert {(event.key, event.shape) for event in EVENTS.values()} - stored == set()


def test_every_shape_and_every_name_that_there_ever_was_is_in_some_directory():
    stored = [item for version in VERSIONS for item in golden.every_item(version)]
    shapes = {(present_key(item["kind"]["S"]), shape_in(item)) for item in stored}
    assert {(event.key, n) for event in EVENTS.values() for n in range(1, event.shape + 1)} - shapes == set()
    names = {item["kind"]["S"] for item in stored}
    assert {former for event in EVENTS.values() for former in event.former} - names == set()


def test_what_is_there_is_not_drawn_again():
    with pytest.raises(FileExistsError):
        golden.dump(VERSIONS[-1], golden.every_item(VERSIONS[-1]))
