"""Who is responsible: offices in order, or one question; never a silent guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content import Content
from kb.model import Address, Catchment, Office, Point, Rule, Service, Validity
from kb.places import Gazetteer, Location
from kb.reader import read_content
from kb.responsibility import Resolution, distance_km, resolve
from kb.settings import ROOT

NOW = datetime(2026, 11, 24, 12)
SAMPLE = read_content(Path(__file__).parent / "content").content
SEED = read_content(ROOT / "content").content


def finder(content: Content) -> Callable[[Rule], Iterable[Office]]:
    """The offices a rule names, as the store finds them."""

    def find(rule: Rule) -> list[Office]:
        return [o for o in content.offices.values() if o.id == rule.office or (rule.kind and o.type == rule.kind)]

    return find


def ask(content: Content, service: str, said: str = "", moment: datetime = NOW) -> Resolution:
    """Who is responsible for a service where somebody lives."""
    gazetteer = Gazetteer(content.places)
    location = gazetteer.find(said) if said else None
    return resolve(content.services[service].rules, finder(content), gazetteer, location, moment)


def ids(resolution: Resolution) -> list[str]:
    return [entry.office.id for entry in resolution.offices]


def office(name: str, catchment: Catchment | None = None, kind: str = "amt", **given: object) -> Office:
    return Office(id=name, title=name, file="", texts={}, type=kind, catchment=catchment, **given)  # type: ignore[arg-type]


def decide(rules: list[Rule], offices: list[Office], said: str = "", moment: datetime = NOW) -> Resolution:
    """Rules and offices of a test's own, in the places of the sample."""
    gazetteer = Gazetteer(SAMPLE.places)
    find = finder(Content(offices={o.id: o for o in offices}))
    return resolve(rules, find, gazetteer, gazetteer.find(said) if said else None, moment)


# The sample


def test_single_office_needs_no_place() -> None:
    resolution = ask(SAMPLE, "hundesteuer")
    assert (ids(resolution), resolution.question, resolution.any_will_do) == (["finanzamt"], None, False)


def test_any_office_of_a_kind_without_catchment_will_do() -> None:
    resolution = ask(SAMPLE, "ausweis")
    assert (ids(resolution), resolution.any_will_do) == (["altona", "nord"], True)


def test_nearest_office_comes_first() -> None:
    assert ids(ask(SAMPLE, "ausweis", "Eppendorf")) == ["nord", "altona"]
    assert ids(ask(SAMPLE, "ausweis", "Ottensen")) == ["altona", "nord"]


def test_distance_is_given_where_the_place_is_known() -> None:
    near = ask(SAMPLE, "ausweis", "22765").offices[0]
    assert near.distance_km == 0.0
    assert ask(SAMPLE, "ausweis").offices[0].distance_km is None


def test_without_place_the_district_is_asked_for() -> None:
    question = ask(SAMPLE, "heirat").question
    assert question is not None and "Bezirk" in question.text
    assert [option.value for option in question.options][:2] == ["Bezirk Altona", "Bezirk Eimsbüttel"]


def test_unsettled_question_names_no_local_office() -> None:
    assert ids(ask(SAMPLE, "heirat")) == []


@pytest.mark.parametrize("said", ["Altona", "22765", "Ottensen", "Altona-Altstadt"])
def test_district_settles_the_office(said: str) -> None:
    resolution = ask(SAMPLE, "heirat", said)
    assert (ids(resolution), resolution.question) == (["standesamt-altona"], None)


def test_postcode_of_two_districts_asks_between_them() -> None:
    question = ask(SAMPLE, "heirat", "22767").question
    assert question is not None
    assert [option.label for option in question.options] == ["Altona", "Hamburg-Mitte"]


@pytest.mark.parametrize("said", ["10115", "Atlantis"])
def test_place_outside_counts_as_none(said: str) -> None:
    assert ask(SAMPLE, "heirat", said) == ask(SAMPLE, "heirat")


# Rules


def test_rule_may_be_narrowed_by_postcode() -> None:
    rules = [Rule(office="a", postcodes=("22765",)), Rule(office="b", postcodes=("22767",))]
    offices = [office("a"), office("b")]
    assert ids(decide(rules, offices, "22765")) == ["a"]
    assert ids(decide(rules, offices, "22767")) == ["b"]


def test_district_split_by_postcode_asks_for_what_settles_it() -> None:
    rules = [Rule(office="a", postcodes=("20251",)), Rule(office="b", postcodes=("22529",))]
    question = decide(rules, [office("a"), office("b")], "Eppendorf").question
    assert question is not None
    assert [option.value for option in question.options] == ["20251", "22529"]


def test_district_split_by_quarter_asks_for_the_quarter() -> None:
    rules = [Rule(office="a", quarters=("Ottensen",)), Rule(office="b", quarters=("Altona-Altstadt",))]
    question = decide(rules, [office("a"), office("b")], "Bezirk Altona").question
    assert question is not None
    assert [option.value for option in question.options] == ["Altona-Altstadt", "Ottensen"]


def test_named_office_ignores_its_own_catchment() -> None:
    """A rule that names one office means it, wherever its usual clients live."""
    offices = [office("a", Catchment(districts=("Wandsbek",)))]
    assert ids(decide([Rule(office="a")], offices, "Ottensen")) == ["a"]
    assert ids(decide([Rule(office="a", districts=("Altona",))], offices, "Ottensen")) == ["a"]


def test_rule_holds_only_within_its_dates() -> None:
    rules = [
        Rule(office="alt", valid=Validity(None, datetime(2026, 12, 31, 23, 59, 59))),
        Rule(office="neu", valid=Validity(datetime(2027, 1, 1), None)),
    ]
    offices = [office("alt"), office("neu")]
    assert ids(decide(rules, offices, moment=datetime(2026, 12, 31, 23))) == ["alt"]
    assert ids(decide(rules, offices, moment=datetime(2027, 1, 1))) == ["neu"]


def test_contact_comes_after_the_responsible_office() -> None:
    rules = [Rule(office="a-kontakt", role="ansprechpunkt"), Rule(office="z-amt")]
    resolution = decide(rules, [office("a-kontakt"), office("z-amt")])
    assert ids(resolution) == ["z-amt", "a-kontakt"]
    assert not resolution.any_will_do


def test_contact_is_named_even_while_the_question_is_open() -> None:
    rules = [Rule(kind="amt"), Rule(office="hotline", role="ansprechpunkt")]
    local = [office("a", Catchment(("Altona",))), office("b", Catchment(("Wandsbek",)))]
    resolution = decide(rules, [*local, office("hotline", kind="kontakt")])
    assert ids(resolution) == ["hotline"]
    assert resolution.question is not None


def test_office_named_by_two_rules_is_shown_once() -> None:
    rules = [Rule(office="a"), Rule(kind="amt", role="ansprechpunkt")]
    assert ids(decide(rules, [office("a")])) == ["a"]


def test_office_that_is_gone_is_left_out() -> None:
    assert decide([Rule(office="weg")], []) == Resolution()


def test_office_without_coordinates_stands_in_its_postcode() -> None:
    offices = [
        office("a-fern", address=Address("Weg 1", "22145", "Hamburg")),
        office("z-nah", address=Address("Weg 2", "22765", "Hamburg")),
        office("m-ohne"),
    ]
    assert ids(decide([Rule(kind="amt")], offices, "22765")) == ["z-nah", "a-fern", "m-ohne"]


def test_place_that_no_office_serves_gets_none() -> None:
    assert ask(SAMPLE, "heirat", "Rahlstedt") == Resolution()


# Every place and every service

REST = Catchment(("Eimsbüttel", "Hamburg-Mitte", "Wandsbek"))
WHOLE = replace(SAMPLE, offices={**SAMPLE.offices, "rest": office("rest", REST, "standesamt")})
"""The sample with a Standesamt for the Bezirke that have none."""


def _targets(content: Content) -> list[tuple[Service, Location]]:
    """Each service with each place that can be named in one word."""
    gazetteer = Gazetteer(content.places)
    said = {p.postcode for p in content.places} | {p.quarter for p in content.places}
    said |= {f"Bezirk {name}" for name in gazetteer.districts}
    locations = [gazetteer.find(name) for name in sorted(said)]
    return [(service, location) for service in content.services.values() for location in locations]


@pytest.mark.parametrize("content", [WHOLE, SEED], ids=["sample", "seed"])
def test_every_service_has_an_office_or_a_question_everywhere(content: Content) -> None:
    gazetteer, find = Gazetteer(content.places), finder(content)
    for service, location in _targets(content):
        resolution = resolve(service.rules, find, gazetteer, location, NOW)
        assert resolution.offices or resolution.question, (service.id, location.label)


@given(st.sampled_from(_targets(SEED)), st.data())
def test_every_chain_of_questions_ends_with_an_office(target: tuple[Service, Location], data: st.DataObject) -> None:
    """Whatever somebody answers: after at most three questions (Bezirk, Stadtteil, PLZ) there is an office."""
    service, location = target
    gazetteer, find = Gazetteer(SEED.places), finder(SEED)
    for _ in range(4):
        resolution = resolve(service.rules, find, gazetteer, location, NOW)
        if resolution.question is None:
            break
        location = gazetteer.find(data.draw(st.sampled_from(resolution.question.options)).value)
    assert resolution.question is None and resolution.offices


@given(st.sampled_from(_targets(SEED)))
def test_local_office_serves_the_place_it_is_named_for(target: tuple[Service, Location]) -> None:
    service, location = target
    resolution = resolve(service.rules, finder(SEED), Gazetteer(SEED.places), location, NOW)
    for entry in resolution.offices:
        catchment = entry.office.catchment
        if catchment and not any(rule.office == entry.office.id for rule in service.rules):
            assert any(
                p.district in catchment.districts
                or p.quarter in catchment.quarters
                or p.postcode in catchment.postcodes
                for p in location.places
            )


@given(st.sampled_from(_targets(SEED)))
def test_question_offers_only_answers_that_are_understood(target: tuple[Service, Location]) -> None:
    service, location = target
    gazetteer = Gazetteer(SEED.places)
    question = resolve(service.rules, finder(SEED), gazetteer, location, NOW).question
    options = question.options if question else ()
    assert len(options) != 1
    assert all(gazetteer.find(option.value).status == "known" for option in options)


@given(st.permutations(list(SEED.offices.values())), st.sampled_from(_targets(SEED)))
def test_order_of_files_does_not_matter(offices: list[Office], target: tuple[Service, Location]) -> None:
    service, location = target
    gazetteer = Gazetteer(SEED.places)
    shuffled = finder(Content(offices={o.id: o for o in offices}))
    assert ids(resolve(service.rules, shuffled, gazetteer, location, NOW)) == ids(
        resolve(service.rules, finder(SEED), gazetteer, location, NOW)
    )


# Distances

POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@given(POINTS, POINTS)
def test_distance_is_the_same_both_ways(a: Point, b: Point) -> None:
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-6)
    assert 0 <= distance_km(a, b) <= 20016


def test_distance_between_two_cities_is_right() -> None:
    assert distance_km(Point(53.5503, 9.9920), Point(52.5186, 13.4083)) == pytest.approx(255, abs=2)
