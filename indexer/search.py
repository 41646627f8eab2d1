"""The one door: a SearchRequest in, a SearchResult out.

A search holds one generation from beginning to end; everything it returns comes from that one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from indexer.answer import Answer, Fact, asked_for, pick_answer
from indexer.evidence import Evidence
from indexer.generation import Generation
from indexer.keywords import Candidate, Filters, WordQuery, name_key
from indexer.marks import Mark, mark
from indexer.passages import pieces
from indexer.query import Query, clean, understand
from indexer.ranking import WEIGHTS, Features, Weights, rank
from kb.content import Emergency
from kb.model import Notice, Office, Page, Service, Situation
from kb.places import Location
from kb.responsibility import Resolution, resolve

CANDIDATES = 100
"""Pages that the word index may propose."""

PASSAGES = 200
"""Passages that the vector index may propose: two for each of so many pages."""

NO_OFFICES = Resolution()


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
class Excerpt:
    """The part of a page that matched: module, text, and the spans in it that were asked for."""

    heading: str
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Hit:
    """One page found. `reasons` says why, best first."""

    page: Service | Office | Situation
    score: float
    reasons: tuple[str, ...]
    passage: Excerpt
    offices: Resolution


@dataclass(frozen=True)
class SearchResult:
    """Everything that answers a question, from one generation."""

    query: str
    hits: tuple[Hit, ...]
    answer: Answer | None
    asked: str | None
    offices: Resolution
    location: Location | None
    notices: tuple[Notice, ...]
    language: str
    generation: str
    took_ms: float
    emergency: Emergency | None = None
    corrected: str | None = None
    nothing_fits: bool = False


class Searcher:
    """Searches one generation."""

    def __init__(self, generation: Generation, weights: Weights = WEIGHTS):
        self.generation, self.weights = generation, weights

    def search(self, request: SearchRequest) -> SearchResult:
        """The pages that answer a question, in order, with the fact and the offices that were asked for."""
        started = time.perf_counter()
        text = clean(request.query)
        location = self.locate(request.place)
        hits: tuple[Hit, ...] = ()
        fact: Fact | None = None
        query: Query | None = None
        if text:
            fact = asked_for(text)
            ranked, query, found = self.rank(text, request)
            hits = tuple(
                hit
                for key, score, features in ranked[: request.limit]
                if (hit := self._hit(key, score, features, query, found, fact, location, request)) is not None
            )
        best = hits[0] if hits else None
        answer = pick_answer(fact, best.page) if best and isinstance(best.page, Service) else None
        return SearchResult(
            query=text,
            hits=hits,
            answer=answer,
            asked=fact.name if fact else None,
            offices=best.offices if best else NO_OFFICES,
            location=location,
            notices=self._notices(hits, request.moment),
            language=request.language,
            generation=self.generation.id,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            emergency=self.generation.alarms.hear(text),
            corrected=query.corrected if query else None,
            nothing_fits=bool(text) and not hits,
        )

    def locate(self, place: str | None) -> Location | None:
        """The place somebody named, if any was named."""
        return self.generation.store.gazetteer.find(place) if place and place.strip() else None

    def rank(
        self, text: str, request: SearchRequest
    ) -> tuple[list[tuple[str, float, Features]], Query, Mapping[str, Candidate]]:
        """Every candidate page with score and features, best first; the query; the nearest passage of each page."""
        generation = self.generation
        filters = Filters(request.moment, request.kinds, request.audience)
        query = understand(text, generation.analyzer, generation.words, generation.speller, generation.thesaurus)
        by_words = generation.words.find(WordQuery(query.terms, query.parts, query.related), filters, CANDIDATES)
        vector = generation.encoder.encode_queries([query.corrected or text])
        by_meaning = generation.vectors.find(vector, filters, PASSAGES)
        evidence = Evidence(query, by_words, by_meaning, self._exact(query, filters), self._pins(text, request.moment))
        features = evidence.features(generation)
        ranked = [(key, score, features[key]) for key, score in rank(features, self.weights)]
        return ranked, query, evidence.nearest

    def _exact(self, query: Query, filters: Filters) -> dict[str, float]:
        words = self.generation.words
        return words.exact(query.text, filters) or (words.exact(query.corrected, filters) if query.corrected else {})

    def _pins(self, text: str, moment: datetime) -> frozenset[str]:
        wanted = name_key(text)
        pins = self.generation.store.pins
        return frozenset(p.page for p in pins if p.valid.holds(moment) and name_key(p.query) == wanted)

    def _hit(
        self,
        key: str,
        score: float,
        features: Features,
        query: Query,
        nearest: Mapping[str, Candidate],
        fact: Fact | None,
        location: Location | None,
        request: SearchRequest,
    ) -> Hit | None:
        page = self.page(key)
        if page is None:
            return None
        passage = nearest[key].passage if key in nearest else ""
        return Hit(
            page=page,
            score=round(score, 4),
            reasons=reasons(features),
            passage=self._excerpt(page, passage, query, fact),
            offices=self.offices(page, location, request.moment),
        )

    def page(self, key: str) -> Service | Office | Situation | None:
        """The page of a key such as service/hundesteuer."""
        kind, page_id = key.split("/", 1)
        store = self.generation.store
        if kind == "service":
            return store.service(page_id)
        return store.office(page_id) if kind == "office" else store.situation(page_id)

    def offices(self, page: Page, location: Location | None, moment: datetime) -> Resolution:
        """Who is responsible for a service; nobody for any other page."""
        if not isinstance(page, Service):
            return NO_OFFICES
        store = self.generation.store
        return resolve(page.rules, store.offices_for, store.gazetteer, location, moment)

    def _excerpt(self, page: Page, passage: str, query: Query, fact: Fact | None) -> Excerpt:
        """The module that was asked for, or the nearest passage, or the summary."""
        heading, text = "", page.text.summary
        wanted = page.text.module(fact.module) if fact and fact.module else None
        name, _, number = passage.partition("#")[2].rpartition("-")
        near = page.text.module(name) if name else None
        if wanted:
            heading, text = wanted.name, wanted.plain
        elif near:
            parts = list(pieces(near.plain))
            heading, text = near.name, parts[int(number)] if int(number) < len(parts) else near.plain
        return Excerpt(heading, text, mark(text, query, self.generation.analyzer))

    def _notices(self, hits: Iterable[Hit], moment: datetime) -> tuple[Notice, ...]:
        """The notices for everybody, and those about a page or an office that is shown."""
        hits = tuple(hits)
        services = {hit.page.id for hit in hits if isinstance(hit.page, Service)}
        offices = {hit.page.id for hit in hits if isinstance(hit.page, Office)}
        offices |= {entry.office.id for hit in hits for entry in hit.offices.offices}
        return tuple(
            notice
            for notice in self.generation.store.notices(moment)
            if not (notice.offices or notice.services)
            or services.intersection(notice.services)
            or offices.intersection(notice.offices)
        )


def reasons(features: Features) -> tuple[str, ...]:
    """Why a page was found, in words of the interface: pin, exact, title, words, parts, related, meaning."""
    found = [name for name in ("pin", "exact", "title", "words", "parts", "related") if getattr(features, name) > 0]
    return tuple(found) or ("meaning",)
