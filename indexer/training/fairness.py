"""What must never be learnt from: the queries that the search is measured with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from indexer.keywords import name_key
from indexer.training.sources import Pair
from kb.content import Content


def measured_with(content: Content) -> frozenset[str]:
    """The judged and the off-topic queries of two or more words, both splits. Single words are anybody's."""
    queries = (*(j.query for j in content.judgments), *(o.query for o in content.offtopic))
    return frozenset(key for query in queries if " " in (key := name_key(query)))


def without(kinds: Mapping[str, Iterable[Pair]], measured: frozenset[str]) -> dict[str, Sequence[Pair]]:
    """The pairs of which neither side is one of the queries, however it is written."""
    return {
        kind: [pair for pair in pairs if measured.isdisjoint((name_key(pair.left), name_key(pair.right)))]
        for kind, pairs in kinds.items()
    }
