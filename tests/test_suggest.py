"""Completions: every page can be reached by typing the beginning of its names, and drafts by nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.suggest import Suggester, Suggestion
from kb.content import Content
from kb.model import ALWAYS, Service, Synonym, Text, Validity

NOW = datetime(2026, 11, 24, 12)


def service(
    page_id: str, title: str, *synonyms: str, status: str = "veroeffentlicht", valid: Validity = ALWAYS
) -> Service:
    text = Text("de", title, tuple(Synonym(term) for term in synonyms), ())
    return Service(page_id, title, f"services/{page_id}.md", {"de": text}, status=status, valid=valid)


def suggester(*titles: str) -> Suggester:
    return Suggester(service(f"s{number}", title) for number, title in enumerate(titles))


def texts(found: Iterable[Suggestion]) -> list[str]:
    return [suggestion.text for suggestion in found]


@pytest.fixture(scope="module")
def shipped(seed: Content) -> Suggester:
    return Suggester(seed.pages)


def test_beginning_of_a_title_comes_before_words_within() -> None:
    names = suggester("Neuer Pass", "Vorläufiger Reisepass", "Passersatzpapiere", "Reise nach Passau")
    assert texts(names.suggest("pass", NOW)) == [
        "Passersatzpapiere",
        "Neuer Pass",
        "Reise nach Passau",
        "Vorläufiger Reisepass",
    ]


def test_shorter_title_comes_first() -> None:
    assert texts(suggester("Hundesteuer anmelden", "Hund anmelden").suggest("hun", NOW)) == [
        "Hund anmelden",
        "Hundesteuer anmelden",
    ]


def test_second_word_may_be_begun() -> None:
    assert texts(suggester("Wohnsitz anmelden", "Wohnsitz abmelden").suggest("wohnsitz an", NOW)) == [
        "Wohnsitz anmelden"
    ]


def test_synonym_leads_to_its_page() -> None:
    (found,) = Suggester([service("ausweis", "Personalausweis beantragen", "Perso")]).suggest("perso", NOW)
    assert (found.text, found.kind, found.id, found.title) == (
        "Perso",
        "service",
        "ausweis",
        "Personalausweis beantragen",
    )


def test_page_with_several_fitting_names_comes_once() -> None:
    names = Suggester([service("ausweis", "Ausweis", "Ausweis verlängern", "Ausweis neu")])
    assert texts(names.suggest("ausweis", NOW)) == ["Ausweis"]


@pytest.mark.parametrize("typed", ["führer", "fuehrer", "fuhrer", "FÜHRER", "Fueh", "fu\u0308h"])
def test_umlauts_may_be_typed_or_left_out(typed: str) -> None:
    assert texts(suggester("Führerschein", "Fundbüro").suggest(typed, NOW))[0] == "Führerschein"


@pytest.mark.parametrize("typed", ["straße", "strasse", "STRASSE"])
def test_sharp_s_may_be_typed_as_ss(typed: str) -> None:
    assert texts(suggester("Straßenschild").suggest(typed, NOW)) == ["Straßenschild"]


@pytest.mark.parametrize("typed", ["kfz zu", "Kfz-Zu", "kfz/zu", "  kfz   zu "])
def test_punctuation_makes_no_difference(typed: str) -> None:
    assert texts(suggester("Kfz-Zulassung").suggest(typed, NOW)) == ["Kfz-Zulassung"]


@pytest.mark.parametrize("typed", ["", " ", "h", "-", "?!", "\x00", "%", "_ _"])
def test_too_little_completes_to_nothing(typed: str) -> None:
    assert suggester("Hundesteuer").suggest(typed, NOW) == []


def test_no_pages_complete_to_nothing() -> None:
    assert Suggester([]).suggest("hund", NOW) == []


def test_name_across_two_titles_is_none() -> None:
    assert suggester("Hund", "Steuer").suggest("und st", NOW) == []


def test_limit_is_kept(shipped: Suggester) -> None:
    assert len(shipped.suggest("an", NOW, limit=3)) == 3


def test_draft_is_never_suggested() -> None:
    assert Suggester([service("entwurf", "Geheime Leistung", status="entwurf")]).suggest("geheim", NOW) == []


def test_page_is_suggested_from_its_first_minute_to_its_last() -> None:
    valid = Validity(datetime(2026, 11, 24, 8), datetime(2026, 11, 24, 20))
    names = Suggester([service("markt", "Weihnachtsmarkt", valid=valid)])
    hours = [hour for hour in (7, 8, 20, 21) if names.suggest("markt", datetime(2026, 11, 24, hour))]
    assert hours == [8, 20]


def test_internal_text_is_never_suggested(shipped: Suggester, seed: Content) -> None:
    names = {name for page in seed.pages for name in (page.title, *(s.term for s in page.text.synonyms))}
    assert {text for typed in ("in", "er", "st") for text in texts(shipped.suggest(typed, NOW, 50))} <= names


def test_every_name_is_found_letter_by_letter(shipped: Suggester, seed: Content) -> None:
    missed = [
        (page.title, page.title[:length])
        for page in seed.pages
        if not isinstance(page, Service) or page.status == "veroeffentlicht"
        for length in range(3, len(page.title) + 1)
        if page.id not in {suggestion.id for suggestion in shipped.suggest(page.title[:length], NOW, limit=1000)}
    ]
    assert missed == []


@given(st.text(max_size=30))
def test_any_typing_gives_known_pages_once(shipped: Suggester, seed: Content, typed: str) -> None:
    found = [(suggestion.kind, suggestion.id) for suggestion in shipped.suggest(typed, NOW)]
    assert len(found) == len(set(found)) <= 8
    assert set(found) <= {(page.kind, page.id) for page in seed.pages}


@given(st.lists(st.text(alphabet="abÄß -", min_size=1, max_size=6), min_size=1, max_size=8), st.data())
def test_any_part_of_a_name_finds_its_page(titles: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(titles) - 1))
    title = titles[number].strip(" -")
    start = data.draw(st.integers(0, max(len(title) - 1, 0)))
    typed = title[start:]
    found = suggester(*titles).suggest(typed, NOW, limit=100)
    assert len(typed.strip(" -")) < 2 or f"s{number}" in {suggestion.id for suggestion in found}
