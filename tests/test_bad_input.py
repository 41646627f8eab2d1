"""Whatever is sent, the answer is a page or a problem document: never a crash, never the inside of the program."""

from __future__ import annotations

import json
import logging
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from webapp import MAX_BODY

QUERIES = {
    "empty": "",
    "spaces": "   ",
    "long": "x" * 10_000,
    "long word within bounds": "ä" * 500,
    "many words": "a " * 249,
    "null byte": "perso\0",
    "only null byte": "\0",
    "control characters": "".join(map(chr, range(32))),
    "right to left": "\u202eosrep",
    "zero width": "\u200b\u2060\ufeff",
    "emoji": "🪪 weg 👨‍👩‍👧‍👦",
    "combining": "e" + "\u0301" * 300,
    "private and unassigned": "\ue000\uffff\U0010ffff",
    "lone quote": '"',
    "quotes": "'\"`´",
    "fts": '" OR * NEAR( :',
    "fts columns": "title:perso AND NOT {body}: ^x* + - (",
    "fts unbalanced": "((((\"perso' NEAR/2",
    "sql": "'; DROP TABLE words; --",
    "sql union": "x' UNION SELECT 1,2,3 --",
    "like": "%_%",
    "template": "{{ 7*7 }}{% raw %}",
    "format": "%s %d {0} %(x)s",
    "regular expression": "(a+)+$[",
    "markup": "<script>alert(1)</script>",
    "digits": "9" * 500,
    "leika": "99105004012000",
    "paragraph": "§",
    "punctuation": "?!.,;-",
    "only stop words": "was ist das und wo",
    "not a language": "ﷺ 漢字 עברית",
}
PATHS = {
    "null byte": "/leistung/%00",
    "null byte in a file": "/kern/%00.css",
    "null byte in static": "/static/%00",
    "null byte in the api": "/api/v1/services/a%00b",
    "long": "/leistung/" + "a" * 9000,
    "long in the api": "/api/v1/services/" + "a" * 9000,
    "long file": "/kern/" + "a" * 5000,
    "long static": "/static/" + "a/" * 3000,
    "double encoded": "/leistung/%252e%252e%252fausweis",
    "double encoded in the api": "/api/v1/services/%2561usweis",
    "up": "/kern/../../../package.json",
    "up encoded": "/kern/%2e%2e/%2e%2e/%2e%2e/package.json",
    "up double encoded": "/static/%252e%252e/__init__.py",
    "up with backslash": "/kern/..%5c..%5cpackage.json",
    "absolute": "/kern//etc/passwd",
    "not utf-8": "/leistung/%ff%fe",
    "surrogate": "/stelle/%ed%a0%80",
    "quote": "/leistung/'%22",
    "sql": "/stelle/'%20OR%201=1--",
    "template": "/lebenslage/%7b%7b7*7%7d%7d",
}
BODIES = {
    "nothing": b"",
    "broken json": b'{"q": "per',
    "list": b'["perso"]',
    "text": b'"perso"',
    "number": b"115",
    "null": b"null",
    "not a number": b'{"q": NaN}',
    "number for text": b'{"q": 115}',
    "list for text": b'{"q": ["perso"]}',
    "object for text": b'{"q": {"q": "perso"}}',
    "object for place": b'{"q": "perso", "ort": {}}',
    "number for language": b'{"q": "perso", "lang": 1}',
    "truth for limit": b'{"q": "perso", "limit": true}',
    "fraction for limit": b'{"q": "perso", "limit": 1.5}',
    "infinite limit": b'{"q": "perso", "limit": 1e999}',
    "huge number": b'{"q": "perso", "limit": ' + b"9" * 5000 + b"}",
    "half a surrogate pair": rb'{"q": "\ud800"}',
    "half a pair in the place": rb'{"q": "perso", "ort": "\udfff"}',
    "deep": b"[" * 30_000,
    "not utf-8": b'{"q": "\xff\xfe"}',
    "null bytes": b"\0" * 100,
    "another encoding": '{"q": "perso"}'.encode("utf-16")[:15],
}


def sound(response: TestResponse) -> bool:
    """Whether an answer is a page or a fault of the sender, and tells nothing of the inside."""
    fine = response.status_code in (200, 204) or 400 <= response.status_code < 500
    if response.status_code >= 400 and response.request.path.startswith("/api/"):
        fine = fine and response.mimetype == "application/problem+json"
        fine = fine and response.get_json()["status"] == response.status_code
    return fine and b"Traceback" not in response.data and b'File "' not in response.data


def named(values: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sent", values.values(), ids=list(values))


@named(QUERIES)
@pytest.mark.parametrize("address", ["/", "/api/v1/search", "/api/v1/suggest"])
@pytest.mark.parametrize("parameter", ["q", "ort"])
def test_any_words_get_an_answer(reader: FlaskClient, address: str, parameter: str, sent: str) -> None:
    assert sound(reader.get(address, query_string={"q": "perso", parameter: sent}))


@named(QUERIES)
def test_any_words_get_an_answer_by_post(reader: FlaskClient, sent: str) -> None:
    assert sound(reader.post("/api/v1/search", json={"q": sent}))
    assert sound(reader.post("/api/v1/search", data={"q": sent, "ort": sent}))


@named(QUERIES)
def test_any_id_gets_an_answer(reader: FlaskClient, sent: str) -> None:
    assert sound(reader.get("/api/v1/offices", query_string={"service": sent, "ort": sent, "at": sent}))
    assert sound(reader.post("/api/v1/feedback", json={"page": f"service/{sent}", "helped": True}))


@named(PATHS)
def test_any_path_gets_an_answer(reader: FlaskClient, sent: str) -> None:
    response = reader.get(sent, follow_redirects=True)
    assert sound(response) and response.status_code == 404


@pytest.mark.parametrize("raw", ["q=%ff%fe", "q=%ed%a0%80", "q=%", "q=%zz", "q", "&&=&;", "q=a&q=b", "q[]=x", "q=\xff"])
@pytest.mark.parametrize("address", ["/", "/api/v1/search", "/api/v1/suggest"])
def test_any_query_string_gets_an_answer(reader: FlaskClient, address: str, raw: str) -> None:
    assert sound(reader.get(address, query_string=raw))


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/feedback"])
def test_any_other_json_is_refused(reader: FlaskClient, address: str, body: bytes) -> None:
    response = reader.post(address, data=body, content_type="application/json")
    assert sound(response) and response.status_code == 400


@pytest.mark.parametrize("query", ["", "  ", "\0", "\u200b\x1f"])
def test_query_without_words_is_refused(reader: FlaskClient, query: str) -> None:
    response = reader.get("/api/v1/search", query_string={"q": query})
    assert (response.status_code, response.get_json()["parameter"]) == (400, "q")


def test_query_that_is_too_long_is_told_the_limit(reader: FlaskClient) -> None:
    response = reader.get("/api/v1/search", query_string={"q": "x" * 501})
    assert response.status_code == 400
    assert response.get_json()["detail"] == "q: at most 500 characters"


def test_query_that_is_too_long_gets_a_page(reader: FlaskClient) -> None:
    response = reader.get("/", query_string={"q": "x" * 10_000})
    assert (response.status_code, response.mimetype) == (400, "text/html")


@pytest.mark.parametrize(
    "limit", ["-1", "0", "51", "abc", "1e9", "1.5", "", " ", "٣", "9" * 5000, "0x10", "1_0", "NaN"]
)
@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/suggest"])
def test_limit_that_is_no_number_in_bounds_is_refused(reader: FlaskClient, address: str, limit: str) -> None:
    response = reader.get(address, query_string={"q": "perso", "limit": limit})
    assert (response.status_code, response.get_json()["parameter"]) == (400, "limit")


@pytest.mark.parametrize("at", ["gestern", "2026-13-01", "2026-11-24T25:00", "9999-12-31T23:59:59-12:00", "0", "now()"])
def test_moment_that_is_none_is_refused(reader: FlaskClient, at: str) -> None:
    response = reader.get("/api/v1/offices", query_string={"service": "ausweis", "at": at})
    assert (response.status_code, response.get_json()["parameter"]) == (400, "at")


@pytest.mark.parametrize("at", ["0001-01-01", "9999-12-31T23:59:59"])
def test_moment_at_the_end_of_time_gets_an_answer(reader: FlaskClient, at: str) -> None:
    assert sound(reader.get("/api/v1/offices", query_string={"service": "ausweis", "at": at}))


@pytest.mark.parametrize("language", ["fr", "de-DE", "DE", "x" * 100])
def test_language_that_is_not_offered_is_refused(reader: FlaskClient, language: str) -> None:
    response = reader.get("/api/v1/search", query_string={"q": "perso", "lang": language})
    assert (response.status_code, response.get_json()["parameter"]) == (400, "lang")


@pytest.mark.parametrize("place", ["00000", "99999", "22765 22767", "123456", "-1", "２２７６５"])
def test_unknown_postcode_still_gets_hits(reader: FlaskClient, place: str) -> None:
    response = reader.get("/api/v1/search", query_string={"q": "perso", "ort": place})
    assert response.status_code == 200 and response.get_json()["hits"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "", "x", "multipart/mixed; boundary=x", "/;=,"]
)
def test_other_content_type_is_refused(reader: FlaskClient, content_type: str) -> None:
    response = reader.post("/api/v1/search", data=b'{"q": "perso"}', content_type=content_type)
    assert sound(response) and response.status_code == 415


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=x", "application/json"])
def test_body_that_belies_its_content_type_is_refused(reader: FlaskClient, content_type: str) -> None:
    response = reader.post("/api/v1/search", data=b"q=perso\0\xff", content_type=content_type)
    assert sound(response) and response.status_code == 400


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_too_large_body_is_refused(reader: FlaskClient, content_type: str) -> None:
    response = reader.post("/api/v1/search", data=b"q=" + b"x" * MAX_BODY, content_type=content_type)
    assert sound(response) and response.status_code == 413


def test_file_is_no_text(reader: FlaskClient) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="q"; filename="q"\r\n\r\nperso\r\n--x--\r\n'
    response = reader.post("/api/v1/search", data=body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 400


@pytest.mark.parametrize("helped", ["vielleicht", "", 1, 0, None, [], {}, "True"])
def test_verdict_that_is_none_is_refused(reader: FlaskClient, helped: object) -> None:
    response = reader.post("/api/v1/feedback", json={"page": "service/ausweis", "helped": helped})
    assert (response.status_code, response.get_json()["parameter"]) == (400, "helped")


@pytest.mark.parametrize("address", ["/?q={}", "/leistung/ausweis?ort={}", "/?ort={}"])
def test_page_repeats_no_control_characters(reader: FlaskClient, address: str) -> None:
    body = reader.get(address.format(quote("a\0b\x1b\x7f\u202ec"))).text
    assert "a b c" in body and not any(character in body for character in "\0\x1b\x7f\u202e")


@pytest.mark.parametrize("address", ["/?q=perso", "/api/v1/search?q=perso"])
def test_fault_of_ours_tells_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr("indexer.search.Searcher.search", fail)
    caplog.set_level(logging.ERROR)
    response = app.test_client().get(address)
    assert response.status_code == 500
    assert "inside" not in response.text and "Traceback" not in response.text and "inside" in caplog.text


CHARACTERS = st.characters(exclude_categories=())  # halves of surrogate pairs as well
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(CHARACTERS),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["q", "ort", "limit", "lang", "page"]), inner),
    max_leaves=5,
)


@examples(max_examples=150, deadline=None)
@given(words=st.text(CHARACTERS, max_size=60), place=st.text(CHARACTERS, max_size=20))
def test_arbitrary_words_get_an_answer(reader: FlaskClient, words: str, place: str) -> None:
    body = json.dumps({"q": words, "ort": place})
    assert sound(reader.post("/api/v1/search", data=body, content_type="application/json"))


@examples(max_examples=150, deadline=None)
@given(body=JSON)
def test_arbitrary_json_gets_an_answer(reader: FlaskClient, body: object) -> None:
    for address in ("/api/v1/search", "/api/v1/feedback"):
        assert sound(reader.post(address, data=json.dumps(body), content_type="application/json"))


@examples(max_examples=150, deadline=None)
@given(tail=st.binary(max_size=40))
def test_arbitrary_bytes_in_an_address_get_an_answer(reader: FlaskClient, tail: bytes) -> None:
    assert sound(reader.get(f"/leistung/x{quote(tail, safe='')}"))
    assert sound(reader.get(f"/api/v1/search?q={quote(tail, safe='')}"))
