"""Emergencies are heard above everything, typing errors included, and not where none is meant."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from indexer.emergencies import Alarms
from indexer.words import Analyzer
from kb.content import Content

CASES = Path(__file__).parent / "data" / "emergencies.csv"


def cases() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [(row["query"], row["emergency"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def alarms(analyzer: Analyzer, seed: Content) -> Alarms:
    return Alarms(seed.emergencies, analyzer)


def heard(alarms: Alarms, query: str) -> str:
    found = alarms.hear(query)
    return found.id if found else ""


def test_at_least_a_hundred_phrases_on_both_sides_are_tested() -> None:
    assert sum(bool(emergency) for _, emergency in cases()) >= 100
    assert sum(not emergency for _, emergency in cases()) >= 100


def test_no_emergency_is_missed_beyond_two_percent(alarms: Alarms) -> None:
    missed = [query for query, emergency in cases() if emergency and not heard(alarms, query)]
    assert len(missed) <= 0.02 * len(cases()), missed


def test_the_right_help_is_named(alarms: Alarms) -> None:
    wrong = [(q, e, heard(alarms, q)) for q, e in cases() if e and heard(alarms, q) not in ("", e)]
    assert len(wrong) <= 0.02 * len(cases()), wrong


@pytest.mark.parametrize("query", [query for query, emergency in cases() if not emergency])
def test_no_alarm_where_nobody_is_in_danger(alarms: Alarms, query: str) -> None:
    assert heard(alarms, query) == ""


ACCEPTED = {
    "beim Angeln ist mir die Karte ins Wasser gefallen jetzt kann ich mich bei Kontrollen nicht ausweisen",
    "die Lebensversicherung will ein Papier dass mein Mann nicht mehr lebt",
}
"""An exception that kept these quiet would also silence a child that fell into the water, or a widow who does not want
to live. A false alarm costs two lines on the screen."""


def test_judged_queries_raise_no_alarm_but_those_accepted(alarms: Alarms, seed: Content) -> None:
    assert {j.query for j in seed.judgments if heard(alarms, j.query)} == ACCEPTED


@pytest.mark.parametrize(
    ("query", "emergency"),
    [
        ("mein kind ist mit dem handy ins wasser gefallen", "feuer-unfall"),
        ("seit mein mann nicht mehr lebt will ich auch nicht mehr leben", "suizid"),
        ("ich will nicht mehr leben die lebensversicherung zahlt", "suizid"),
        ("herz infakt", "feuer-unfall"),
        ("ich wurde überfallen", "polizei"),
        ("es brent", "feuer-unfall"),
    ],
)
def test_alarm_is_raised_whatever_else_is_said(alarms: Alarms, query: str, emergency: str) -> None:
    assert heard(alarms, query) == emergency


@pytest.mark.parametrize("query", ["neuer hund im haus", "überall in hamburg parken", "hund ins amt bringen"])
def test_known_word_is_no_misspelt_alarm(alarms: Alarms, query: str) -> None:
    assert heard(alarms, query) == ""


@pytest.mark.parametrize("query", ["es brennt", "ES BRENNT!!!", "hilfe meine wohnung brennt"])
def test_fire_names_the_fire_brigade(alarms: Alarms, query: str) -> None:
    found = alarms.hear(query)
    assert found
    assert found.numbers[0].number == "112"
