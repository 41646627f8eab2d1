"""Ranking weights by measurement: a coordinate search on judged queries. The same inputs give the same weights.

Our own dev queries count first right and nDCG@10; each foreign collection counts nDCG@10. Weights that are rules and
not measurements (an exact title, a pin, a quoted key) stay as they are, and `words` is the unit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.collection import JudgedQuery
from indexer.find import Finder, SearchRequest
from indexer.generation import Generation
from indexer.ranking import WEIGHTS, Features, Weights
from kb.clock import now

TUNED = ("parts", "related", "meaning", "name", "gist", "title", "cover", "office", "situation")
FACTORS = (0.0, 0.5, 0.7, 0.85, 1.2, 1.5, 2.0)
STEPS = (-0.1, -0.03, 0.03, 0.1, 0.3)
DEPTH = 10


@dataclass(frozen=True)
class Example:
    """One query's candidates: features (candidates, features), grades (candidates,), and the best there could be."""

    features: NDArray[np.float64]
    grades: NDArray[np.float64]
    ideal: float
    best: int


def collect(generation: Generation, queries: Sequence[JudgedQuery]) -> list[Example]:
    """The examples of one collection."""
    finder, moment = Finder(generation), now()
    examples = []
    for query in queries:
        ranked = finder.find(SearchRequest(query.text, moment)).ranked
        if ranked:
            features = np.array([r.features for r in ranked], dtype=np.float64)
            grades = np.array([query.grades.get(r.key, 0) for r in ranked], dtype=np.float64)
            top = sorted(query.grades.values(), reverse=True)[:DEPTH]
            ideal = math.fsum(grade / math.log2(i + 2) for i, grade in enumerate(top))
            examples.append(Example(features, grades, ideal, max(query.grades.values())))
    return examples


def quality(examples: Sequence[Example], weights: Weights) -> tuple[float, float]:
    """Mean nDCG@10 and share of first hits that are right."""
    vector = _vector(weights)
    gains, first = [], []
    discount = 1 / np.log2(np.arange(DEPTH) + 2)
    for example in examples:
        order = np.argsort(-(example.features @ vector), kind="stable")[:DEPTH]
        graded = example.grades[order]
        gains.append(float((graded * discount[: len(graded)]).sum()) / example.ideal)
        first.append(float(graded[0] == example.best))
    return float(np.mean(gains)), float(np.mean(first))


def tune(own: Sequence[Example], foreign: Mapping[str, Sequence[Example]], rounds: int = 3) -> Weights:
    """The best weights that a coordinate search from the present ones finds."""
    best, weights = _objective(own, foreign, WEIGHTS), WEIGHTS
    for _ in range(rounds):
        before = best
        for name in TUNED:
            value = getattr(weights, name)
            for trial in sorted({value * f for f in FACTORS} | {value + s for s in STEPS}):
                candidate = Weights(**{**asdict(weights), name: round(trial, 3)})
                reached = _objective(own, foreign, candidate)
                if reached > best + 1e-5:
                    best, weights = reached, candidate
        if best == before:
            break
    return weights


def _objective(own: Sequence[Example], foreign: Mapping[str, Sequence[Example]], weights: Weights) -> float:
    gain, first = quality(own, weights)
    return gain + 0.5 * first + math.fsum(quality(examples, weights)[0] for examples in foreign.values())


def _vector(weights: Weights) -> NDArray[np.float64]:
    table = asdict(weights)
    return np.array([table[name] for name in Features._fields], dtype=np.float64)
