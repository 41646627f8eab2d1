"""What somebody means who names a place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content import Content
from kb.model import Place, Point
from kb.places import Gazetteer, fold
from kb.reader import read_content

SAMPLE = Gazetteer(read_content(Path(__file__).parent / "content").content.places)


@pytest.fixture(scope="module")
def city(seed: Content) -> Gazetteer:
    return Gazetteer(seed.places)


@pytest.mark.parametrize(
    ("said", "kind", "label"),
    [
        ("22765", "plz", "22765"),
        (" 22765 ", "plz", "22765"),
        ("22765 Hamburg", "plz", "22765"),
        ("22765 Ottensen", "plz", "22765"),
        ("Ottensen", "stadtteil", "Ottensen"),
        ("OTTENSEN", "stadtteil", "Ottensen"),
        ("Hamburg Ottensen", "stadtteil", "Ottensen"),
        ("Hamburg-Ottensen", "stadtteil", "Ottensen"),
        ("Ottensen, Hamburg", "stadtteil", "Ottensen"),
        ("Altona-Altstadt", "stadtteil", "Altona-Altstadt"),
        ("Altona Altstadt", "stadtteil", "Altona-Altstadt"),
        ("Kiez", "stadtteil", "St. Pauli"),
        ("Sankt Pauli", "stadtteil", "St. Pauli"),
        ("st pauli", "stadtteil", "St. Pauli"),
        ("Altona", "bezirk", "Bezirk Altona"),
        ("Bezirk Altona", "bezirk", "Bezirk Altona"),
        ("Hamburg-Nord", "bezirk", "Bezirk Hamburg-Nord"),
        ("hamburg nord", "bezirk", "Bezirk Hamburg-Nord"),
        ("Eimsbuettel", "bezirk", "Bezirk Eimsbüttel"),
        ("EIMSBÜTTEL", "bezirk", "Bezirk Eimsbüttel"),
        ("Eimsbu\u0308ttel", "bezirk", "Bezirk Eimsbüttel"),
    ],
)
def test_place_is_found_in_any_spelling(said: str, kind: str, label: str) -> None:
    location = SAMPLE.find(said)
    assert (location.status, location.kind, location.label, location.said) == ("known", kind, label, said)


@pytest.mark.parametrize("said", ["10115", "10115 Berlin", "01067 Dresden"])
def test_postcode_elsewhere_is_outside(said: str) -> None:
    location = SAMPLE.find(said)
    assert (location.status, location.label, location.places) == ("outside", said[:5], ())


@pytest.mark.parametrize("said", ["", "  ", "Hamburg", "Atlantis", "2276", "227655", "...", "99105004012000"])
def test_other_words_are_no_place(said: str) -> None:
    location = SAMPLE.find(said)
    assert (location.status, location.places, location.centre) == ("unknown", (), None)


def test_postcode_of_two_districts_keeps_both() -> None:
    location = SAMPLE.find("22767")
    assert set(location.districts) == {"Altona", "Hamburg-Mitte"}
    assert set(location.quarters) == {"Altona-Altstadt", "St. Pauli"}


def test_quarter_of_two_postcodes_keeps_both() -> None:
    assert set(SAMPLE.find("Eppendorf").postcodes) == {"20251", "22529"}


def test_district_holds_all_its_quarters() -> None:
    assert set(SAMPLE.find("Bezirk Hamburg-Nord").quarters) == {"Eppendorf", "Alsterdorf"}


@pytest.mark.parametrize(("said", "beyond"), [("22145", True), ("Rahlstedt", False), ("22765", False)])
def test_only_a_postcode_may_reach_beyond_the_city(said: str, beyond: bool) -> None:
    assert SAMPLE.find(said).beyond == beyond


def test_centre_is_the_middle_of_its_places() -> None:
    places = [Place("1", "A", "X", (), Point(53.0, 10.0), False), Place("2", "B", "X", (), Point(54.0, 9.0), False)]
    assert Gazetteer(places).find("X").centre == Point(53.5, 9.5)


def test_quarter_wins_over_district_of_its_name() -> None:
    """Who says "Eimsbüttel" means the Stadtteil; "Bezirk Eimsbüttel" means the Bezirk."""
    places = [Place("20255", "Mitte", "Mitte", (), Point(53, 10), False)]
    places += [Place("20257", "Rand", "Mitte", (), Point(53, 10), False)]
    gazetteer = Gazetteer(places)
    assert gazetteer.find("Mitte").quarters == ("Mitte",)
    assert gazetteer.find("Bezirk Mitte").quarters == ("Mitte", "Rand")


def test_districts_and_quarters_are_listed_by_alphabet() -> None:
    assert SAMPLE.districts == ("Altona", "Eimsbüttel", "Hamburg-Mitte", "Hamburg-Nord", "Wandsbek")
    assert SAMPLE.quarters("Hamburg-Nord") == ("Alsterdorf", "Eppendorf")


@given(st.text(max_size=40))
def test_any_words_get_an_answer(said: str) -> None:
    location = SAMPLE.find(said)
    assert bool(location.places) == (location.status == "known")


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_every_place_of_the_city_is_found_by_each_of_its_names(city: Gazetteer) -> None:
    for place in city.places:
        for said in (place.postcode, place.quarter, place.district, f"Bezirk {place.district}"):
            assert place in city.find(said).places or said == place.district
        assert place in city.find(f"Bezirk {place.district}").places


def test_other_name_leads_to_the_quarter_that_bears_it(city: Gazetteer) -> None:
    for place in city.places:
        for name in place.names:
            assert place in city.find(name).places, name
