"""Errors: problem documents (RFC 9457) for programs, pages for people; never a stack trace."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from kb.errors import GenerationError

log = logging.getLogger(__name__)

TITLES = {
    400: "Das haben wir nicht verstanden",
    404: "Diese Seite gibt es nicht",
    405: "So geht das hier nicht",
    413: "Das ist zu viel auf einmal",
    415: "Dieses Format nehmen wir nicht an",
    500: "Bei uns ist etwas schiefgegangen",
    503: "Die Auskunft ist gerade nicht bereit",
}
DETAILS = {
    404: "Vielleicht ist die Adresse falsch abgetippt, oder die Seite ist umgezogen. Suchen Sie nach Ihrem Anliegen.",
    405: "Diese Adresse gibt es, aber sie nimmt Anfragen dieser Art nicht an.",
    413: "Bitte schicken Sie weniger auf einmal.",
    500: "Der Fehler ist vermerkt. Versuchen Sie es bitte gleich noch einmal, oder rufen Sie an.",
    503: "Bitte versuchen Sie es in einer Minute noch einmal, oder rufen Sie an.",
}


class BadInput(Exception):
    """Raised when a parameter can't be used; says which and what is expected."""

    def __init__(self, parameter: str, expected: str, status: int = 400):
        super().__init__(expected)
        self.parameter, self.expected, self.status = parameter, expected, status


def init_app(app: Flask) -> None:
    """Registers the handlers."""
    app.register_error_handler(BadInput, _bad_input)
    app.register_error_handler(GenerationError, _not_ready)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def problem(status: int, detail: str, parameter: str | None = None) -> Response:
    """A problem document."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Fehler"), "status": status, "detail": detail}
    if parameter:
        body["parameter"] = parameter
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")


def _answer(status: int, detail: str, parameter: str | None = None) -> Response:
    if request.path.startswith("/api/"):
        return problem(status, detail, parameter)
    title = TITLES.get(status, "Fehler")
    page = render_template("error.html", status=status, title=title, detail=detail)
    return Response(page, status, mimetype="text/html")


def _bad_input(error: BadInput) -> Response:
    return _answer(error.status, f"{error.parameter}: {error.expected}", error.parameter)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    response = _answer(status, DETAILS.get(status, error.description or ""))
    allow = error.get_response().headers.get("Allow")
    if allow:
        response.headers["Allow"] = allow
    if 300 <= status < 400:
        return Response(error.get_response().get_data(), status, dict(error.get_response().headers))
    return response


def _not_ready(error: GenerationError) -> Response:
    log.error("no generation: %s", error)
    return _answer(503, DETAILS[503])


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected error", exc_info=error)
    return _answer(500, DETAILS[500])
