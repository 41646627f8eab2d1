"""The one door: a SearchRequest in, a SearchResult out.

A search holds one generation from beginning to end; everything it returns comes from that one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from indexer.answer import Answer, Fact, asked_for, pick_answer
from indexer.find import Finder, Found, Ranked, SearchRequest
from indexer.generation import Generation
from indexer.marks import Mark, mark
from indexer.passages import pieces
from indexer.query import Query, clean
from indexer.ranking import WEIGHTS, Features, Weights
from kb.content import Emergency
from kb.model import Notice, Office, Page, Service, Situation
from kb.places import Location
from kb.responsibility import Resolution, resolve

NEXT_ONES = 3
"""Hits among which a situation's service is looked for."""

NO_OFFICES = Resolution()


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
    best: Hit | None = None
    """The hit that answer and offices belong to."""
    emergency: Emergency | None = None
    corrected: str | None = None
    nothing_fits: bool = False


class Searcher:
    """Searches one generation."""

    def __init__(self, generation: Generation, weights: Weights = WEIGHTS):
        self.generation = generation
        self._finder = Finder(generation, weights)

    def search(self, request: SearchRequest) -> SearchResult:
        """The pages that answer a question, in order, with the fact and the offices that were asked for."""
        started = time.perf_counter()
        text = clean(request.query)
        location = self.locate(request.place)
        fact = asked_for(text) if text else None
        found = self._finder.find(request)
        hits = tuple(
            hit
            for ranked in found.ranked[: request.limit]
            if (hit := self._hit(ranked, found, fact, location, request)) is not None
        )
        best = answering(hits)
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
            best=best,
            emergency=self.generation.alarms.hear(text),
            corrected=found.query.corrected,
            nothing_fits=bool(text) and (found.nothing_fits or not hits),
        )

    def locate(self, place: str | None) -> Location | None:
        """The place somebody named, if any was named."""
        return self.generation.store.gazetteer.find(place) if place and place.strip() else None

    def _hit(
        self, ranked: Ranked, found: Found, fact: Fact | None, location: Location | None, request: SearchRequest
    ) -> Hit | None:
        page = self.page(ranked.key)
        if page is None:
            return None
        passage = found.nearest[ranked.key].passage if ranked.key in found.nearest else ""
        return Hit(
            page=page,
            score=round(ranked.score, 4),
            reasons=reasons(ranked.features),
            passage=self._excerpt(page, passage, found.query, fact),
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


def answering(hits: Sequence[Hit]) -> Hit | None:
    """The first hit; when that is a situation, the first service among the next ones, for it has fee and office."""
    if not hits or not isinstance(hits[0].page, Situation):
        return hits[0] if hits else None
    return next((hit for hit in hits[:NEXT_ONES] if isinstance(hit.page, Service)), hits[0])


def reasons(features: Features) -> tuple[str, ...]:
    """Why a page was found, in words of the interface: pin, exact, title, words, parts, related, meaning."""
    found = [name for name in ("pin", "exact", "title", "words", "parts", "related") if getattr(features, name) > 0]
    return tuple(found) or ("meaning",)
