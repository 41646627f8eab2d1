"""Facts in German words."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import german
from kb.model import Deadline, Duration, Fee, Span
from kb.schema import UNITS


@pytest.mark.parametrize(
    ("amount", "words"),
    [("0", "0,00 Euro"), ("46", "46,00 Euro"), ("1250.5", "1.250,50 Euro"), ("1000000", "1.000.000,00 Euro")],
)
def test_money_is_written_as_in_germany(amount: str, words: str) -> None:
    assert german.money(Decimal(amount)) == words


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_keeps_every_cent(amount: Decimal) -> None:
    words = german.money(amount).removesuffix(" Euro")
    assert Decimal(words.replace(".", "").replace(",", ".")) == amount


@given(st.dates())
def test_day_names_day_month_and_year(value: date) -> None:
    number, month, year = german.day(value).split()
    assert (int(number[:-1]), german.MONTHS.index(month) + 1, int(year)) == (value.day, value.month, value.year)


@pytest.mark.parametrize(
    ("fee", "words"),
    [
        (Fee(amount=Decimal(46)), "46,00 Euro"),
        (Fee(amount=Decimal(0)), "0,00 Euro"),
        (Fee(free=True), "kostenlos"),
        (Fee(low=Decimal(10), high=Decimal(20)), "10,00 bis 20,00 Euro"),
        (Fee(low=Decimal(0), high=Decimal(20)), "0,00 bis 20,00 Euro"),
        (Fee(low=Decimal(10)), "ab 10,00 Euro"),
        (Fee(high=Decimal(20)), "bis 20,00 Euro"),
        (Fee(), ""),
    ],
)
def test_fee_is_an_amount_a_range_or_free(fee: Fee, words: str) -> None:
    assert german.fee(fee) == words


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_has_a_singular(unit: str) -> None:
    assert german.length(1, unit) == f"1 {german.ONE[unit]}"
    assert german.length(2, unit) == f"2 {unit.capitalize()}"


def test_length_without_unit_is_a_number() -> None:
    assert (german.length(1, None), german.length(3, None)) == ("1", "3")


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (Deadline(length=2, unit="wochen", note="nach dem Einzug"), "2 Wochen"),
        (Deadline(length=0, unit="tage"), "0 Tage"),
        (Deadline(due="31. Januar"), "31. Januar"),
        (Deadline(), ""),
    ],
)
def test_deadline_is_a_length_or_a_day(deadline: Deadline, words: str) -> None:
    assert german.deadline(deadline) == words


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (Duration(low=2, high=4, unit="wochen"), "2 bis 4 Wochen"),
        (Duration(low=3, high=3, unit="monate"), "3 Monate"),
        (Duration(low=1, high=1, unit="jahre"), "1 Jahr"),
        (Duration(low=2, unit="wochen"), "mindestens 2 Wochen"),
        (Duration(high=1, unit="monate"), "bis zu 1 Monat"),
        (Duration(low=0, high=2, unit="tage"), "0 bis 2 Tage"),
        (Duration(note="sofort"), ""),
    ],
)
def test_duration_says_how_long_it_takes(duration: Duration, words: str) -> None:
    assert german.duration(duration) == words


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ((), "geschlossen"),
        ((Span(time(7), time(19)),), "7 bis 19 Uhr"),
        ((Span(time(8, 5), time(12, 30)),), "8.05 bis 12.30 Uhr"),
        ((Span(time(8), time(12)), Span(time(14), time(18))), "8 bis 12 Uhr und 14 bis 18 Uhr"),
        ((Span(time(0), time(23, 59)),), "0 bis 23.59 Uhr"),
    ],
)
def test_opening_hours_read_as_spoken(spans: tuple[Span, ...], words: str) -> None:
    assert german.spans(spans) == words
