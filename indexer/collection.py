"""Queries with judgments: those of our own content, and foreign collections in BEIR layout.

A foreign collection is searched with the same code as our own, in a generation of its own; nothing of this city
(synonyms, pins, judgments) is in it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.generation import LIKENESS, Generation, Manifest
from indexer.likeness import adapt
from indexer.pages import SearchPage, of_document
from indexer.publish import Publisher
from kb.content import Content, Judgment
from kb.errors import ContentError
from kb.store import write_store


@dataclass(frozen=True)
class JudgedQuery:
    """One query with its right pages and their grades."""

    text: str
    grades: dict[str, int]
    kind: str = ""
    language: str = "de"
    module: str = ""


def judged_queries(judgments: Iterable[Judgment], split: str) -> list[JudgedQuery]:
    """The queries of one split of our own judgments."""
    found: dict[str, JudgedQuery] = {}
    for judgment in judgments:
        if judgment.split == split:
            fresh = JudgedQuery(judgment.query, {}, judgment.kind, judgment.language, judgment.module)
            found.setdefault(judgment.query, fresh).grades[judgment.page] = judgment.grade
    return list(found.values())


@dataclass(frozen=True)
class Collection:
    """A foreign collection: pages and judged queries."""

    name: str
    pages: Sequence[SearchPage]
    queries: Sequence[JudgedQuery]


def read_beir(folder: Path) -> Collection:
    """A collection in BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv.

    Raises ContentError when a file is missing or not of that form.
    """
    try:
        pages = [of_document(row["_id"], row.get("title") or "", row["text"]) for row in _rows(folder / "corpus.jsonl")]
        texts = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
        grades: dict[str, dict[str, int]] = {}
        with (folder / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                grades.setdefault(row["query-id"], {})[f"document/{row['corpus-id']}"] = int(row["score"])
        queries = [JudgedQuery(texts[query_id], judged) for query_id, judged in grades.items()]
    except (OSError, ValueError, KeyError) as error:
        raise ContentError(
            f"{folder} can't be read as a BEIR collection ({error!r}). Expected: corpus.jsonl and queries.jsonl with "
            '"_id" and "text" a line, and qrels/test.tsv with the columns query-id, corpus-id, score.'
        ) from None
    return Collection(folder.name, pages, queries)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def open_collection(
    collection: Collection, publisher: Publisher, folder: Path, taught_by: Generation | None = None
) -> Generation:
    """A generation of a foreign collection, built in a folder that the caller removes.

    It has no judgments to learn from; `taught_by` may bring what another has learnt of doubt with the same encoder.
    """
    write_store(Content(), folder / "store.sqlite")
    passages, calibration, _ = publisher.write_indexes(collection.pages, folder)
    manifest = Manifest(
        id=collection.name,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        content="",
        model=publisher.encoder.name,
        pages=len(collection.pages),
        passages=len(passages),
        calibration=calibration,
        doubt=taught_by.manifest.doubt if taught_by else None,
    )
    if taught_by and taught_by.likeness:
        names = [name for page in collection.pages for name in (page.title, *(s.term for s in page.synonyms)) if name]
        adapt(taught_by.likeness, publisher.encoder.encode_queries(names)).save(folder / LIKENESS)
    (folder / "manifest.json").write_text(manifest.dump(), encoding="utf-8")
    return Generation(folder, publisher.encoder, publisher.analyzer)
