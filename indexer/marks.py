"""Where in a stored text the words of a question stand: spans, never changed text."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.query import Query
from indexer.words import Analyzer


@dataclass(frozen=True)
class Mark:
    """A span of characters, end exclusive."""

    start: int
    end: int


def mark(text: str, query: Query, analyzer: Analyzer) -> tuple[Mark, ...]:
    """The words of a text that a question asked for, in order; compounds that hold one are marked whole."""
    wanted = query.terms | query.parts
    if not wanted:
        return ()
    tokens = analyzer.tokens(text)
    return tuple(Mark(t.start, t.end) for t in tokens if not t.is_stop and wanted.intersection((*t.whole, *t.parts)))
