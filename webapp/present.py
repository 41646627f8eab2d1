"""Results as the API's JSON. Shapes are those of `webapp/openapi.py`, and tests hold the two together."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from indexer.answer import Answer
from indexer.search import Hit, SearchResult
from indexer.suggest import Suggestion
from kb.content import Emergency
from kb.model import Notice, Service
from kb.places import Location
from kb.responsibility import Question, Resolution, Responsible
from webapp.views import (
    FactView,
    OfficeView,
    ServiceView,
    url_of,
    view_office,
    view_service,
)

Json = dict[str, Any]


def result(found: SearchResult, moment: datetime) -> Json:
    """A whole answer."""
    return {
        "query": found.query,
        "hits": [hit(one, moment) for one in found.hits],
        "answer": answer(found.answer),
        "asked": found.asked,
        "offices": responsible(found.offices, moment),
        "place": place(found.location),
        "question": question(found.offices.question),
        "notices": [notice(one) for one in found.notices],
        "emergency": emergency(found.emergency),
        "corrected": found.corrected,
        "nothing_fits": found.nothing_fits,
        "language": found.language,
        "generation": found.generation,
        "took_ms": found.took_ms,
    }


def hit(found: Hit, moment: datetime) -> Json:
    """One hit. `facts` is there for services."""
    page = found.page
    facts = service_facts(view_service(page, moment)) if isinstance(page, Service) else None
    return {
        "type": page.kind,
        "id": page.id,
        "title": page.title,
        "summary": page.text.summary,
        "url": url_of(page.kind, page.id),
        "score": found.score,
        "reasons": list(found.reasons),
        "passage": {
            "heading": found.passage.heading,
            "text": found.passage.text,
            "marks": [[mark.start, mark.end] for mark in found.passage.marks],
        },
        "facts": facts,
        "offices": responsible(found.offices, moment, limit=3),
        "as_of": page.as_of.isoformat() if page.as_of else None,
    }


def answer(found: Answer | None) -> Json | None:
    """The stored text that answers."""
    if found is None:
        return None
    return {
        "service": found.service,
        "module": found.module,
        "text": found.text,
        "html": found.html,
        "version": found.version,
        "as_of": found.as_of.isoformat() if found.as_of else None,
    }


def place(found: Location | None) -> Json | None:
    """The place that was understood."""
    if found is None:
        return None
    return {
        "said": found.said,
        "status": found.status,
        "kind": found.kind or None,
        "label": found.label or None,
        "districts": list(found.districts),
        "beyond_city": found.beyond,
    }


def question(found: Question | None) -> Json | None:
    """The question that settles the office."""
    if found is None:
        return None
    options = [{"label": option.label, "value": option.value} for option in found.options]
    return {"about": found.about, "text": found.text, "options": options}


def emergency(found: Emergency | None) -> Json | None:
    """What stands above everything."""
    if found is None:
        return None
    numbers = [{"number": n.number, "name": n.name, "note": n.note} for n in found.numbers]
    return {"id": found.id, "title": found.title, "text": found.text, "text_en": found.text_en, "numbers": numbers}


def notice(found: Notice) -> Json:
    """An urgent notice."""
    return {"id": found.id, "title": found.title, "effect": found.effect, "html": found.body.html}


def responsible(resolution: Resolution, moment: datetime, limit: int = 10) -> list[Json]:
    """The responsible offices, in order."""
    return [office(view_office(entry.office, moment, entry), entry) for entry in resolution.offices[:limit]]


def office(view: OfficeView, entry: Responsible | None = None) -> Json:
    """An office; with role and distance when it was resolved for a service."""
    found = view.office
    address = found.address
    return {
        "id": found.id,
        "name": found.title,
        "kind": found.type,
        "url": view.url,
        "role": entry.role if entry else None,
        "distance_km": entry.distance_km if entry else None,
        "address": {
            "street": address.street,
            "postcode": address.postcode,
            "city": address.city,
            "extra": address.extra,
        }
        if address
        else None,
        "district": found.district,
        "quarter": found.quarter,
        "lat": found.point.lat if found.point else None,
        "lon": found.point.lon if found.point else None,
        "phone": found.phone,
        "email": found.email,
        "web": found.web,
        "appointment_url": found.appointment_url,
        "appointment_only": found.appointment_only,
        "hours": [{"day": d.day, "spans": list(d.spans)} for d in view.days] or None,
        "exceptions": [
            {"date": e.on.isoformat(), "spans": [f"{s.start:%H:%M}-{s.end:%H:%M}" for s in e.spans], "note": e.note}
            for e in found.exceptions
        ],
        "step_free": found.step_free,
        "languages": list(found.languages),
        "summary": found.text.summary,
        "unconfirmed": list(found.unconfirmed),
        "as_of": found.as_of.isoformat() if found.as_of else None,
    }


def service_facts(view: ServiceView) -> Json:
    """The facts of a service in words, with the numbers behind them."""
    return {
        "fees": [
            {
                **_fact(words),
                "amount": _number(fee.amount),
                "low": _number(fee.low),
                "high": _number(fee.high),
                "free": fee.free,
            }
            for fee, words in view.fees
        ],
        "deadlines": [_fact(d) for d in view.deadlines],
        "duration": _fact(view.duration) if view.duration else None,
        "online": [{"title": link.title, "url": link.url} for link in view.online],
    }


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _fact(view: FactView) -> Json:
    return {"text": view.text, "note": view.note or None}


def service(view: ServiceView, offices: Resolution, moment: datetime) -> Json:
    """A service with everything that stands on its page."""
    found = view.service
    return {
        "id": found.id,
        "title": found.title,
        "official_title": found.official_title,
        "summary": found.text.summary,
        "url": view.url,
        "category": found.category,
        "synonyms": [{"term": s.term, "region": s.region} for s in found.text.synonyms],
        "leika": list(found.leika),
        "audience": list(found.audience),
        **service_facts(view),
        "trust_level": found.trust_level,
        "modules": [{"name": m.name, "text": m.plain, "html": m.html, "version": m.version} for m in view.modules],
        "forms": [{"title": f.title, "number": f.number, "url": f.url} for f in found.forms],
        "laws": [{"title": law.title, "url": law.url} for law in found.laws],
        "offices": responsible(offices, moment),
        "question": question(offices.question),
        "sources": [
            {
                "title": s.title,
                "url": s.url,
                "as_of": s.as_of.isoformat() if s.as_of else None,
                "seen": s.seen.isoformat() if s.seen else None,
            }
            for s in found.sources
        ],
        "unconfirmed": list(found.unconfirmed),
        "as_of": found.as_of.isoformat() if found.as_of else None,
    }


def suggestion(found: Suggestion) -> Json:
    """One completion."""
    return {
        "text": found.text,
        "type": found.kind,
        "id": found.id,
        "title": found.title,
        "url": url_of(found.kind, found.id),
    }
