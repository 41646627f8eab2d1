"""Measures of a ranking against judgments. Pure; definitions as in trec_eval, which BEIR uses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

MEASURES = ("ndcg@5", "ndcg@10", "mrr@10", "recall@1", "recall@5", "recall@10")


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Normalised discounted cumulative gain with linear gains (Järvelin and Kekäläinen 2002).

    >>> ndcg(["a", "b"], {"a": 1}, 10), round(ndcg(["b", "a"], {"a": 1}, 10), 3)
    (1.0, 0.631)
    """
    gained = math.fsum(grades.get(page, 0) / math.log2(i + 2) for i, page in enumerate(ranking[:depth]))
    ideal = math.fsum(g / math.log2(i + 2) for i, g in enumerate(sorted(grades.values(), reverse=True)[:depth]))
    return gained / ideal if ideal else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """One over the rank of the first page that is judged right."""
    return next((1 / (i + 1) for i, page in enumerate(ranking[:depth]) if grades.get(page, 0) > 0), 0.0)


def recall(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Share of the right pages among the first."""
    right = {page for page, grade in grades.items() if grade > 0}
    return len(right.intersection(ranking[:depth])) / len(right) if right else 0.0


def first_right(ranking: Sequence[str], grades: Mapping[str, int], depth: int = 1) -> float:
    """1.0 when a page of the best grade is among the first."""
    best = max(grades.values(), default=0)
    return float(any(grades.get(page, 0) == best for page in ranking[:depth]))


def measure(ranking: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    """All measures of one ranking, by name."""
    return {
        "ndcg@5": ndcg(ranking, grades, 5),
        "ndcg@10": ndcg(ranking, grades, 10),
        "mrr@10": reciprocal_rank(ranking, grades, 10),
        "recall@1": recall(ranking, grades, 1),
        "recall@5": recall(ranking, grades, 5),
        "recall@10": recall(ranking, grades, 10),
        "first_right": first_right(ranking, grades),
        "first_three": first_right(ranking, grades, 3),
    }


def mean(rows: Sequence[Mapping[str, float]], name: str) -> float:
    """Mean of one measure over all queries."""
    return math.fsum(row[name] for row in rows) / len(rows) if rows else 0.0


def interval(rows: Sequence[Mapping[str, float]], name: str, samples: int = 1000) -> tuple[float, float]:
    """95 % bootstrap interval of the mean (percentiles; seeded, so that a figure can be made again)."""
    if not rows:
        return 0.0, 0.0
    values = np.array([row[name] for row in rows])
    rng = np.random.default_rng(115)
    means = values[rng.integers(0, len(values), size=(samples, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
