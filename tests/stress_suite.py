"""The stress suite: hard German words against a fixed small content, in ten classes; and false friends."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.collection import Collection, open_collection
from indexer.find import Finder, SearchRequest
from indexer.generation import Generation
from indexer.pages import SearchPage, Section
from indexer.publish import Publisher
from kb.clock import now
from kb.fields import Field, many, record, synonym, text
from kb.lists import read_list

FOLDER = Path(__file__).parent / "stress"

PAGE = (
    Field("id", text, "id", "id", required=True),
    Field("titel", text, "title", "title", required=True),
    Field("synonyme", many(synonym), "synonyms", "synonyms"),
    Field("schluessel", many(text), "keys", "keys"),
    Field("text", text, "text", "text", required=True),
)


def _page(id: str, title: str, text: str, synonyms: tuple = (), keys: tuple = ()) -> SearchPage:  # type: ignore[type-arg]
    return SearchPage(f"service/{id}", title, synonyms, (Section("Kurztext", text),), keys)


def pages() -> list[SearchPage]:
    """The fixed content."""
    return list(read_list("pages.yml", (FOLDER / "pages.yml").read_text(encoding="utf-8"), record(PAGE, _page)))


@dataclass(frozen=True)
class Case:
    """One query; `page` is the one it must find first, or (for a false friend) must not."""

    kind: str
    query: str
    page: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def cases() -> list[Case]:
    """The cases of all ten classes."""
    return [Case(row["class"], row["query"], row["expected"]) for row in _rows("cases.tsv")]


def false_friends() -> list[Case]:
    """Queries that must not show a lookalike first."""
    return [Case("false friend", row["query"], row["forbidden"]) for row in _rows("false_friends.tsv")]


def open_suite(publisher: Publisher, folder: Path, taught_by: Generation | None = None) -> Generation:
    """A generation of the fixed content; it doubts as the shipped content has taught it."""
    return open_collection(Collection("stress", pages(), []), publisher, folder, taught_by)


def first_hit(finder: Finder, query: str) -> str:
    """The id of the page that is shown first; empty when the search says that nothing fits."""
    found = finder.find(SearchRequest(query, now()))
    return "" if found.nothing_fits or not found.ranked else found.ranked[0].key.split("/", 1)[1]
