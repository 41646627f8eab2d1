"""Cutting pages: nothing is lost, nothing is doubled, and every passage keeps its name."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from indexer.pages import SearchPage, Section, of_document, search_pages
from indexer.passages import MAX_WORDS, Passage, cut, pieces
from kb.content import Content
from kb.model import Synonym

WORDS = st.text(alphabet="abÄß.!?–-,9", min_size=1, max_size=5)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", "  ", "\n", "\n\n", "\t"])), max_size=60).map(
    lambda parts: "".join(word + space for word, space in parts)
)
HEADINGS = st.sampled_from(["", "Kurztext", "Kosten", "Fristen", "Weiterführende Informationen"])


@st.composite
def search_page(draw: st.DrawFn) -> SearchPage:
    sections = draw(st.lists(st.tuples(HEADINGS, TEXTS), unique_by=lambda section: section[0] or object(), max_size=6))
    synonyms = draw(st.lists(st.builds(Synonym, WORDS, st.sampled_from([None, "AT"])), max_size=3))
    title = draw(st.sampled_from(["", "Hundesteuer anmelden"]))
    return SearchPage("service/hund", title, tuple(synonyms), tuple(Section(h, t) for h, t in sections))


def ids(page: SearchPage) -> list[str]:
    return [passage.id for passage in cut(page)]


@given(TEXTS, st.integers(1, 12))
def test_pieces_lose_and_double_no_word(text: str, max_words: int) -> None:
    assert " ".join(pieces(text, max_words)).split() == text.split()


@given(TEXTS, st.integers(1, 12))
def test_pieces_are_never_empty_or_too_long(text: str, max_words: int) -> None:
    assert all(1 <= len(piece.split()) <= max_words for piece in pieces(text, max_words))


@given(TEXTS)
def test_short_text_stays_in_one_piece(text: str) -> None:
    assert list(pieces(text, 100)) == ([" ".join(text.split())] if text.strip() else [])


def test_pieces_end_where_sentences_end() -> None:
    text = "Der Hund kostet Geld. Die Katze ist frei. Das Pferd auch."
    assert list(pieces(text, 8)) == ["Der Hund kostet Geld. Die Katze ist frei.", "Das Pferd auch."]


def test_number_with_a_dot_ends_no_sentence() -> None:
    assert list(pieces("Es ist der 3. 4. und warm. Morgen auch.", 7)) == ["Es ist der 3. 4. und warm.", "Morgen auch."]


def test_lines_are_sentences_of_their_own() -> None:
    assert list(pieces("altes Dokument\ndigitales Lichtbild", 3)) == ["altes Dokument", "digitales Lichtbild"]


def test_long_sentence_is_cut_between_words() -> None:
    assert list(pieces("eins zwei drei vier fünf", 2)) == ["eins zwei", "drei vier", "fünf"]


@given(search_page())
def test_passage_ids_are_unique(page: SearchPage) -> None:
    assert len(set(ids(page))) == len(ids(page))


@given(search_page())
def test_passage_ids_stay_the_same(page: SearchPage) -> None:
    again = replace(page, sections=tuple(Section(s.heading, s.text) for s in page.sections))
    assert list(cut(page)) == list(cut(again))


@given(search_page(), TEXTS)
def test_new_section_changes_no_other_passage(page: SearchPage, text: str) -> None:
    more = replace(page, sections=(Section("Unterlagen", text), *page.sections))
    assert [passage for passage in cut(more) if passage.heading != "Unterlagen"] == list(cut(page))


@given(search_page())
def test_every_passage_names_its_page(page: SearchPage) -> None:
    assert all(passage.page == page.key and passage.id.startswith(f"{page.key}#") for passage in cut(page))


@given(search_page())
def test_sections_lose_no_word(page: SearchPage) -> None:
    for heading in {section.heading for section in page.sections if section.heading}:
        words = [word for section in page.sections if section.heading == heading for word in section.text.split()]
        assert [word for passage in cut(page) if passage.heading == heading for word in spoken(passage)] == words


def spoken(passage: Passage) -> list[str]:
    """The section's own words in a passage that has a heading."""
    return passage.text.partition("\n")[2].split()


def test_names_are_a_passage_without_foreign_words() -> None:
    page = SearchPage("service/ausweis", "Ausweis", (Synonym("Perso"), Synonym("Identitätskarte", "CH")))
    assert [passage.text for passage in cut(page)] == ["Ausweis, Perso"]


def test_passage_text_tells_title_and_heading() -> None:
    page = SearchPage("service/hund", "Hundesteuer", sections=(Section("Kosten", "90 Euro."),))
    assert list(cut(page))[1] == Passage(
        "service/hund#Kosten-0", "service/hund", "Kosten", "Hundesteuer: Kosten\n90 Euro."
    )


def test_document_of_a_foreign_collection_has_unique_ids() -> None:
    page = of_document("d1", "Ein Titel", "Erster Absatz.\n\nZweiter Absatz.")
    assert len(set(ids(page))) == len(ids(page)) == 2


def test_shipped_content_has_unique_ids(seed: Content) -> None:
    found = [passage.id for page in search_pages(seed) for passage in cut(page)]
    assert len(set(found)) == len(found) > 500


def test_questions_of_editors_are_never_embedded(seed: Content) -> None:
    embedded = "\n".join(passage.text for page in search_pages(seed) for passage in cut(page))
    questions = [question for service in seed.services.values() for question in service.questions]
    assert questions and not [question for question in questions if question in embedded]


def test_no_passage_of_shipped_content_is_too_long(seed: Content) -> None:
    longest = max(len(piece.split()) for page in search_pages(seed) for s in page.sections for piece in pieces(s.text))
    assert longest <= MAX_WORDS
