"""Security headers stand on each kind of answer."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

KINDS = {
    "start page": ("GET", "/", 200),
    "results": ("GET", "/?q=perso", 200),
    "service": ("GET", "/leistung/ausweis", 200),
    "head": ("HEAD", "/leistung/ausweis", 200),
    "options": ("OPTIONS", "/", 200),
    "redirect": ("GET", "/leistung/alter-ausweis", 301),
    "redirect of the router": ("GET", "/leistung//ausweis", 308),
    "missing page": ("GET", "/gibt-es-nicht", 404),
    "bad input": ("GET", "/?q=" + "x" * 501, 400),
    "other method": ("DELETE", "/", 405),
    "stylesheet": ("GET", "/static/site.css", 200),
    "design standard": ("GET", "/kern/kern.min.css", 200),
    "missing file": ("GET", "/kern/nichts.css", 404),
    "health": ("GET", "/healthz", 200),
    "readiness": ("GET", "/readyz", 200),
    "api answer": ("GET", "/api/v1/search?q=perso", 200),
    "api completion": ("GET", "/api/v1/suggest?q=pe", 200),
    "api description": ("GET", "/api/v1/openapi.json", 200),
    "api problem": ("GET", "/api/v1/search", 400),
    "api missing page": ("GET", "/api/v1/services/nichts", 404),
    "api missing address": ("GET", "/api/v1/nichts?q=perso", 404),
    "api other method": ("PUT", "/api/v1/search?q=perso", 405),
    "api redirect": ("GET", "/api//v1/search?q=perso", 308),
    "api options": ("OPTIONS", "/api/v1/search", 200),
}
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(params=KINDS.values(), ids=list(KINDS))
def response(request: pytest.FixtureRequest, reader: FlaskClient) -> TestResponse:
    method, address, status = request.param
    answer = reader.open(address, method=method)
    assert answer.status_code == status  # or it is not the kind of answer that is meant
    return answer


@pytest.fixture(params=[kind for name, kind in KINDS.items() if name.startswith("api")])
def api_response(request: pytest.FixtureRequest, reader: FlaskClient) -> TestResponse:
    method, address, _ = request.param
    return reader.open(address, method=method)


def directives(response: TestResponse) -> dict[str, str]:
    """The content security policy, taken apart."""
    policy = response.headers.getlist("Content-Security-Policy")
    assert len(policy) == 1
    return dict(part.strip().partition(" ")[::2] for part in policy[0].split(";"))


def test_each_answer_bears_the_security_headers(response: TestResponse) -> None:
    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED


def test_each_answer_turns_off_what_is_not_needed(response: TestResponse) -> None:
    assert "geolocation=()" in response.headers["Permissions-Policy"]


def test_each_answer_allows_nothing_from_elsewhere(response: TestResponse) -> None:
    policy = directives(response)
    assert policy["default-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"


def test_no_answer_allows_inline_script(response: TestResponse) -> None:
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_no_answer_sets_a_cookie(response: TestResponse) -> None:
    assert "Set-Cookie" not in response.headers


def test_each_text_names_its_encoding(response: TestResponse) -> None:
    if (response.mimetype or "").startswith("text/"):
        assert "charset=utf-8" in response.headers["Content-Type"]


def test_no_api_answer_may_be_kept(api_response: TestResponse) -> None:
    assert api_response.headers["Cache-Control"] == "no-store"


def test_fault_of_ours_bears_them_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.search.Searcher.search", None)
    response = app.test_client().get("/api/v1/search?q=perso")
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED


def test_stylesheet_of_the_standard_may_be_kept(reader: FlaskClient) -> None:
    assert reader.get("/kern/kern.min.css").cache_control.max_age
