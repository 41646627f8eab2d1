"""How good the search is, in figures: on our own judged queries and on foreign collections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from indexer.collection import JudgedQuery
from indexer.find import Finder, SearchRequest
from indexer.generation import Generation
from indexer.metrics import MEASURES, interval, mean, measure
from indexer.ranking import WEIGHTS, Weights

DEPTH = 10


@dataclass(frozen=True)
class Row:
    """One query's ranking and what it is worth."""

    query: JudgedQuery
    ranking: tuple[str, ...]
    scores: dict[str, float]


@dataclass(frozen=True)
class Report:
    """An evaluation: a row for each query, and the means."""

    rows: tuple[Row, ...]

    def mean(self, name: str, kind: str | None = None) -> float:
        """Mean of a measure, over all queries or over those of one kind."""
        return mean([r.scores for r in self.rows if kind in (None, r.query.kind)], name)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of queries, in alphabetical order."""
        return tuple(sorted({row.query.kind for row in self.rows} - {""}))

    def as_json(self) -> dict[str, Any]:
        """Measures by name, their intervals, kinds, and each query's ranking."""
        scores = [row.scores for row in self.rows]
        names = (*MEASURES, "first_right", "first_three")
        return {
            "queries": len(self.rows),
            **{name: round(self.mean(name), 4) for name in names},
            "intervals": {name: [round(v, 4) for v in interval(scores, name)] for name in names},
            "kinds": {kind: round(self.mean("first_right", kind), 4) for kind in self.kinds},
            "rows": [
                {"query": r.query.text, "ranking": list(r.ranking), "ndcg@10": round(r.scores["ndcg@10"], 4)}
                for r in self.rows
            ],
        }

    def lines(self) -> list[str]:
        """The means as text."""
        scores = [row.scores for row in self.rows]
        lines = [f"{len(self.rows)} queries"]
        for name in (*MEASURES, "first_right", "first_three"):
            low, high = interval(scores, name)
            lines.append(f"{name:12} {self.mean(name):.3f}  ({low:.3f} to {high:.3f})")
        lines += [f"  first right, {kind:14} {self.mean('first_right', kind):.3f}" for kind in self.kinds]
        return lines


def evaluate(
    generation: Generation, queries: Sequence[JudgedQuery], moment: datetime, weights: Weights = WEIGHTS
) -> Report:
    """Searches every query and measures the rankings."""
    finder = Finder(generation, weights)
    rows = []
    for query in queries:
        found = finder.find(SearchRequest(query.text, moment, language=query.language))
        ranking = tuple(ranked.key for ranked in found.ranked[:DEPTH])
        rows.append(Row(query, ranking, measure(ranking, query.grades)))
    return Report(tuple(rows))


def compare(now: Report, before: dict[str, Any]) -> list[str]:
    """What got better and what got worse, query by query, worst first."""
    old = {row["query"]: row for row in before["rows"]}
    changes = []
    for row in now.rows:
        then = old.get(row.query.text)
        if then is None:
            continue
        change = row.scores["ndcg@10"] - then["ndcg@10"]
        if abs(change) > 1e-6:
            changes.append((change, row.query.text, _first(then["ranking"]), _first(row.ranking)))
    worse = sum(change < 0 for change, *_ in changes)
    lines = [f"{len(changes) - worse} queries better, {worse} worse, {len(now.rows) - len(changes)} the same"]
    lines += [f"{change:+.3f}  {query}: {then} -> {first}" for change, query, then, first in sorted(changes)]
    for name in MEASURES:
        lines.append(f"{name:10} {before[name]:.3f} -> {now.mean(name):.3f}")
    return lines


def _first(ranking: Iterable[str]) -> str:
    return next(iter(ranking), "nothing")
