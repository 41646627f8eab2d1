"""Dataclasses to JSON and back, without loss."""

from __future__ import annotations

import json
from datetime import datetime, time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kb import codec
from kb.content import Content
from kb.model import Catchment, Fee, Hours, Link, Office, Rule, Service, Span, Validity

MOMENTS = st.none() | st.datetimes(min_value=datetime(1900, 1, 1))
WORDS = st.text(max_size=20)
AMOUNTS = st.none() | st.decimals(min_value=0, max_value=10**6, places=2)
VALIDITIES = st.builds(Validity, MOMENTS, MOMENTS)
FEES = st.builds(Fee, AMOUNTS, AMOUNTS, AMOUNTS, st.booleans(), st.none() | WORDS, VALIDITIES)
RULES = st.builds(Rule, WORDS, WORDS, WORDS, st.lists(WORDS, max_size=3).map(tuple), valid=VALIDITIES)
SPANS = st.builds(Span, st.times(), st.times())
HOURS = st.builds(Hours, st.tuples(*[st.lists(SPANS, max_size=2).map(tuple)] * 7))


@given(FEES)
def test_fee_survives_to_the_cent(fee: Fee) -> None:
    assert codec.load(Fee, codec.dump(fee)) == fee


@given(RULES)
def test_rule_survives_with_its_dates(rule: Rule) -> None:
    assert codec.load(Rule, codec.dump(rule)) == rule


@given(HOURS)
def test_opening_hours_survive_to_the_minute(hours: Hours) -> None:
    assert codec.load(Hours, codec.dump(hours)) == hours


def test_every_page_of_the_seed_survives(seed: Content) -> None:
    for service in seed.services.values():
        assert codec.load(Service, codec.dump(service)) == service
    for office in seed.offices.values():
        assert codec.load(Office, codec.dump(office)) == office


def test_default_is_left_out() -> None:
    assert json.loads(codec.dump(Fee(amount=Decimal("46.00")))) == {"amount": "46.00"}


def test_kind_is_not_written_and_still_there(seed: Content) -> None:
    service = next(iter(seed.services.values()))
    assert "kind" not in json.loads(codec.dump(service))
    assert codec.load(Service, codec.dump(service)).kind == "service"


def test_amount_keeps_its_zeros() -> None:
    assert str(codec.load(Fee, codec.dump(Fee(amount=Decimal("46.00")))).amount) == "46.00"


def test_umlauts_are_written_as_they_are() -> None:
    assert "Straße" in codec.dump(Link("Straße", "https://example.org"))


def test_empty_group_stays_a_group(seed: Content) -> None:
    """An office with an empty catchment is another than one without."""
    assert codec.load(Catchment, codec.dump(Catchment())) == Catchment()


def test_lists_come_back_as_tuples() -> None:
    week: tuple[tuple[Span, ...], ...] = ((Span(time(8), time(12)),), ())
    assert codec.load(Hours, codec.dump(Hours(week))).week == week
