"""Parameters of a request as values; what can't be used becomes a `BadInput` that says what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Request

from indexer.find import SearchRequest
from indexer.query import clean
from kb.clock import BERLIN, now
from kb.settings import Settings
from webapp.problems import BadInput

MAX_LIMIT = 50
MAX_PLACE = 100
LANGUAGES = ("de", "en")


def given(request: Request) -> Mapping[str, Any]:
    """The parameters of a GET, a form or a JSON object."""
    if request.method != "POST":
        return request.args
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return request.form
    if not request.is_json:
        raise BadInput("Content-Type", "application/json or a form", 415)
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets within brackets, thousands of them
        body = None
    if not isinstance(body, dict):
        raise BadInput("body", 'a JSON object such as {"q": "Personalausweis"}')
    return body


def search_request(values: Mapping[str, Any], settings: Settings, moment: datetime | None = None) -> SearchRequest:
    """The search that somebody asks for."""
    query = text(values, "q", settings.max_query)
    if not query.strip():
        raise BadInput("q", "some words: what do you want to know?")
    language = text(values, "lang", 5) or "de"
    if language not in LANGUAGES:
        raise BadInput("lang", "de or en")
    return SearchRequest(
        query=query,
        moment=moment or now(),
        place=text(values, "ort", MAX_PLACE) or None,
        language=language,
        limit=integer(values, "limit", 10, 1, MAX_LIMIT),
    )


def text(values: Mapping[str, Any], name: str, longest: int) -> str:
    """A text of at most so many characters, without control characters; empty when it is not given."""
    value = values.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(name, "text")
    if len(value) > longest:
        raise BadInput(name, f"at most {longest} characters")
    try:
        value.encode()
    except UnicodeEncodeError:  # JSON can hold half a surrogate pair
        raise BadInput(name, "text in Unicode") from None
    return clean(value)


def integer(values: Mapping[str, Any], name: str, default: int, low: int, high: int) -> int:
    """A whole number within bounds."""
    value = values.get(name, default)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value) if len(value) < 10 else high + 1
    if isinstance(value, float) and value.is_integer():  # 10.0 is a whole number in JSON
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadInput(name, f"a whole number from {low} to {high}")
    return value


def boolean(values: Mapping[str, Any], name: str) -> bool:
    """True or false, as JSON or as a form has it."""
    value = values.get(name)
    if isinstance(value, bool):
        return value
    if value in ("true", "false", "ja", "nein"):
        return value in ("true", "ja")
    raise BadInput(name, "true or false")


def moment(values: Mapping[str, Any], name: str) -> datetime:
    """A moment (ISO 8601; without offset it is local), or now."""
    value = text(values, name, 40)
    if not value:
        return now()
    try:
        parsed = datetime.fromisoformat(value)
        return parsed.astimezone(BERLIN).replace(tzinfo=None) if parsed.tzinfo else parsed
    except (ValueError, OverflowError):
        raise BadInput(name, "a moment such as 2026-11-24T09:30") from None
