"""Pages for a question, in order: understanding, both indexes, features, ranking, and whether anything fits at all.

Works on any generation, foreign collections included: it knows keys of pages, not what stands on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from indexer.abstain import Doubt, inputs
from indexer.evidence import Evidence
from indexer.generation import Generation
from indexer.keywords import Candidate, Filters, WordQuery, name_key
from indexer.query import Query, clean, understand
from indexer.ranking import WEIGHTS, Features, Weights, rank

CANDIDATES = 60
"""Pages that the word index may propose."""

PASSAGES = 160
"""Passages that the vector index may propose: two for each of so many pages."""


@dataclass(frozen=True)
class SearchRequest:
    """A question with what is known of who asks. `moment` is local time; `place` as somebody said it."""

    query: str
    moment: datetime
    place: str | None = None
    audience: str | None = None
    language: str = "de"
    limit: int = 10
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranked:
    """One page with its score and what the score is made of."""

    key: str
    score: float
    features: Features


@dataclass(frozen=True)
class Found:
    """All candidates, best first. `nearest` has a passage for each page; `seen` is what doubt goes by, `doubt` the
    probability that nothing fits."""

    query: Query
    ranked: tuple[Ranked, ...] = ()
    nearest: Mapping[str, Candidate] = field(default_factory=dict)
    seen: tuple[float, ...] = ()
    doubt: float = 0.0
    nothing_fits: bool = False


class Finder:
    """Finds in one generation."""

    def __init__(self, generation: Generation, weights: Weights = WEIGHTS):
        self.generation, self.weights = generation, weights
        self._doubt = Doubt(generation.manifest.doubt)

    def find(self, request: SearchRequest) -> Found:
        """The candidate pages for a question."""
        text = clean(request.query)
        generation = self.generation
        query = understand(text, generation.analyzer, generation.words, generation.speller, generation.thesaurus)
        if not text:
            return Found(query)
        filters = Filters(request.moment, request.kinds, request.audience)
        by_words = generation.words.find(WordQuery(query.terms, query.parts, query.related), filters, CANDIDATES)
        vector = generation.encoder.encode_queries([query.corrected or text])
        by_meaning = generation.vectors.find(vector, filters, PASSAGES)
        evidence = Evidence(
            query,
            by_words,
            by_meaning,
            vector=vector[0],
            exact=self._exact(query, filters),
            pins=self._pins(text, request.moment),
            keys=generation.words.quoted(text, filters),
        )
        features = evidence.features(generation)
        ranked = tuple(Ranked(key, score, features[key]) for key, score in rank(features, self.weights))
        if not ranked:
            return Found(query, nearest=evidence.nearest, doubt=1.0, nothing_fits=self._doubt.is_too_much(1.0))
        likeness = generation.likeness.of(vector[0]) if generation.likeness else 0.0
        seen = inputs(ranked[0].features, query, [r.score for r in ranked[:4]], likeness)
        doubt = self._doubt.of(ranked[0].features, seen)
        return Found(query, ranked, evidence.nearest, seen, doubt, self._doubt.is_too_much(doubt))

    def _exact(self, query: Query, filters: Filters) -> dict[str, float]:
        words = self.generation.words
        return words.exact(query.text, filters) or (words.exact(query.corrected, filters) if query.corrected else {})

    def _pins(self, text: str, moment: datetime) -> frozenset[str]:
        wanted = name_key(text)
        pins = self.generation.store.pins
        return frozenset(p.page for p in pins if p.valid.holds(moment) and name_key(p.query) == wanted)
