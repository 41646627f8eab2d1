"""What is typed, before anything looks for it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import clean

VISIBLE = st.characters(exclude_categories=["C", "Z"])


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("  Hund  und\tKatze\n", "Hund und Katze"),
        ("Hund\x00Katze", "Hund Katze"),
        ("Hund\x1b[31mKatze", "Hund [31mKatze"),
        ("Hund\r\nKatze", "Hund Katze"),
        ("Hund\x7f\x85\x9fKatze", "Hund Katze"),
        ("\ufeffHund", "Hund"),
        ("Hund\u2028Katze", "Hund Katze"),
        ("Hund\u00a0Katze", "Hund Katze"),
        ("\u202eHund\u202c", "Hund"),
        ("\u200b\u200e", ""),
        ("", ""),
        ("Fu\u0308hrerschein", "Führerschein"),
    ],
)
def test_unseen_characters_are_cleaned_away(typed: str, asked: str) -> None:
    assert clean(typed) == asked


def test_letters_and_punctuation_stay() -> None:
    assert clean("§ 9 PAuswG: Was kostet's? – 46,00 € (ß, Ä) 🙂") == "§ 9 PAuswG: Was kostet's? – 46,00 € (ß, Ä) 🙂"


@given(st.text())
def test_no_control_character_survives(text: str) -> None:
    assert not [character for character in clean(text) if unicodedata.category(character) == "Cc"]


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.lists(st.text(VISIBLE, min_size=1), max_size=5))
def test_words_survive_in_order(words: list[str]) -> None:
    assert clean("\t".join(words)) == unicodedata.normalize("NFC", " ".join(words))


@given(st.text())
def test_cleaned_text_can_be_stored(text: str) -> None:
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)


def test_half_a_character_is_cleaned_away() -> None:
    """JSON can hold half of a pair (\\ud83d); no database, page or model can."""
    assert clean("Hund \ud83d Katze") == "Hund Katze"
