"""Knowing when nothing fits: the probability that even the best page answers something else.

A logistic model over the best page's features, the question, and what it is like (`likeness`), learnt when a
generation is built, from the judged queries and the off-topic queries of the content (dev parts only). The threshold
is set so that hardly any judged query is turned away; what it then catches of the off-topic ones is what is reported.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.query import Query, Word
from indexer.ranking import Features

MAY_TURN_AWAY = 0.05
"""Share of the judged dev queries that may be told that nothing fits. They are harder than what people mostly ask: of
the test queries, which were written apart from them, fewer than half as many are (docs/search-quality.md)."""

PENALTY = 1.0
"""L2 regularisation: some hundred examples, a dozen inputs."""

NAMES = (
    "words",
    "parts",
    "related",
    "meaning",
    "name",
    "title",
    "cover",
    "office",
    "matched",
    "whole",
    "score",
    "lead",
    "likeness",
)
"""The inputs, in order: features of the best page; then of the question, the share of its weight that the index knows
at all, and the share it knows as whole words or by synonym; the best page's score and its lead on the fourth; and the
likeness to questions that nothing fitted.

Left out on purpose: the number of words and typing errors. They tell our two lists apart, not the world."""


@dataclass(frozen=True)
class DoubtModel:
    """Coefficients in the order of NAMES, the bias, and the probability from which on nothing fits."""

    coefficients: tuple[float, ...]
    bias: float
    threshold: float


class Doubt:
    """Doubts with a model; without one (a foreign collection) never."""

    def __init__(self, model: DoubtModel | None):
        self.model = model

    def of(self, best: Features, seen: tuple[float, ...]) -> float:
        """Probability that nothing fits, when this is the best page and these are the inputs."""
        if self.model is None or best.exact > 0 or best.pin > 0 or best.key > 0:
            return 0.0
        total = sum(c * x for c, x in zip(self.model.coefficients, seen, strict=True)) + self.model.bias
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))

    def is_too_much(self, doubt: float) -> bool:
        """Whether to say that nothing fits."""
        return self.model is not None and doubt > self.model.threshold


def inputs(best: Features, query: Query, scores: Sequence[float], likeness: float) -> tuple[float, ...]:
    """What the model sees; `scores` are those of the pages, best first."""
    total = query.weight or 1.0
    matched = sum(word.weight * known_share(word) for word in query.words) / total
    whole = sum(word.weight for word in query.words if word.terms or word.related) / total
    return (
        min(best.words, 3.0),
        min(best.parts, 3.0),
        min(best.related, 3.0),
        best.meaning,
        best.name,
        best.title,
        best.cover,
        best.office,
        matched,
        whole,
        min(scores[0], HIGHEST),
        min(scores[0], HIGHEST) - (min(scores[3], HIGHEST) if len(scores) > 3 else 0.0),
        likeness,
    )


def known_share(word: Word) -> float:
    """How much of a word the index knows: all of it, or some parts of a compound."""
    if word.terms or word.related:
        return 1.0
    return word.part_share(word.parts) if word.parts else 0.0


HIGHEST = 12.0
"""Scores above it are exact titles, keys and pins, which are never doubted."""


def learn(fitting: Sequence[tuple[float, ...]], offtopic: Sequence[tuple[float, ...]]) -> DoubtModel:
    """The model that tells the two apart."""
    x = np.array([*fitting, *offtopic])
    y = np.array([0.0] * len(fitting) + [1.0] * len(offtopic))
    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    weights = _newton(np.column_stack([(x - mean) / spread, np.ones(len(x))]), y)
    coefficients = weights[:-1] / spread
    bias = float(weights[-1] - (weights[:-1] * mean / spread).sum())
    doubts = 1 / (1 + np.exp(-(np.array(fitting) @ coefficients + bias)))
    threshold = float(np.quantile(doubts, 1 - MAY_TURN_AWAY))
    return DoubtModel(tuple(float(c) for c in coefficients), bias, threshold)


def _newton(x: NDArray[np.float64], y: NDArray[np.float64], steps: int = 30) -> NDArray[np.float64]:
    """Logistic regression by Newton's method; the last column is the bias and not penalised."""
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], PENALTY)
    penalty[-1] = 0.0
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (p - y) + penalty * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty + 1e-9)
        weights = weights - np.linalg.solve(hessian, gradient)
    return weights
