"""The order of hits: one pure function over named features, and the weights that were measured for it.

Features of a page, all 0.0 when there is nothing:

    words      BM25 of the whole words, as a share of what the question has to match
    parts      the same for parts of compounds
    related    the same for what the city's synonyms lead to
    meaning    cosine of the nearest passage, in standard deviations above an unrelated one
    name       the same for what the page says first: its names and first sentences
    gist       the same for the page as a whole
    title      share of the question's weight that title and synonyms hold
    cover      share of the question's weight that the page holds anywhere
    exact      1.0 when title or synonym is the question, word for word; 0.5 when it is so in another region
    office     1.0 for the page of an office, situation 1.0 for that of a situation: most questions want a service
    key        1.0 when the question names a key of the page: form number, section of a law, LeiKa key
    pin        1.0 when an editor has set the page to the top of this question
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple


class Features(NamedTuple):
    """What is known of one page for one question."""

    words: float = 0.0
    parts: float = 0.0
    related: float = 0.0
    meaning: float = 0.0
    name: float = 0.0
    gist: float = 0.0
    title: float = 0.0
    cover: float = 0.0
    exact: float = 0.0
    office: float = 0.0
    situation: float = 0.0
    pin: float = 0.0
    key: float = 0.0


@dataclass(frozen=True)
class Weights:
    """What each feature counts; measured with `python -m indexer tune`, see docs/search-quality.md."""

    words: float = 1.0
    parts: float = 0.66
    related: float = 0.8
    meaning: float = 0.23
    name: float = 0.08
    gist: float = 0.08
    title: float = 0.76
    cover: float = 0.5
    exact: float = 100.0
    """More than all measured features can add up to: an exact title is never outranked."""
    office: float = -0.8
    situation: float = -0.3
    pin: float = 1000.0
    """An editor's word is above everything."""
    key: float = 5.0
    """A form number, a section of a law or a LeiKa key is meant when it is said."""


WEIGHTS = Weights()


def score(features: Features, weights: Weights = WEIGHTS) -> float:
    """The score of a page: the weighted sum of its features.

    >>> score(Features(exact=1.0)) > score(Features(words=3.0, parts=3.0, meaning=8.0, title=1.0))
    True
    """
    return math.fsum(map(operator.mul, features, _in_order(weights)))


def rank(pages: Mapping[str, Features], weights: Weights = WEIGHTS) -> list[tuple[str, float]]:
    """Pages with their scores, best first; equal scores in the order of the pages' names."""
    scored = ((page, score(features, weights)) for page, features in pages.items())
    return sorted(scored, key=lambda entry: (-entry[1], entry[0]))


@lru_cache(maxsize=16)
def _in_order(weights: Weights) -> tuple[float, ...]:
    """The weights in the order of the features."""
    return tuple(getattr(weights, name) for name in Features._fields)
