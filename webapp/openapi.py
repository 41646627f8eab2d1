"""The API's description, OpenAPI 3.1. Tests hold real answers against it."""

from __future__ import annotations

from typing import Any

from kb import __version__
from kb.settings import Settings
from webapp.params import LANGUAGES, MAX_LIMIT, MAX_PLACE

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
MAYBE_DATE: Schema = {"type": ["string", "null"], "format": "date"}
FLAG: Schema = {"type": "boolean"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _maybe(name: str) -> Schema:
    return {"oneOf": [_ref(name), {"type": "null"}]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(*values: str) -> Schema:
    return {"enum": list(values)}


PLACE = _object(
    said=TEXT,
    status=_one_of("known", "outside", "unknown"),
    kind={"enum": ["plz", "stadtteil", "bezirk", None]},
    label=MAYBE_TEXT,
    districts=_list(TEXT),
    beyond_city=FLAG,
)
QUESTION = _object(about=_one_of("place"), text=TEXT, options=_list(_object(label=TEXT, value=TEXT)))
FACT = _object(text=TEXT, note=MAYBE_TEXT)
FEE = _object(text=TEXT, note=MAYBE_TEXT, amount=MAYBE_NUMBER, low=MAYBE_NUMBER, high=MAYBE_NUMBER, free=FLAG)
LINK = _object(title=TEXT, url=TEXT)
FACTS = {
    "fees": _list(_ref("Fee")),
    "deadlines": _list(_ref("Fact")),
    "duration": _maybe("Fact"),
    "online": _list(LINK),
}
SPANS = _list({"type": "string", "pattern": r"^\d\d:\d\d-\d\d:\d\d$"})
OFFICE = {
    "id": TEXT,
    "name": TEXT,
    "kind": TEXT,
    "url": TEXT,
    "role": {"enum": ["zustaendige-stelle", "ansprechpunkt", None]},
    "distance_km": MAYBE_NUMBER,
    "address": {
        "oneOf": [_object(street=TEXT, postcode=TEXT, city=TEXT, extra=MAYBE_TEXT), {"type": "null"}],
    },
    "district": MAYBE_TEXT,
    "quarter": MAYBE_TEXT,
    "lat": MAYBE_NUMBER,
    "lon": MAYBE_NUMBER,
    "phone": MAYBE_TEXT,
    "email": MAYBE_TEXT,
    "web": MAYBE_TEXT,
    "appointment_url": MAYBE_TEXT,
    "appointment_only": FLAG,
    "hours": {
        "oneOf": [
            _list(_object(day=_one_of("mo", "di", "mi", "do", "fr", "sa", "so"), spans=SPANS)),
            {"type": "null"},
        ],
    },
    "exceptions": _list(_object(date={"type": "string", "format": "date"}, spans=SPANS, note=MAYBE_TEXT)),
    "step_free": {"enum": ["ja", "teilweise", "nein", None]},
    "languages": _list(TEXT),
    "summary": TEXT,
    "unconfirmed": _list(TEXT),
    "as_of": MAYBE_DATE,
}
EMERGENCY = _object(
    id=TEXT,
    title=TEXT,
    text=TEXT,
    text_en=TEXT,
    numbers=_list(_object(number=TEXT, name=TEXT, note=MAYBE_TEXT)),
)
ANSWER = _object(service=TEXT, module=TEXT, text=TEXT, html=TEXT, version=TEXT, as_of=MAYBE_DATE)
HIT = _object(
    type=_one_of("service", "office", "situation"),
    id=TEXT,
    title=TEXT,
    summary=TEXT,
    url=TEXT,
    score={"type": "number"},
    reasons=_list(_one_of("pin", "exact", "title", "words", "parts", "related", "meaning")),
    passage=_object(heading=TEXT, text=TEXT, marks=_list(_list({"type": "integer", "minimum": 0}))),
    facts=_maybe("Facts"),
    offices=_list(_ref("Office")),
    as_of=MAYBE_DATE,
)
RESULT = _object(
    query=TEXT,
    hits=_list(_ref("Hit")),
    answer=_maybe("Answer"),
    asked=MAYBE_TEXT,
    offices=_list(_ref("Office")),
    place=_maybe("Place"),
    question=_maybe("Question"),
    notices=_list(_object(id=TEXT, title=TEXT, effect=TEXT, html=TEXT)),
    emergency=_maybe("Emergency"),
    corrected=MAYBE_TEXT,
    nothing_fits=FLAG,
    language=TEXT,
    generation=TEXT,
    took_ms={"type": "number"},
)
SERVICE = _object(
    id=TEXT,
    title=TEXT,
    official_title=MAYBE_TEXT,
    summary=TEXT,
    url=TEXT,
    category=TEXT,
    synonyms=_list(_object(term=TEXT, region=MAYBE_TEXT)),
    leika=_list(TEXT),
    audience=_list(TEXT),
    **FACTS,
    trust_level=MAYBE_TEXT,
    modules=_list(_object(name=TEXT, text=TEXT, html=TEXT, version=TEXT)),
    forms=_list(_object(title=TEXT, number=MAYBE_TEXT, url=MAYBE_TEXT)),
    laws=_list(_object(title=TEXT, url=MAYBE_TEXT)),
    offices=_list(_ref("Office")),
    question=_maybe("Question"),
    sources=_list(_object(title=TEXT, url=MAYBE_TEXT, as_of=MAYBE_DATE, seen=MAYBE_DATE)),
    unconfirmed=_list(TEXT),
    as_of=MAYBE_DATE,
    generation=TEXT,
)
PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "parameter": TEXT,
    },
    "required": ["type", "title", "status", "detail"],
}
SUGGESTION = _object(text=TEXT, type=_one_of("service", "office", "situation"), id=TEXT, title=TEXT, url=TEXT)


def document(settings: Settings) -> Schema:
    """The OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.site_name,
            "version": __version__,
            "description": "Services, situations and responsible offices, found in people's own words. Texts are "
            "stored and approved; nothing is generated.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/"}],
        "paths": _paths(settings),
        "components": {
            "schemas": {
                "Answer": ANSWER,
                "Emergency": EMERGENCY,
                "Fact": FACT,
                "Facts": _object(**FACTS),
                "Fee": FEE,
                "Hit": HIT,
                "Office": _object(**OFFICE),
                "Place": PLACE,
                "Problem": PROBLEM,
                "Question": QUESTION,
                "Result": RESULT,
                "Service": SERVICE,
                "Suggestion": SUGGESTION,
            }
        },
    }


def _paths(settings: Settings) -> Schema:
    query = {"type": "string", "minLength": 1, "maxLength": settings.max_query}
    place = {"type": "string", "maxLength": MAX_PLACE}
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": 10}
    language = _one_of(*LANGUAGES)
    body = {
        "type": "object",
        "properties": {
            "q": query,
            "ort": {**place, "type": ["string", "null"]},
            "lang": {"enum": [*LANGUAGES, None]},
            "limit": limit,
        },
        "required": ["q"],
    }
    feedback = {
        "type": "object",
        "properties": {"page": {"type": "string", "maxLength": 200}, "helped": FLAG},
        "required": ["page", "helped"],
    }
    ort = _query("ort", place, "PLZ, Stadtteil or Bezirk")
    search_answers = {"200": _json("A ranked answer", _ref("Result")), **_problems(400, 413, 503)}
    return {
        "/api/v1/search": {
            "get": {
                "operationId": "search",
                "summary": "Ranked pages for a question, with the fact and the offices",
                "parameters": [
                    _query("q", query, "the question", required=True),
                    ort,
                    _query("lang", language, "language of the reader"),
                    _query("limit", limit, "how many hits"),
                ],
                "responses": search_answers,
            },
            "post": {
                "operationId": "searchByPost",
                "summary": "The same; the words do not stand in an address",
                "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
                "responses": {**search_answers, **_problems(415)},
            },
        },
        "/api/v1/suggest": {
            "get": {
                "operationId": "suggest",
                "summary": "Completions while typing",
                "parameters": [
                    _query("q", {"type": "string", "maxLength": settings.max_query}, "what has been typed"),
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": 20, "default": 8}, "how many"),
                ],
                "responses": {
                    "200": _json(
                        "Completions, best first",
                        _object(
                            query=TEXT,
                            suggestions=_list(_ref("Suggestion")),
                            generation=TEXT,
                            took_ms={"type": "number"},
                        ),
                    ),
                    **_problems(400, 503),
                },
            }
        },
        "/api/v1/services/{id}": {
            "get": {
                "operationId": "service",
                "summary": "One service",
                "parameters": [_path("id"), ort],
                "responses": {"200": _json("The service", _ref("Service")), **_problems(400, 404, 503)},
            }
        },
        "/api/v1/offices/{id}": {
            "get": {
                "operationId": "office",
                "summary": "One office",
                "parameters": [_path("id")],
                "responses": {
                    "200": _json("The office", _object(**OFFICE, generation=TEXT)),
                    **_problems(404, 503),
                },
            }
        },
        "/api/v1/offices": {
            "get": {
                "operationId": "offices",
                "summary": "The offices responsible for a service, or the question that settles it",
                "parameters": [
                    _query("service", {"type": "string", "minLength": 1, "maxLength": 100}, "id of a service", True),
                    ort,
                    _query("at", {"type": "string", "maxLength": 40}, "moment, ISO 8601; now if left out"),
                ],
                "responses": {
                    "200": _json(
                        "Offices in order",
                        _object(
                            service=TEXT,
                            place=_maybe("Place"),
                            offices=_list(_ref("Office")),
                            question=_maybe("Question"),
                            generation=TEXT,
                        ),
                    ),
                    **_problems(400, 404, 503),
                },
            }
        },
        "/api/v1/feedback": {
            "post": {
                "operationId": "feedback",
                "summary": "Whether a page helped; counted, nothing about the sender is kept",
                "requestBody": {"required": True, "content": {"application/json": {"schema": feedback}}},
                "responses": {"204": {"description": "Counted"}, **_problems(400, 404, 413, 415, 503)},
            }
        },
    }


def _query(name: str, schema: Schema, text: str, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "description": text, "schema": schema}


def _path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _json(text: str, schema: Schema) -> Schema:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _problems(*statuses: int) -> Schema:
    content = {"application/problem+json": {"schema": _ref("Problem")}}
    return {str(status): {"description": "A problem (RFC 9457)", "content": content} for status in statuses}
