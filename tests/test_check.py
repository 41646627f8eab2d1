"""Faults that show only across files, or between a page's facts and its text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import german
from kb.check import amounts_in, check, lengths_in
from kb.content import Content
from kb.errors import Fault
from kb.reader import read_content

TODAY = date(2026, 11, 24)


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def faults_after(folder: Path, name: str, old: str, new: str) -> tuple[Fault, ...]:
    """What the check finds once an editor has made one change."""
    change(folder, name, old, new)
    reading = read_content(folder)
    assert not reading.faults
    return check(reading.content, TODAY, reading.broken)


def test_sample_content_has_no_fault(sample: Path) -> None:
    assert check(read_content(sample).content, TODAY) == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "found"),
    [
        ("services/hundesteuer.md", "kategorie: steuern", "kategorie: abgaben", "kategorie", "abgaben"),
        ("services/heirat.md", "[umzug]", "[hochzeit]", "lebenslagen", "hochzeit"),
        ("services/hundesteuer.md", "stelle: finanzamt", "stelle: rathaus", "zustaendig", "rathaus"),
        ("services/heirat.md", "art: standesamt", "art: kirche", "zustaendig", "kirche"),
        ("services/heirat.md", "art: standesamt", "art: standesamt, bezirke: [Bremen]", "zustaendig", "Bremen"),
        ("services/heirat.md", "art: standesamt", "art: standesamt, stadtteile: [Kiez]", "zustaendig", "Kiez"),
        ("services/heirat.md", "art: standesamt", 'art: standesamt, plz: ["10115"]', "zustaendig", "10115"),
        ("offices/standesamt-altona.md", "[Altona]", "[Altoona]", "einzugsgebiet", "Altoona"),
        ("situations/umzug.md", "leistung: ausweis", "leistung: pass", "leistungen", "pass"),
        ("notices/wasserschaden.md", "[altona]", "[atlantis]", "stellen", "atlantis"),
        ("notices/wasserschaden.md", "stellen: [altona]", "leistungen: [pass]", "leistungen", "pass"),
        ("frequent.yml", "hundesteuer", "pass", "entry", "pass"),
    ],
)
def test_dead_reference_is_named(sample: Path, name: str, old: str, new: str, field: str, found: str) -> None:
    (fault,) = faults_after(sample, name, old, new)
    assert (fault.file, fault.field, fault.found, fault.level) == (name, field, found, "error")


def test_reference_to_a_broken_file_is_not_reported_again(sample: Path) -> None:
    change(sample, "services/ausweis.md", "status: veroeffentlicht", "status: fertig")
    reading = read_content(sample)
    assert "services/ausweis.md" in reading.broken
    assert check(reading.content, TODAY, reading.broken) == ()


def test_former_id_of_a_present_page_is_a_fault(sample: Path) -> None:
    (fault,) = faults_after(sample, "services/ausweis.md", "[alter-ausweis]", "[heirat]")
    assert (fault.field, fault.found) == ("frueher", "heirat")
    assert "heirat's" in fault.expected


def test_former_id_claimed_twice_is_a_fault(sample: Path) -> None:
    (fault,) = faults_after(sample, "services/heirat.md", "kategorie:", "frueher: [alter-ausweis]\nkategorie:")
    assert (fault.file, fault.found) == ("services/heirat.md", "alter-ausweis")


# Facts and text


def test_amount_missing_in_front_matter_is_a_fault(sample: Path) -> None:
    (fault,) = faults_after(sample, "services/ausweis.md", "kostet 46,00 Euro", "kostet 47,00 Euro")
    assert (fault.field, fault.found) == ("Kosten", "47.00 Euro")


def test_amount_without_cents_is_the_same_amount(sample: Path) -> None:
    assert not faults_after(sample, "services/ausweis.md", "kostet 46,00 Euro", "kostet 46 €")


def test_amount_in_a_note_counts_as_given(sample: Path) -> None:
    change(sample, "services/ausweis.md", "hinweis: ab 24 Jahren", "hinweis: im Eilfall 78 Euro")
    assert not faults_after(sample, "services/ausweis.md", "kostet 46,00 Euro", "kostet 78,00 Euro")


@pytest.mark.parametrize("written", ["10 Euro", "20,00 €"])
def test_ends_of_a_range_count_as_given(sample: Path, written: str) -> None:
    change(sample, "services/ausweis.md", "{betrag: 46.00, hinweis: ab 24 Jahren}", "{von: 10, bis: 20}")
    assert not faults_after(sample, "services/ausweis.md", "46,00 Euro", written)


def test_amount_outside_the_module_kosten_is_free(sample: Path) -> None:
    assert not faults_after(sample, "services/hundesteuer.md", "zahlen Sie Steuer", "zahlen Sie 5 Euro")


def test_time_limit_missing_in_front_matter_is_a_fault(sample: Path) -> None:
    (fault,) = faults_after(sample, "services/hundesteuer.md", "von zwei Wochen", "von drei Wochen")
    assert (fault.field, fault.found) == ("Fristen", "3 woch")


def test_time_limit_of_another_unit_is_a_fault(sample: Path) -> None:
    assert faults_after(sample, "services/hundesteuer.md", "von zwei Wochen", "von zwei Monaten")


@pytest.mark.parametrize("written", ["2 Wochen", "Zwei Wochen", "2\N{NO-BREAK SPACE}Wochen", "keine Woche"])
def test_time_limit_is_known_in_any_spelling(sample: Path, written: str) -> None:
    assert not faults_after(sample, "services/hundesteuer.md", "zwei Wochen", written)


@pytest.mark.parametrize("text", ["vierzehn Tage", "14 Tage", "14 TAGEN"])
def test_a_fortnight_is_fourteen_days(text: str) -> None:
    assert lengths_in(text) == [(14, "tag")]


def test_part_of_a_number_word_is_no_length() -> None:
    assert lengths_in("achtzehn Jahre, keine Woche, Steine Tage") == []


@pytest.mark.parametrize(
    ("text", "euro"),
    [("1.250,50 €", "1250.50"), ("12,- Euro", "12"), ("5 EUR", "5"), ("1.000.000 Euro", "1000000"), ("7Euro", "7")],
)
def test_amount_is_read_in_german_spelling(text: str, euro: str) -> None:
    assert amounts_in(text) == [Decimal(euro)]


@pytest.mark.parametrize("text", ["46,00", "Europa 2026", "24 Europäer", "Euro"])
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert amounts_in(text) == []


@given(st.decimals(min_value=0, max_value=10**7, places=2))
def test_amount_as_shown_is_read_back_as_the_same(amount: Decimal) -> None:
    assert amounts_in(f"Das kostet {german.money(amount)}.") == [amount]


# Reviews


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (1, False)])
def test_review_is_overdue_the_day_after_it_was_due(seed: Content, days: int, late: bool) -> None:
    page = next(iter(seed.services.values()))
    due = replace(seed, services={**seed.services, page.id: replace(page, review_due=TODAY + timedelta(days))})
    faults = [fault for fault in check(due, TODAY) if fault.field == "pruefen_bis"]
    assert [fault.level for fault in faults] == (["warning"] if late else [])


def test_faults_come_in_the_order_of_files(sample: Path) -> None:
    change(sample, "frequent.yml", "hundesteuer", "pass")
    change(sample, "situations/umzug.md", "leistung: ausweis", "leistung: pass")
    faults = faults_after(sample, "services/heirat.md", "art: standesamt", "art: kirche")
    assert [fault.file for fault in faults] == ["frequent.yml", "services/heirat.md", "situations/umzug.md"]
