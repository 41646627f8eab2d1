"""From what the indexes found to the features that `ranking` weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indexer.encoder import Vectors
from indexer.generation import Generation
from indexer.keywords import NOTHING, Candidate
from indexer.query import Query
from indexer.ranking import Features

LEADS = ("#", "#-0", "#Kurztext-0")
"""Ends of the ids of what a page says first: its names, and its first sentences. A question that is near to these is
about the page, one that is near to a later passage may only touch it (munich-dev nDCG@10 .566 with, .556 without)."""


@dataclass
class Evidence:
    """What speaks for each page. `nearest` is the nearest passage of each page, `names` that of what it says first."""

    query: Query
    by_words: Iterable[Candidate]
    by_meaning: Iterable[Candidate]
    vector: Vectors
    exact: Mapping[str, float]
    pins: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    nearest: dict[str, Candidate] = field(default_factory=dict)
    names: dict[str, Candidate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for candidate in self.by_meaning:
            self.nearest.setdefault(candidate.page, candidate)
            if candidate.passage.endswith(LEADS):
                self.names.setdefault(candidate.page, candidate)

    def features(self, generation: Generation) -> dict[str, Features]:
        """The features of every page that any index found."""
        words = {c.page: c.scores for c in self.by_words}
        calibration = generation.manifest.calibration
        # a page that was not among the nearest is at most as near as the last that was
        farthest = min((c.scores["meaning"] for c in self.nearest.values()), default=calibration.mean)
        total = self.query.weight or 1.0

        pages = {*words, *self.nearest, *self.exact, *self.pins, *self.keys}
        gists = generation.gists.cosines(self.vector, pages)

        asked = sorted({t for word in self.query.words for t in (*word.terms, *word.related, *word.parts)})
        held = generation.words.held(sorted(pages), asked)

        def deviations(cosine: float) -> float:
            return (cosine - calibration.mean) / calibration.deviation

        def nearest(candidates: Mapping[str, Candidate], page: str) -> float:
            return deviations(candidates[page].scores["meaning"] if page in candidates else farthest)

        def features(page: str) -> Features:
            scores = words.get(page, {})
            return Features(
                words=scores.get("words", 0.0) / total,
                parts=scores.get("parts", 0.0) / total,
                related=scores.get("related", 0.0) / total,
                meaning=nearest(self.nearest, page),
                name=nearest(self.names, page),
                gist=deviations(gists.get(page, calibration.mean)),
                title=self._share(held.get(page, NOTHING).names) / total,
                cover=self._share(held.get(page, NOTHING).anywhere) / total,
                exact=self.exact.get(page, 0.0),
                office=float(page.startswith("office/")),
                situation=float(page.startswith("situation/")),
                pin=float(page in self.pins),
                key=float(page in self.keys),
            )

        return {page: features(page) for page in pages}

    def _share(self, terms: frozenset[str]) -> float:
        """How much of the question's weight stands among some terms; parts of a compound count less."""
        held = 0.0
        for word in self.query.words:
            if not terms.isdisjoint(word.terms) or not terms.isdisjoint(word.related):
                held += word.weight
            elif word.parts:
                held += word.weight * PART_SHARE * word.part_share(terms)
        return held


PART_SHARE = 0.8
"""What finding all parts of a compound counts against finding the word itself."""
