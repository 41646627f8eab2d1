"""The pages for citizens, as a browser without JavaScript gets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from outline import Outline

from webapp import api, params, site

DRY = datetime(2026, 11, 24, 6, 59)
FLOOD = datetime(2026, 11, 24, 9, 0)
FLOODED = "Wasserschadens"


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def set_clock(moment: datetime) -> None:
        for module in (api, params, site):
            monkeypatch.setattr(module, "now", lambda: moment)

    return set_clock


@pytest.fixture
def notice_for_everybody(sample: Path) -> None:
    front = "id: sturm\ntitel: Sturmwarnung\ngueltig: {ab: 2026-11-24, bis: 2026-11-24}\nwirkung: hinweis\n"
    (sample / "notices" / "sturm.md").write_text(f"---\n{front}---\nWind.\n", encoding="utf-8")


# What stands on which page


def test_start_page_offers_frequent_services_and_situations(reader: FlaskClient) -> None:
    links = [a["href"] for a in Outline(reader.get("/").text).all("a")]
    assert links.index("/leistung/ausweis") < links.index("/leistung/hundesteuer") < links.index("/lebenslage/umzug")


def test_query_of_spaces_leads_to_the_start_page(reader: FlaskClient) -> None:
    assert reader.get("/?q=+%00+").text == reader.get("/").text


def test_best_hit_comes_first_with_fee_and_office(reader: FlaskClient) -> None:
    first, second = re.findall(r'<li class="hit">.*?</article>', reader.get("/?q=perso").text, re.DOTALL)[:2]
    assert "/leistung/ausweis" in first and "46,00 Euro" in first and "Hamburg Service" in first
    assert "/leistung/ausweis" not in second


def test_asked_fact_stands_above_the_hits(reader: FlaskClient) -> None:
    text = reader.get("/?q=was+kostet+der+perso").text
    assert text.index("Der Ausweis kostet 46,00 Euro. Unter 24 Jahren kostet er 27,60 Euro.") < text.index(
        'class="hit"'
    )


def test_no_fact_is_shown_when_none_was_asked(reader: FlaskClient) -> None:
    assert "Der Ausweis kostet" not in reader.get("/?q=perso").text


def test_place_of_the_search_stays_with_the_hits(reader: FlaskClient) -> None:
    assert 'href="/leistung/ausweis?ort=22765"' in reader.get("/?q=perso&ort=22765").text


def test_search_box_keeps_words_and_place(reader: FlaskClient) -> None:
    inputs = {i["name"]: i["value"] for i in Outline(reader.get("/?q=perso&ort=Ottensen").text).all("input")}
    assert (inputs["q"], inputs["ort"]) == ("perso", "Ottensen")


def test_service_page_shows_facts_and_modules(reader: FlaskClient) -> None:
    text = reader.get("/leistung/ausweis").text
    for shown in (
        "46,00 Euro",
        "unter 24 Jahren",
        "2 bis 4 Wochen",
        "digitales Lichtbild",
        "https://example.org/termin",
    ):
        assert shown in text


def test_service_page_tells_what_is_not_confirmed(reader: FlaskClient) -> None:
    text = reader.get("/leistung/ausweis").text
    assert "1. Februar 2026" in text and "Nicht bestätigt: Bearbeitungsdauer" in text


def test_service_page_names_its_field_and_form(reader: FlaskClient) -> None:
    text = reader.get("/leistung/hundesteuer").text
    assert "Steuern und Abgaben" in text and "HuSt-1" in text


def test_office_page_marks_the_day(client: FlaskClient, set_clock: Callable[[datetime], None]) -> None:
    set_clock(datetime(2026, 11, 23, 9, 0))  # a Monday
    today = re.search(r'<tr[^>]*aria-current="date".*?</tr>', client.get("/stelle/altona").text, re.DOTALL)
    assert today and "Montag" in today[0] and "7 bis 19 Uhr" in today[0]


def test_past_exception_is_shown_no_more(client: FlaskClient, set_clock: Callable[[datetime], None]) -> None:
    set_clock(datetime(2026, 12, 24, 9, 0))
    assert "Heiligabend" in client.get("/stelle/altona").text
    set_clock(datetime(2026, 12, 25, 9, 0))
    assert "Heiligabend" not in client.get("/stelle/altona").text


def test_office_without_hours_says_so(reader: FlaskClient) -> None:
    assert "Öffnungszeiten kennen wir nicht" in reader.get("/stelle/finanzamt").text


def test_situation_lists_its_steps_in_order(reader: FlaskClient) -> None:
    steps = re.findall(r'class="step-title"><a[^>]*href="([^"]+)"', reader.get("/lebenslage/umzug").text)
    assert steps == ["/leistung/ausweis", "/leistung/hundesteuer"]


def test_former_id_redirects_for_good(reader: FlaskClient) -> None:
    response = reader.get("/leistung/alter-ausweis")
    assert (response.status_code, response.headers["Location"]) == (301, "/leistung/ausweis")


@pytest.mark.parametrize("address", ["/leistung/nichts", "/stelle/nichts", "/lebenslage/nichts", "/leistung/altona"])
def test_unknown_page_offers_the_search(reader: FlaskClient, address: str) -> None:
    response = reader.get(address)
    assert response.status_code == 404
    assert 'name="q"' in response.text


def test_draft_is_not_there(reader: FlaskClient) -> None:
    response = reader.get("/leistung/entwurf")
    assert response.status_code == 404
    assert "freigegeben" not in response.text


def test_draft_is_not_found(reader: FlaskClient) -> None:
    assert "entwurf" not in reader.get("/?q=noch+nicht+freigegebene+leistung").text


# Notices


@pytest.mark.parametrize("address", ["/stelle/altona", "/leistung/ausweis", "/leistung/ausweis?ort=22765", "/?q=perso"])
def test_notice_stands_where_its_office_is_shown(
    client: FlaskClient, set_clock: Callable[[datetime], None], address: str
) -> None:
    set_clock(FLOOD)
    assert FLOODED in client.get(address).text


@pytest.mark.parametrize(
    "address", ["/", "/stelle/nord", "/leistung/hundesteuer", "/lebenslage/umzug", "/leistung/heirat?ort=20251"]
)
def test_notice_about_an_office_stands_nowhere_else(
    client: FlaskClient, set_clock: Callable[[datetime], None], address: str
) -> None:
    set_clock(FLOOD)
    assert FLOODED not in client.get(address).text


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (DRY, False),
        (datetime(2026, 11, 24, 7, 0), True),
        (datetime(2026, 11, 24, 23, 59, 59), True),
        (datetime(2026, 11, 25, 0, 0), False),
    ],
)
def test_notice_comes_and_goes_on_its_minute(
    client: FlaskClient, set_clock: Callable[[datetime], None], moment: datetime, shown: bool
) -> None:
    set_clock(moment)
    assert (FLOODED in client.get("/stelle/altona").text) is shown


@pytest.mark.usefixtures("notice_for_everybody")
@pytest.mark.parametrize("address", ["/", "/?q=hund", "/leistung/hundesteuer", "/stelle/nord", "/lebenslage/umzug"])
def test_notice_for_everybody_stands_on_each_page(
    client: FlaskClient, set_clock: Callable[[datetime], None], address: str
) -> None:
    set_clock(FLOOD)
    assert client.get(address).text.count("Sturmwarnung") == 1


# Places


@pytest.mark.parametrize("address", ["/leistung/ausweis?ort=80331", "/?q=perso&ort=80331"])
def test_place_outside_gets_a_defined_answer(reader: FlaskClient, address: str) -> None:
    assert "80331 liegt nicht in Hamburg" in reader.get(address).text


@pytest.mark.parametrize("address", ["/leistung/ausweis?ort=Wolkenheim", "/?q=perso&ort=Wolkenheim"])
def test_unknown_place_is_named_and_asked_again(reader: FlaskClient, address: str) -> None:
    assert "Den Ort „Wolkenheim“ kennen wir nicht" in reader.get(address).text


def test_known_place_is_not_commented(reader: FlaskClient) -> None:
    text = reader.get("/leistung/ausweis?ort=22765").text
    assert "liegt nicht in" not in text and "kennen wir nicht" not in text and "hinaus" not in text


def test_postcode_that_reaches_beyond_the_city_says_so(reader: FlaskClient) -> None:
    assert "22145 reicht über Hamburg hinaus" in reader.get("/leistung/ausweis?ort=22145").text


def test_nearest_office_comes_first(reader: FlaskClient) -> None:
    offices = re.findall(r'class="[^"]*office-name" href="([^"]+)"', reader.get("/leistung/ausweis?ort=20251").text)
    assert offices == ["/stelle/nord", "/stelle/altona"]


def test_question_is_a_plain_form(reader: FlaskClient) -> None:
    form = re.search(
        r'<form action="([^"]+)" method="get">(.*?)</form>', reader.get("/leistung/heirat").text, re.DOTALL
    )
    assert form and form[1] == "/leistung/heirat"
    assert {b["name"] for b in Outline(form[2]).all("button")} == {"ort"}


def test_question_on_results_keeps_the_words(reader: FlaskClient) -> None:
    inputs = Outline(reader.get("/?q=hochzeit").text).all("input")
    assert [i["value"] for i in inputs if i["type"] == "hidden" and i["name"] == "q"] == ["hochzeit"]


@pytest.mark.parametrize("address", ["/leistung/heirat", "/?q=hochzeit"])
def test_option_of_a_question_leads_to_the_office(reader: FlaskClient, address: str) -> None:
    options = [b["value"] for b in Outline(reader.get(address).text).all("button") if b.get("name") == "ort"]
    nord = next(option for option in options if "Nord" in option)
    text = reader.get(address.partition("?")[0], query_string={"q": "hochzeit", "ort": nord}).text
    assert "Standesamt Hamburg-Nord" in text and "In welchem Bezirk" not in text


def test_no_office_is_guessed_before_the_question(reader: FlaskClient) -> None:
    assert "Standesamt Altona" not in reader.get("/leistung/heirat").text
