"""The content that ships with the project: complete where it must be, and silent where nothing is sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from kb.check import check
from kb.content import Content
from kb.model import INTERNAL, MODULES, Office, Page, Service
from kb.reader import Reading, read_content
from kb.settings import ROOT

FOLDER = ROOT / "content"
DISTRICTS = {"Altona", "Bergedorf", "Eimsbüttel", "Hamburg-Mitte", "Hamburg-Nord", "Harburg", "Wandsbek"}
READING = read_content(FOLDER)
PAGES = list(READING.content.pages)
SERVICES = list(READING.content.services.values())
OFFICES = list(READING.content.offices.values())


def each(pages: Sequence[Page]) -> pytest.MarkDecorator:
    """One test for each page, named after its file."""
    return pytest.mark.parametrize("page", pages, ids=lambda page: page.file)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return READING


def test_shipped_content_has_no_error(reading: Reading) -> None:
    faults = (*reading.faults, *check(reading.content, date(2026, 11, 24), reading.broken))
    assert [str(fault) for fault in faults if fault.level == "error"] == []


def test_content_is_large_enough_to_try_out(seed: Content) -> None:
    assert len(seed.services) >= 40
    assert len(seed.situations) >= 5


def test_every_situation_leads_through_several_services(seed: Content) -> None:
    assert all(len(situation.steps) >= 3 for situation in seed.situations.values())


def test_start_page_lists_only_public_services(seed: Content) -> None:
    assert seed.frequent
    assert all(seed.services[page_id].status == "veroeffentlicht" for page_id in seed.frequent)


# Places


def test_all_quarters_of_the_city_are_there(seed: Content) -> None:
    assert len({place.quarter for place in seed.places}) == 104


def test_all_districts_of_the_city_are_there(seed: Content) -> None:
    assert {place.district for place in seed.places} == DISTRICTS


def test_every_quarter_lies_in_one_district(seed: Content) -> None:
    pairs = {(place.quarter, place.district) for place in seed.places}
    assert len(pairs) == 104


def test_no_place_is_listed_twice(seed: Content) -> None:
    keys = [(place.postcode, place.quarter) for place in seed.places]
    assert len(keys) == len(set(keys))


def test_every_place_lies_in_or_near_the_city(seed: Content) -> None:
    """Neuwerk, an island far out in the Elbe's mouth, belongs to Hamburg-Mitte."""
    for place in seed.places:
        near = 53.3 < place.point.lat < 53.8 and 9.6 < place.point.lon < 10.4
        assert near or place.quarter == "Neuwerk", place


def test_postcodes_of_the_city_begin_as_they_do(seed: Content) -> None:
    assert all(place.postcode[:2] in ("20", "21", "22", "27") for place in seed.places)


# Pages


@each(PAGES)
def test_internal_module_is_in_no_text(page: Page) -> None:
    names = {module.name for text in page.texts.values() for module in text.modules}
    assert INTERNAL not in names
    assert names <= set(MODULES)


@each(SERVICES)
def test_service_has_a_rule_and_a_source(page: Service) -> None:
    assert page.rules and page.sources


@each(SERVICES)
def test_source_of_a_service_says_when_it_was_seen(page: Service) -> None:
    assert all(source.seen for source in page.sources)


@each(PAGES)
def test_no_page_claims_a_check_by_an_authority(page: Page) -> None:
    """A sample made from public sources: nobody responsible has looked at it."""
    assert page.reviewed is None
    assert not isinstance(page, Service) or page.approval is None


@each(PAGES)
def test_no_fact_is_younger_than_the_day_it_was_seen(page: Page) -> None:
    for source in page.sources:
        assert source.as_of is None or source.seen is None or source.as_of <= source.seen


@each(SERVICES)
def test_short_text_fits_under_a_title(page: Service) -> None:
    summary = page.text.summary
    assert 1 <= len(re.findall(r"[.!?](?:\s|$)", summary)) <= 5
    assert len(summary) <= 400


@each(SERVICES)
def test_service_has_words_that_people_use(page: Service) -> None:
    assert page.text.synonyms
    assert page.questions


@each(PAGES)
def test_modules_stand_in_their_order(page: Page) -> None:
    order = [MODULES.index(module.name) for module in page.text.modules]
    assert order == sorted(order)


@each(PAGES)
def test_no_placeholder_is_left_in_a_text(page: Page) -> None:
    text = " ".join(module.markdown for module in page.text.modules)
    assert not re.search(r"TODO|TBD|FIXME|XXX|lorem ipsum|\?\?\?", text, re.IGNORECASE)


@each(PAGES)
def test_text_survives_the_sanitiser_whole(page: Page) -> None:
    """Raw HTML in a page would be lost without a word."""
    for module in page.text.modules:
        assert not re.search(r"<[a-zA-Z/!]", module.markdown), module.name


def test_titles_of_a_kind_differ(seed: Content) -> None:
    for pages in (seed.services, seed.offices, seed.situations):
        titles = [page.title for page in pages.values()]
        assert len(titles) == len(set(titles))


def test_every_category_in_use_has_a_title(seed: Content) -> None:
    assert {service.category for service in seed.services.values()} <= {c.id for c in seed.categories}


# Offices


@each([office for office in OFFICES if office.type == "kundenzentrum"])
def test_every_kundenzentrum_has_an_address(page: Office) -> None:
    assert page.address is not None
    assert page.address.postcode and page.address.street
    assert page.district in DISTRICTS


@each([office for office in OFFICES if office.type == "standesamt"])
def test_every_standesamt_says_whom_it_serves(page: Office) -> None:
    assert page.catchment is not None


def test_every_district_has_a_standesamt_of_its_own(seed: Content) -> None:
    served = [d for o in seed.offices.values() if o.type == "standesamt" and o.catchment for d in o.catchment.districts]
    assert sorted(served) == sorted(DISTRICTS)


@each(OFFICES)
def test_office_in_the_city_stands_where_its_postcode_is(page: Office) -> None:
    if not page.address or not page.district or page.address.city != "Hamburg":
        return
    districts = {p.district for p in READING.content.places if p.postcode == page.address.postcode}
    assert not districts or page.district in districts


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.md")), ids=lambda path: path.stem)
def test_no_file_of_the_content_is_overlooked(path: Path) -> None:
    """A page in a folder or under a name that the reader skips would be lost without a word."""
    name = str(path.relative_to(FOLDER))
    known = {page.file for page in PAGES} | {notice.file for notice in READING.content.notices.values()}
    translation = name.startswith("services/") and path.stem.count(".") == 1
    assert name in known or translation or name == "README.md"
