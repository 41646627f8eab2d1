"""The API: each answer has the shape that its description promises."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from conftest import FakeEncoder
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from kb.records import Records
from kb.settings import Settings
from webapp import create_app
from webapp.openapi import document

DOCUMENT = document(Settings())
ANSWERS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("/api/v1/search", "", {"q": "perso"}),
    ("/api/v1/search", "", {"q": "was kostet der perso", "ort": "22765", "limit": "1", "lang": "en"}),
    ("/api/v1/search", "", {"q": "hochzeit"}),
    ("/api/v1/search", "", {"q": "hund", "ort": "80331"}),
    ("/api/v1/search", "", {"q": "standesamt", "ort": "Wolkenheim"}),
    ("/api/v1/suggest", "", {"q": "pers"}),
    ("/api/v1/suggest", "", {"q": ""}),
    ("/api/v1/services/{id}", "ausweis", {}),
    ("/api/v1/services/{id}", "heirat", {"ort": "Altona"}),
    ("/api/v1/services/{id}", "hundesteuer", {}),
    ("/api/v1/offices/{id}", "altona", {}),
    ("/api/v1/offices/{id}", "finanzamt", {}),
    ("/api/v1/offices", "", {"service": "ausweis", "ort": "20251"}),
    ("/api/v1/offices", "", {"service": "heirat"}),
)


def holds(schema: dict[str, Any], answer: object) -> None:
    """Raises unless an answer has the shape; references lead into the description's components."""
    whole = {**schema, "components": DOCUMENT["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(answer)


def search(client: FlaskClient, **query: str) -> Any:
    return client.get("/api/v1/search", query_string=query).get_json()


# Shape


@pytest.mark.parametrize(("path", "page", "query"), ANSWERS)
def test_answer_has_the_shape_that_is_described(
    reader: FlaskClient, path: str, page: str, query: dict[str, str]
) -> None:
    response = reader.get(path.replace("{id}", page), query_string=query)
    described = DOCUMENT["paths"][path]["get"]["responses"]["200"]["content"]
    holds(described[response.mimetype]["schema"], response.get_json())


@pytest.mark.parametrize(("path", "page", "query"), ANSWERS)
def test_answer_names_its_generation(reader: FlaskClient, path: str, page: str, query: dict[str, str]) -> None:
    ready = reader.get("/readyz").get_json()
    assert reader.get(path.replace("{id}", page), query_string=query).get_json()["generation"] == ready["generation"]


def test_tests_ask_each_address_that_is_described() -> None:
    assert {path for path, _, _ in ANSWERS} | {"/api/v1/feedback"} == set(DOCUMENT["paths"])


def test_each_route_is_described(app: Flask) -> None:
    routes = {rule.rule.replace("<page_id>", "{id}") for rule in app.url_map.iter_rules()}
    api = {route for route in routes if route.startswith("/api/")}
    assert api - {"/api/v1/openapi.json"} == set(DOCUMENT["paths"])


def test_description_is_valid(reader: FlaskClient) -> None:
    validate(reader.get("/api/v1/openapi.json").get_json())


def test_description_that_is_served_is_the_one_tested(reader: FlaskClient) -> None:
    assert reader.get("/api/v1/openapi.json").get_json() == DOCUMENT


def test_letters_are_not_escaped(reader: FlaskClient) -> None:
    assert "Eheschließung" in reader.get("/api/v1/services/heirat").text


# Search


def test_search_answers_with_hit_fact_and_office(reader: FlaskClient) -> None:
    found = search(reader, q="was kostet der perso", ort="22765")
    assert found["hits"][0]["id"] == "ausweis"
    assert found["answer"]["text"] == "Der Ausweis kostet 46,00 Euro. Unter 24 Jahren kostet er 27,60 Euro."
    assert found["offices"][0]["id"] == "altona"


def test_answer_is_the_module_of_the_service(reader: FlaskClient) -> None:
    answer = search(reader, q="was kostet der perso")["answer"]
    modules = {m["name"]: m for m in reader.get("/api/v1/services/ausweis").get_json()["modules"]}
    assert (answer["text"], answer["version"]) == (modules["Kosten"]["text"], modules["Kosten"]["version"])


def test_limit_is_the_number_of_hits(reader: FlaskClient) -> None:
    assert [len(search(reader, q="ausweis", limit=str(n))["hits"]) for n in (1, 3)] == [1, 3]


def test_marks_lie_within_the_passage(reader: FlaskClient) -> None:
    passages = [hit["passage"] for hit in search(reader, q="ausweis lichtbild hund standesamt")["hits"]]
    marks = [(start, end, len(p["text"])) for p in passages for start, end in p["marks"]]
    assert marks and all(0 <= start < end <= length for start, end, length in marks)


def test_question_comes_instead_of_a_guess(reader: FlaskClient) -> None:
    found = search(reader, q="hochzeit")
    assert found["offices"] == []
    assert "Bezirk Altona" in [option["value"] for option in found["question"]["options"]]


@pytest.mark.parametrize(("said", "status"), [("22765", "known"), ("80331", "outside"), ("Wolkenheim", "unknown")])
def test_place_tells_what_was_understood(reader: FlaskClient, said: str, status: str) -> None:
    assert search(reader, q="perso", ort=said)["place"]["status"] == status


def test_draft_is_no_hit(reader: FlaskClient) -> None:
    found = search(reader, q="noch nicht freigegebene Leistung", limit="50")
    assert found["hits"] and "entwurf" not in [hit["id"] for hit in found["hits"]]


@pytest.mark.parametrize("sent", ["json", "data"])
def test_search_by_post_answers_alike(reader: FlaskClient, sent: str) -> None:
    wanted = {"q": "was kostet der perso", "ort": "22765", "limit": "2"}
    posted = reader.post("/api/v1/search", **{sent: wanted}).get_json()
    assert {**posted, "took_ms": 0} == {**search(reader, **wanted), "took_ms": 0}


def test_json_may_hold_numbers_and_null(reader: FlaskClient) -> None:
    posted = reader.post("/api/v1/search", json={"q": "perso", "ort": None, "lang": None, "limit": 1.0}).get_json()
    assert len(posted["hits"]) == 1 and posted["place"] is None


# Other addresses


def test_suggestions_complete_the_word(reader: FlaskClient) -> None:
    found = reader.get("/api/v1/suggest?q=perso").get_json()["suggestions"]
    assert (found[0]["type"], found[0]["id"], found[0]["url"]) == ("service", "ausweis", "/leistung/ausweis")


def test_suggestions_keep_to_their_limit(reader: FlaskClient) -> None:
    counts = [len(reader.get(f"/api/v1/suggest?q=an&limit={n}").get_json()["suggestions"]) for n in (1, 2)]
    assert counts == [1, 2]


def test_draft_is_no_suggestion(reader: FlaskClient) -> None:
    assert reader.get("/api/v1/suggest?q=noch+nicht+frei").get_json()["suggestions"] == []


def test_former_id_answers_with_the_present_one(reader: FlaskClient) -> None:
    assert reader.get("/api/v1/services/alter-ausweis").get_json()["id"] == "ausweis"
    assert reader.get("/api/v1/offices?service=alter-ausweis").get_json()["service"] == "ausweis"


def test_office_is_resolved_for_the_place(reader: FlaskClient) -> None:
    found = reader.get("/api/v1/offices?service=heirat&ort=22765").get_json()
    assert [office["id"] for office in found["offices"]] == ["standesamt-altona"]
    assert found["question"] is None


def test_office_tells_hours_and_exceptions(reader: FlaskClient) -> None:
    found = reader.get("/api/v1/offices/altona").get_json()
    assert found["hours"][1] == {"day": "di", "spans": ["08:00-12:00", "14:00-18:00"]}
    assert found["exceptions"] == [{"date": "2026-12-24", "spans": [], "note": "Heiligabend"}]


@pytest.mark.parametrize("at", ["2026-11-24", "2026-11-24T09:30", "2026-11-24T08:30:00Z"])
def test_moment_may_be_given_in_any_iso_form(reader: FlaskClient, at: str) -> None:
    assert reader.get("/api/v1/offices", query_string={"service": "ausweis", "at": at}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/services/nichts",
        "/api/v1/services/entwurf",
        "/api/v1/offices/nichts",
        "/api/v1/offices?service=nichts",
        "/api/v1/offices?service=entwurf",
        "/api/v1/nichts",
        "/api/",
    ],
)
def test_what_is_not_there_is_a_problem_document(reader: FlaskClient, address: str) -> None:
    response = reader.get(address)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    holds({"$ref": "#/components/schemas/Problem"}, response.get_json())


# Feedback


@pytest.mark.parametrize("body", [{"json": {"helped": True}}, {"data": {"helped": "ja"}}, {"data": {"helped": "true"}}])
def test_feedback_is_counted(client: FlaskClient, settings: Settings, body: dict[str, Any]) -> None:
    for sent in body.values():
        sent["page"] = "service/ausweis"
    assert client.post("/api/v1/feedback", **body).status_code == 204
    assert Records(settings.data).feedback("service/ausweis") == (1, 0)


def test_feedback_that_it_did_not_help_is_counted_apart(client: FlaskClient, settings: Settings) -> None:
    for helped in (False, False, True):
        client.post("/api/v1/feedback", json={"page": "office/altona", "helped": helped})
    assert Records(settings.data).feedback("office/altona") == (1, 2)


@pytest.mark.parametrize(
    "page", ["service/nichts", "service/entwurf", "notice/wasserschaden", "service/", "ausweis", ""]
)
def test_feedback_on_no_page_is_refused(client: FlaskClient, settings: Settings, page: str) -> None:
    response = client.post("/api/v1/feedback", json={"page": page, "helped": True})
    assert (response.status_code, response.get_json()["parameter"]) == (400, "page")
    assert Records(settings.data).feedback(page) == (0, 0)


# Methods


@pytest.mark.parametrize(("path", "page", "query"), ANSWERS[::3])
def test_head_answers_without_a_body(reader: FlaskClient, path: str, page: str, query: dict[str, str]) -> None:
    response = reader.head(path.replace("{id}", page), query_string=query)
    assert (response.status_code, response.data) == (200, b"")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("PUT", "/api/v1/search", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("POST", "/api/v1/suggest", {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", "/api/v1/services/ausweis", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/api/v1/feedback", {"POST", "OPTIONS"}),
    ],
)
def test_other_method_is_told_what_is_allowed(
    reader: FlaskClient, method: str, address: str, allowed: set[str]
) -> None:
    response = reader.open(address, method=method)
    assert (response.status_code, set(response.allow)) == (405, allowed)
    holds({"$ref": "#/components/schemas/Problem"}, response.get_json())


def test_problem_repeats_its_status(reader: FlaskClient) -> None:
    response = reader.put("/api/v1/search")
    assert response.get_json()["status"] == response.status_code


# Readiness


def test_readiness_names_generation_and_pages(reader: FlaskClient) -> None:
    found = reader.get("/readyz").get_json()
    assert (found["status"], found["pages"]) == ("ready", 9)


@pytest.mark.parametrize("address", ["/readyz", "/", "/api/v1/search?" + urlencode({"q": "perso"})])
def test_nothing_built_yet_is_said_with_503(settings: Settings, encoder: FakeEncoder, address: str) -> None:
    response = create_app(settings, encoder).test_client().get(address)
    assert response.status_code == 503
    assert response.mimetype == ("text/html" if address == "/" else "application/problem+json")


def test_process_is_healthy_before_anything_is_built(settings: Settings, encoder: FakeEncoder) -> None:
    assert create_app(settings, encoder).test_client().get("/healthz").get_json() == {"status": "ok"}
