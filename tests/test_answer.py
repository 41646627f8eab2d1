"""Answers are stored text, word for word; what is asked for is seen in the question."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from indexer.answer import FACTS, Fact, asked_for, pick_answer
from indexer.find import SearchRequest
from indexer.generation import Generation
from indexer.search import Searcher
from kb.content import Content
from kb.markup import make_module
from kb.model import Service, Source, Text
from kb.store import Store, write_store

WITH_MODULE = [fact for fact in FACTS if fact.module]
MOMENT = datetime(2026, 11, 24, 12)


@pytest.fixture(scope="module")
def stored(seed: Content, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The shipped content, written and read again."""
    path: Path = tmp_path_factory.mktemp("store") / "store.sqlite"
    write_store(seed, path)
    return Store(path)


def fact(name: str) -> Fact:
    return next(fact for fact in FACTS if fact.name == name)


def text(language: str, **modules: str) -> Text:
    return Text(language, "Hundesteuer", (), tuple(make_module(name, words) for name, words in modules.items()))


def dogs(*texts: Text, **fields: object) -> Service:
    return Service("hund", "Hundesteuer", "services/hund.md", {t.language: t for t in texts}, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("wanted", WITH_MODULE, ids=[fact.name for fact in WITH_MODULE])
def test_answer_is_the_stored_module_word_for_word(wanted: Fact, stored: Store, seed: Content) -> None:
    answered = 0
    for written in seed.services.values():
        service = stored.service(written.id)
        assert service is not None
        answer, module = pick_answer(wanted, service), written.text.module(wanted.module or "")
        assert (answer is None) == (module is None)
        if answer and module:
            assert (answer.text, answer.html, answer.version) == (module.plain, module.html, module.version)
            assert (answer.service, answer.module, answer.as_of) == (written.id, module.name, written.as_of)
            answered += 1
    assert answered > 0


@pytest.mark.parametrize("wanted", [fact for fact in FACTS if not fact.module], ids=lambda fact: str(fact.name))
def test_fact_without_module_has_no_text(wanted: Fact, seed: Content) -> None:
    assert [pick_answer(wanted, service) for service in seed.services.values()] == [None] * len(seed.services)


def test_nothing_asked_gives_no_answer(seed: Content) -> None:
    assert pick_answer(None, next(iter(seed.services.values()))) is None


def test_page_that_does_not_say_gives_no_answer() -> None:
    assert pick_answer(fact("fee"), dogs(text("de", Kurztext="Für Hunde."))) is None


def test_answer_keeps_markup_and_plain_words_apart() -> None:
    answer = pick_answer(fact("fee"), dogs(text("de", Kosten="Es sind **90 Euro** & mehr.")))
    assert answer is not None
    assert answer.text == "Es sind 90 Euro & mehr."
    assert "<strong>90 Euro</strong> &amp; mehr." in answer.html


def test_answer_comes_in_the_language_asked_for() -> None:
    service = dogs(text("de", Kosten="90 Euro."), text("en", Kosten="EUR 90."))
    answers = [pick_answer(fact("fee"), service, language) for language in ("de", "en")]
    assert [answer and answer.text for answer in answers] == ["90 Euro.", "EUR 90."]


def test_answer_falls_back_to_german() -> None:
    answer = pick_answer(fact("fee"), dogs(text("de", Kosten="90 Euro.")), "en")
    assert answer is not None and answer.text == "90 Euro."


def test_answer_bears_the_date_of_the_check() -> None:
    sources = (Source("Quelle", as_of=date(2025, 1, 1)),)
    service = dogs(text("de", Kosten="90 Euro."), sources=sources, reviewed=date(2026, 2, 3))
    answer = pick_answer(fact("fee"), service)
    assert answer is not None and answer.as_of == date(2026, 2, 3)


def test_every_module_of_a_fact_exists_somewhere(seed: Content) -> None:
    written = {module.name for service in seed.services.values() for module in service.text.modules}
    assert {fact.module for fact in WITH_MODULE} <= written


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("was kostet ein neuer perso", "fee"),
        ("Wie viel muss ich für den Pass bezahlen?", "fee"),
        ("wie lange dauert der reisepass", "duration"),
        ("wann ist mein Ausweis fertig", "duration"),
        ("bis wann muss ich mich ummelden", "deadline"),
        ("wie lange habe ich nach dem Umzug Zeit", "deadline"),
        ("was brauche ich für den Ausweis", "documents"),
        ("Unterlagen Führerschein", "documents"),
        ("wer bekommt Wohngeld", "requirements"),
        ("wann haben die in Altona offen", "hours"),
        ("Öffnungszeiten Standesamt", "hours"),
        ("Wohnsitz online ummelden", "online"),
        ("Formular Hundesteuer", "form"),
        ("in welchem Paragrafen steht das", "law"),
        ("wie beantrage ich Elterngeld", "procedure"),
        ("wo melde ich meinen Hund an", "where"),
        ("how much is a passport", "fee"),
        ("WAS KOSTET DAS", "fee"),
    ],
)
def test_question_tells_what_is_asked_for(question: str, name: str) -> None:
    asked = asked_for(question)
    assert asked is not None and asked.name == name


@pytest.mark.parametrize("question", ["", "Hundesteuer", "Personalausweis", "Kostenfestsetzung", "Wochenmarkt", "Lohn"])
def test_bare_name_asks_for_nothing(question: str) -> None:
    assert asked_for(question) is None


def test_search_answers_with_the_stored_text(generation: Generation) -> None:
    result = Searcher(generation).search(SearchRequest("was kostet ein perso", MOMENT))
    service = generation.store.service("ausweis")
    module = service and service.text.module("Kosten")
    assert result.answer and module
    assert (result.answer.text, result.answer.html, result.answer.version) == (
        module.plain,
        module.html,
        module.version,
    )


def test_search_without_a_question_answers_nothing(generation: Generation) -> None:
    assert Searcher(generation).search(SearchRequest("perso", MOMENT)).answer is None
