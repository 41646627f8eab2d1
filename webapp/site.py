"""Pages for citizens: search, service, office, situation. Everything works without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from indexer.search import SearchResult
from kb.clock import now
from kb.model import Module, Notice, Service, Situation
from kb.places import Location
from kb.responsibility import Question
from webapp import params
from webapp.state import generation, searcher, state
from webapp.views import (
    FactView,
    HitView,
    OfficeView,
    ServiceView,
    StepView,
    url_of,
    view_hit,
    view_hits,
    view_office,
    view_offices,
    view_service,
    view_steps,
)

blueprint = Blueprint("site", __name__)


@dataclass(frozen=True)
class StartPage:
    """The search box with frequent services and situations below."""

    frequent: tuple[Service, ...]
    situations: tuple[Situation, ...]
    notices: tuple[Notice, ...]
    query: str = ""
    place: str = ""


@dataclass(frozen=True)
class ResultPage:
    """Hits for a question."""

    query: str
    place: str
    result: SearchResult
    hits: tuple[HitView, ...]
    best: HitView | None
    offices: tuple[OfficeView, ...]
    question: Question | None
    location: Location | None
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class ServicePage:
    """One service, its facts at a glance, its offices for the place."""

    view: ServiceView
    offices: tuple[OfficeView, ...]
    more_offices: int
    question: Question | None
    location: Location | None
    any_will_do: bool
    category: str
    notices: tuple[Notice, ...]
    fees: tuple[FactView, ...]
    rest: tuple[Module, ...]
    query: str = ""
    place: str = ""


@dataclass(frozen=True)
class OfficePage:
    """One office."""

    view: OfficeView
    notices: tuple[Notice, ...]
    query: str = ""
    place: str = ""


@dataclass(frozen=True)
class SituationPage:
    """One situation as a list of steps."""

    situation: Situation
    steps: tuple[StepView, ...]
    modules: tuple[Module, ...]
    notices: tuple[Notice, ...]
    query: str = ""
    place: str = ""


AT_A_GLANCE = ("Kurztext", "Unterlagen", "Voraussetzungen", "Kosten", "Fristen", "Bearbeitungsdauer")
"""Modules that a service page shows on top; the others follow in their order."""


@blueprint.app_context_processor
def _settings() -> dict[str, object]:
    return {"settings": state().settings}


@blueprint.get("/")
def start() -> str:
    """The search box, or the hits for `q`."""
    moment = now()
    query = params.text(request.args, "q", state().settings.max_query)
    place = params.text(request.args, "ort", params.MAX_PLACE)
    if query.strip():
        return results(place, moment)
    store = generation().store
    frequent = tuple(s for s in (store.public_service(i, moment) for i in store.frequent) if s)
    notices = tuple(n for n in store.notices(moment) if not (n.offices or n.services))
    return render_template("start.html", page=StartPage(frequent, tuple(store.situations()), notices, place=place))


def results(place: str, moment: datetime) -> str:
    """The hits for a question."""
    wanted = params.search_request(request.args, state().settings, moment)
    found = searcher().search(wanted)
    page = ResultPage(
        query=wanted.query.strip(),
        place=place.strip(),
        result=found,
        hits=view_hits(found, moment),
        best=view_hit(found.best, moment) if found.best else None,
        offices=view_offices(found.offices, moment),
        question=found.offices.question,
        location=found.location,
        notices=found.notices,
    )
    return render_template("results.html", page=page)


@blueprint.get("/leistung/<page_id>")
def service(page_id: str) -> str | AnyResponse:
    """One service; an id it had formerly redirects."""
    moment = now()
    store = generation().store
    found = store.public_service(page_id, moment)
    if found is None:
        moved = store.moved_to(page_id)
        if moved and store.public_service(moved, moment):
            return redirect(url_of("service", moved), 301)
        abort(404)
    location = searcher().locate(params.text(request.args, "ort", params.MAX_PLACE))
    resolution = searcher().offices(found, location, moment)
    offices = view_offices(resolution, moment, limit=5 if location else 8)
    view = view_service(found, moment)
    titles = {category.id: category.title for category in store.categories}
    page = ServicePage(
        view=view,
        offices=offices,
        more_offices=len(resolution.offices) - len(offices),
        question=resolution.question,
        location=location,
        any_will_do=resolution.any_will_do,
        category=titles.get(found.category, ""),
        notices=_notices(moment, services={found.id}, offices={o.office.id for o in offices}),
        fees=tuple(words for _, words in view.fees),
        rest=tuple(m for m in view.modules if m.name not in AT_A_GLANCE),
        place=location.said if location else "",
    )
    return render_template("service.html", page=page)


@blueprint.get("/stelle/<page_id>")
def office(page_id: str) -> str:
    """One office."""
    moment = now()
    found = generation().store.office(page_id)
    if found is None:
        abort(404)
    notices = _notices(moment, services=set(), offices={found.id})
    return render_template("office.html", page=OfficePage(view_office(found, moment), notices))


@blueprint.get("/lebenslage/<page_id>")
def situation(page_id: str) -> str:
    """One situation."""
    moment = now()
    store = generation().store
    found = store.situation(page_id)
    if found is None:
        abort(404)
    steps = view_steps(found, [store.public_service(step.service, moment) for step in found.steps])
    modules = tuple(m for m in found.text.modules if m.name != "Kurztext")
    notices = _notices(moment, services=set(), offices=set())
    return render_template("situation.html", page=SituationPage(found, steps, modules, notices))


def _notices(moment: datetime, services: set[str], offices: set[str]) -> tuple[Notice, ...]:
    return tuple(
        n
        for n in generation().store.notices(moment)
        if not (n.offices or n.services) or services.intersection(n.services) or offices.intersection(n.offices)
    )


@blueprint.get("/kern/<path:name>")
def kern(name: str) -> Response:
    """The design standard's files, as npm installed them."""
    return send_from_directory(current_app.config["KERN"], name, max_age=7 * 24 * 3600)
