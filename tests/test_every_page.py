"""What must stand on each page for citizens, and what on none."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FakeEncoder
from flask import Flask
from flask.testing import FlaskClient
from outline import Outline

from kb.settings import Settings
from webapp import create_app

PAGES = (
    "/",
    "/?q=perso",
    "/?q=hochzeit&ort=22765",
    "/?q=was+kostet+der+perso",
    "/leistung/ausweis",
    "/leistung/heirat",
    "/leistung/hundesteuer?ort=80331",
    "/leistung/ausweis?ort=Wolkenheim",
    "/stelle/altona",
    "/stelle/finanzamt",
    "/lebenslage/umzug",
    "/gibt-es-nicht",
)
ANSWERS = (
    "/api/v1/search?q=Kennwort",
    "/api/v1/search?q=zuerst+fragen+verloren+oder+abgelaufen",
    "/api/v1/search?q=geheimnis+dachs",
    "/api/v1/suggest?q=ge",
    "/api/v1/suggest?q=ke",
    "/api/v1/services/ausweis",
    "/api/v1/offices/altona",
    "/api/v1/offices?service=ausweis",
    "/api/v1/openapi.json",
)


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, reader: FlaskClient) -> Outline:
    return Outline(reader.get(request.param).text)


@pytest.mark.parametrize("address", PAGES + ANSWERS)
def test_internal_word_is_in_no_byte(reader: FlaskClient, address: str) -> None:
    assert b"geheimnisdachs" not in reader.get(address).data.lower()


@pytest.mark.parametrize("query", ["geheimnis", "Geheimnisdachs", "Kennwort"])
def test_internal_word_is_no_reason_for_a_hit(reader: FlaskClient, query: str) -> None:
    found = reader.get("/api/v1/search", query_string={"q": query}).get_json()
    assert {reason for hit in found["hits"] for reason in hit["reasons"]} <= {"meaning"}


@pytest.mark.parametrize("address", PAGES)
def test_sample_says_that_it_is_not_official(reader: FlaskClient, address: str) -> None:
    assert "keine amtliche Auskunft" in reader.get(address).text


def test_official_site_bears_no_sample_notice(app: Flask, settings: Settings, encoder: FakeEncoder) -> None:
    text = create_app(replace(settings, official=True), encoder).test_client().get("/").text
    assert "Häufig gesucht" in text and "keine amtliche Auskunft" not in text


def test_settings_name_city_and_phone(app: Flask, settings: Settings, encoder: FakeEncoder) -> None:
    made = create_app(replace(settings, city="Musterstadt", phone="116"), encoder)
    text = made.test_client().get("/").text
    assert "Musterstadt" in text and "Hamburg" not in text and 'href="tel:116"' in text


@pytest.mark.parametrize("address", ["/", "/gibt-es-nicht"])
@pytest.mark.parametrize("parameter", ["q", "ort"])
def test_typed_markup_is_only_text(reader: FlaskClient, address: str, parameter: str) -> None:
    typed = {"q": "perso", parameter: "\"><img src=x onerror='alert(1)'>"}
    assert "<img" not in reader.get(address, query_string=typed).text


def test_each_page_has_a_title_and_one_heading(page: Outline) -> None:
    assert page.texts["title"].partition(" – ")[0].strip()
    assert len(page.all("h1")) == 1 and page.texts["h1"].strip()


def test_each_page_has_language_and_main_landmark(page: Outline) -> None:
    assert page.all("html") == [{"lang": "de"}]
    assert [main["id"] for main in page.all("main")] == ["inhalt"]


def test_first_link_skips_to_the_content(page: Outline) -> None:
    assert page.all("a")[0]["href"] == "#inhalt"


def test_each_input_has_one_label(page: Outline) -> None:
    labelled = [label["for"] for label in page.all("label")]
    inputs = [i["id"] for i in page.all("input") if i.get("type") != "hidden"]
    assert inputs and sorted(labelled) == sorted(inputs)


def test_no_id_stands_twice(page: Outline) -> None:
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert sorted(ids) == sorted(set(ids))


def test_each_label_by_reference_exists(page: Outline) -> None:
    ids = {attrs.get("id") for _, attrs in page.elements}
    named = {attrs["aria-labelledby"] for _, attrs in page.elements if "aria-labelledby" in attrs}
    assert named <= ids


def test_headings_leave_no_level_out(page: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_no_page_has_inline_script_or_style(page: Outline) -> None:
    assert not page.all("style") and all("src" in script for script in page.all("script"))
    assert not [name for _, attrs in page.elements for name in attrs if name == "style" or name.startswith("on")]


def test_nothing_is_fetched_from_elsewhere(page: Outline) -> None:
    fetched = [
        attrs.get("src") or attrs.get("href") or attrs.get("action") or attrs.get("srcset") or "/"
        for tag, attrs in page.elements
        if tag not in ("a", "html")
    ]
    assert not [address for address in fetched if not address.startswith("/") or address.startswith("//")]


def test_links_to_other_sites_send_no_referrer(page: Outline) -> None:
    outside = [a for a in page.all("a") if a["href"].startswith("http")]
    assert all("noreferrer" in a.get("rel", "") for a in outside)


def test_each_link_within_the_site_leads_somewhere(page: Outline, reader: FlaskClient) -> None:
    inside = {a["href"] for a in page.all("a") if a["href"].startswith("/")}
    assert [address for address in inside if reader.get(address).status_code != 200] == []


def test_stylesheets_and_what_they_fetch_are_served(reader: FlaskClient) -> None:
    sheets = [link["href"] for link in Outline(reader.get("/").text).all("link")]
    for sheet in sheets:
        response = reader.get(sheet)
        assert response.status_code == 200
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", response.text if sheet.endswith("css") else ""):
            assert address.startswith("data:") or reader.get(_join(sheet, address)).status_code == 200, address


def _join(sheet: str, address: str) -> str:
    """The path that an address in a stylesheet means; another origin stays one, and is not found."""
    assert not address.startswith(("http:", "https:", "//")), address
    return str(Path(sheet).parent / address.partition("#")[0].partition("?")[0])


def test_head_has_no_body(reader: FlaskClient) -> None:
    response = reader.head("/leistung/ausweis")
    assert (response.status_code, response.data) == (200, b"")
