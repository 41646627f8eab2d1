"""The API, version 1. Every answer names the generation it comes from."""

from __future__ import annotations

import time
from datetime import datetime

from flask import Blueprint, Response, jsonify, request

from indexer.find import SearchRequest
from kb.clock import now
from kb.model import Service
from webapp import params, present
from webapp.openapi import document
from webapp.problems import BadInput
from webapp.state import generation, searcher, state
from webapp.views import view_office, view_service

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

NOT_HERE = "There is no page with this id. Search for it: /api/v1/search?q="


@blueprint.route("/search", methods=["GET", "POST"])
def search() -> Response:
    """Ranked pages for a question, with the fact and the offices."""
    wanted = params.search_request(params.given(request), state().settings)
    return jsonify(present.result(searcher().search(wanted), wanted.moment))


@blueprint.get("/suggest")
def suggest() -> Response:
    """Completions of what is being typed."""
    started = time.perf_counter()
    typed = params.text(request.args, "q", state().settings.max_query)
    limit = params.integer(request.args, "limit", 8, 1, 20)
    found = state().suggester(generation()).suggest(typed, now(), limit)
    took = round((time.perf_counter() - started) * 1000, 2)
    body = {"query": typed, "suggestions": [present.suggestion(s) for s in found]}
    return jsonify({**body, "generation": generation().id, "took_ms": took})


@blueprint.get("/services/<page_id>")
def service(page_id: str) -> Response:
    """One service."""
    moment = now()
    found = _service(page_id, moment)
    if found is None:
        raise BadInput("id", NOT_HERE, 404)
    location = searcher().locate(params.text(request.args, "ort", params.MAX_PLACE))
    offices = searcher().offices(found, location, moment)
    return jsonify({**present.service(view_service(found, moment), offices, moment), "generation": generation().id})


def _service(page_id: str, moment: datetime) -> Service | None:
    """The public service that has an id now, or had it formerly."""
    store = generation().store
    return store.public_service(page_id, moment) or store.public_service(store.moved_to(page_id) or "", moment)


@blueprint.get("/offices/<page_id>")
def office(page_id: str) -> Response:
    """One office."""
    found = generation().store.office(page_id)
    if found is None:
        raise BadInput("id", NOT_HERE, 404)
    return jsonify({**present.office(view_office(found, now())), "generation": generation().id})


@blueprint.get("/offices")
def offices() -> Response:
    """The offices responsible for a service where somebody lives, or the question that settles it."""
    moment = params.moment(request.args, "at")
    page_id = params.text(request.args, "service", 100)
    if not page_id:
        raise BadInput("service", "the id of a service, such as personalausweis")
    found = _service(page_id, moment)
    if found is None:
        raise BadInput("service", NOT_HERE, 404)
    location = searcher().locate(params.text(request.args, "ort", params.MAX_PLACE))
    resolution = searcher().offices(found, location, moment)
    return jsonify(
        {
            "service": found.id,
            "place": present.place(location),
            "offices": present.responsible(resolution, moment, limit=50),
            "question": present.question(resolution.question),
            "generation": generation().id,
        }
    )


@blueprint.post("/feedback")
def feedback() -> tuple[str, int]:
    """Whether a page helped. Counted; nothing about the sender is kept."""
    values = params.given(request)
    page = params.text(values, "page", 200)
    kind, _, page_id = page.partition("/")
    found = searcher().page(page) if page_id and kind in ("service", "office", "situation") else None
    if isinstance(found, Service):  # not a draft: nobody can have read it, and nobody shall learn of it
        found = generation().store.public_service(page_id, now())
    if found is None:
        raise BadInput("page", "kind and id of a page, such as service/personalausweis")
    state().records.add_feedback(page, params.boolean(values, "helped"), now().date())
    return "", 204


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """This API, described."""
    return jsonify(document(state().settings))


def warm_up() -> None:
    """Loads everything that the first search would have to wait for."""
    searcher().search(SearchRequest("Personalausweis", now()))
    state().suggester(generation())
