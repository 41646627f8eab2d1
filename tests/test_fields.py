"""Parsers for single values of the front matter."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import fields, schema
from kb.fields import Expected, Parse, Several
from kb.model import Duration, Fee, Span, Synonym, Validity
from kb.yamldoc import Map, Node, Scalar, Seq, parse


def value(yaml: str) -> Node:
    """The node of a value as an editor would type it."""
    node = parse(f"feld: {yaml}")
    assert isinstance(node, Map)
    return node.entries["feld"]


def faults(parser: Parse, yaml: str) -> list[tuple[str, str, str]]:
    """Path, found and expected of everything that is wrong with a compound value."""
    with pytest.raises(Several) as raised:
        parser(value(yaml))
    return [(path, fault.found, fault.expected) for path, fault in raised.value.parts]


@pytest.mark.parametrize(
    ("parser", "yaml", "expected"),
    [
        (fields.text, "  zwei   Wörter ", "zwei Wörter"),
        (fields.slug, "wohnsitz-anmelden", "wohnsitz-anmelden"),
        (fields.leika, '"99105004012000"', "99105004012000"),
        (fields.postcode, "01067", "01067"),
        (fields.ars, '"02"', "02"),
        (fields.letters, "A-K", "A-K"),
        (fields.letters, "Ö", "Ö"),
        (fields.email, "amt@hamburg.de", "amt@hamburg.de"),
        (fields.boolean, "ja", True),
        (fields.boolean, "no", False),
        (fields.integer, "012", 12),
        (fields.degrees, "-53.5478", -53.5478),
        (fields.money, "46.00", Decimal("46.00")),
        (fields.money, "90", Decimal(90)),
        (fields.day, "2026-11-24", date(2026, 11, 24)),
        (fields.moment, "2026-11-24", datetime(2026, 11, 24)),
        (fields.moment, "2026-11-24T08:30", datetime(2026, 11, 24, 8, 30)),
        (fields.url, "https://www.hamburg.de/a?b=c", "https://www.hamburg.de/a?b=c"),
        (fields.span, '"07:00-19:00"', Span(time(7), time(19))),
        (fields.span, '"07:00–19:30"', Span(time(7), time(19, 30))),
        (fields.synonym, "Perso", Synonym("Perso")),
        (fields.synonym, "{begriff: Identitätskarte, region: CH}", Synonym("Identitätskarte", "CH")),
    ],
)
def test_good_value_is_taken_over(parser: Parse, yaml: str, expected: object) -> None:
    assert parser(value(yaml)) == expected


@pytest.mark.parametrize(
    ("parser", "yaml", "expected"),
    [
        (fields.text, "[a, b]", "some text"),
        (fields.text, '"  "', "some text"),
        (fields.slug, "Wohnsitz", "lower-case"),
        (fields.slug, "straße", "ASCII"),
        (fields.slug, "a--b", "an id"),
        (fields.slug, "../etc", "an id"),
        (fields.leika, '"9910500401200"', "14 digits"),
        (fields.postcode, "1067", "five digits"),
        (fields.ars, "Hamburg", "ARS"),
        (fields.letters, "a-k", "a letter"),
        (fields.email, "amt@hamburg", "e-mail"),
        (fields.boolean, "vielleicht", "ja or nein"),
        (fields.integer, "-1", "whole number"),
        (fields.integer, "1.5", "whole number"),
        (fields.degrees, "53", "decimal degrees"),
        (fields.degrees, "181.5", "decimal degrees"),
        (fields.money, "46,00", "with a point"),
        (fields.money, "46.000", "with a point"),
        (fields.money, "-5", "with a point"),
        (fields.money, "NaN", "with a point"),
        (fields.day, "24.11.2026", "a date such as"),
        (fields.day, "2026-02-30", "a date such as"),
        (fields.moment, "morgen", "a date such as"),
        (fields.url, "www.hamburg.de", "https://"),
        (fields.url, "javascript:alert(1)", "https://"),
        (fields.url, '"javascript://hamburg.de/%0aalert(1)"', "https://"),
        (fields.url, "https://", "https://"),
        (fields.url, '"https://[::1"', "https://"),
        (fields.span, '"7-19 Uhr"', "hours such as"),
        (fields.span, '"07:00-25:00"', "hours such as"),
        (fields.span, '"19:00-07:00"', "closing time after"),
        (fields.spans, '["08:00-12:00", "11:00-15:00"]', "without overlap"),
    ],
)
def test_bad_value_names_what_was_expected(parser: Parse, yaml: str, expected: str) -> None:
    with pytest.raises(Expected) as raised:
        parser(value(yaml))
    assert expected in raised.value.expected


def test_bad_value_carries_its_line() -> None:
    node = parse("gut: 1\nschlecht: viel", first_line=10)
    assert isinstance(node, Map)
    with pytest.raises(Expected) as raised:
        fields.integer(node.entries["schlecht"])
    assert (raised.value.line, raised.value.found) == (11, "viel")


def test_near_miss_of_a_choice_is_named() -> None:
    with pytest.raises(Expected, match="did you mean veroeffentlicht"):
        fields.choice(*schema.STATUS)(value("veröffentlicht"))


def test_single_value_counts_as_list_of_one() -> None:
    assert fields.many(fields.slug)(value("hund")) == ("hund",)


def test_list_reports_every_bad_item_with_its_number() -> None:
    found = faults(fields.many(fields.postcode), "[22765, abc, 20251, 1]")
    assert [(path, text) for path, text, _ in found] == [("[2]", "abc"), ("[4]", "1")]


def test_fault_deep_inside_names_its_whole_path() -> None:
    found = faults(fields.many(schema.fee), "[{betrag: 5}, {betrag: fünf}]")
    assert [path for path, _, _ in found] == ["[2].betrag"]


def test_group_reports_unknown_missing_and_broken_together() -> None:
    found = faults(schema.source, "{url: nirgends, stnad: 2026-01-01}")
    assert {path for path, _, _ in found} == {"titel", "url", "stnad"}


def test_unknown_field_gets_a_suggestion() -> None:
    (_, found, expected) = faults(schema.source, "{titel: Quelle, stnad: 2026-01-01}")[0]
    assert found == "stnad"
    assert "did you mean stand?" in expected


def test_group_instead_of_text_is_described() -> None:
    with pytest.raises(Expected) as raised:
        fields.text(value("{a: b}"))
    assert raised.value.found == "a group of fields"


def test_field_left_empty_counts_as_left_out() -> None:
    source = schema.source(value("{titel: Quelle, stand: }"))
    assert source.as_of is None


def test_required_field_left_empty_is_missing() -> None:
    assert [path for path, _, _ in faults(schema.law, "{titel: , url: 'https://example.org'}")] == ["titel"]


def test_field_of_an_import_is_let_through() -> None:
    assert schema.law(value("{titel: § 1, x-xzufi-id: 7}")).title == "§ 1"


def test_fee_needs_amount_range_or_free() -> None:
    assert "one of betrag, von, frei" in faults(schema.fee, "{hinweis: je nach Aufwand}")[0][2]


def test_fee_range_reads_bis_as_money() -> None:
    assert schema.fee(value("{von: 10, bis: 20}")) == Fee(low=Decimal(10), high=Decimal(20))


def test_fee_amount_reads_bis_as_date() -> None:
    fee = schema.fee(value("{betrag: 10, bis: 2026-12-31}"))
    assert fee.valid == Validity(None, datetime(2026, 12, 31, 23, 59, 59))


def test_duration_of_one_number_is_low_and_high() -> None:
    assert schema.duration(value("{dauer: 3, einheit: wochen}")) == Duration(low=3, high=3, unit="wochen")


def test_end_of_a_span_includes_its_whole_day() -> None:
    valid = schema.validity(value("{ab: 2026-11-24, bis: 2026-11-24}"))
    assert valid.holds(datetime(2026, 11, 24, 23, 59))
    assert not valid.holds(datetime(2026, 11, 25))


def test_end_written_without_hyphens_includes_its_day_too() -> None:
    assert schema.validity(value("{bis: 20261124}")).holds(datetime(2026, 11, 24, 12))


def test_end_with_a_time_ends_on_its_minute() -> None:
    valid = schema.validity(value("{bis: 2026-11-24T19:00}"))
    assert not valid.holds(datetime(2026, 11, 24, 19, 1))


def test_weekday_left_out_is_closed() -> None:
    week = fields.hours(value('{di: ["08:00-12:00", "14:00-18:00"]}')).week
    assert [len(day) for day in week] == [0, 2, 0, 0, 0, 0, 0]


def test_unknown_weekday_is_a_fault() -> None:
    assert faults(fields.hours, '{dienstag: ["08:00-12:00"]}')[0][0] == "dienstag"


@given(st.text(max_size=30))
@pytest.mark.parametrize(
    "parser",
    [
        fields.slug,
        fields.leika,
        fields.boolean,
        fields.integer,
        fields.degrees,
        fields.money,
        fields.day,
        fields.moment,
        fields.last_moment,
        fields.url,
        fields.span,
        fields.email,
    ],
)
def test_any_text_is_read_or_refused_in_words(parser: Callable[[Node], Any], text: str) -> None:
    """No text an editor can type raises anything but `Expected`."""
    with contextlib.suppress(Expected):
        parser(Scalar(text, 1))


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_every_amount_of_money_is_exact(amount: Decimal) -> None:
    assert fields.money(Scalar(str(amount), 1)) == amount


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59))
def test_hours_are_read_only_if_they_end_after_they_begin(h1: int, m1: int, h2: int, m2: int) -> None:
    node = Scalar(f"{h1:02d}:{m1:02d}-{h2:02d}:{m2:02d}", 1)
    if (h1, m1) < (h2, m2):
        assert fields.span(node) == Span(time(h1, m1), time(h2, m2))
    else:
        with pytest.raises(Expected):
            fields.span(node)


def test_list_where_one_value_is_expected_is_named() -> None:
    with pytest.raises(Expected) as raised:
        fields.slug(Seq((), 4))
    assert (raised.value.line, raised.value.found) == (4, "a list")
