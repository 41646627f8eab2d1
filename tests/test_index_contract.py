"""What every index promises, run against each one there is; another implementation is one more line in `INDEXES`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder

from indexer.encoder import Vectors
from indexer.generation import FIELD_WEIGHTS
from indexer.keywords import Candidate, Filters, FtsIndex, WordQuery, page_meta, write_keywords
from indexer.pages import SearchPage, Section
from indexer.passages import cut
from indexer.vectors import FaissIndex, PassageTable, write_vectors
from indexer.words import Analyzer
from kb.errors import StoreError
from kb.model import Synonym, Validity

MOMENT = datetime(2026, 11, 24, 12)
ANY = Filters(MOMENT)
MANY = 1000

Find = Callable[[Filters, int], list[Candidate]]
Make = Callable[[Sequence[SearchPage], Path, Analyzer], Find]


def keyword_index(pages: Sequence[SearchPage], folder: Path, analyzer: Analyzer) -> Find:
    write_keywords(pages, analyzer, folder / "words.sqlite")
    index = FtsIndex(folder / "words.sqlite", FIELD_WEIGHTS)
    query = WordQuery(frozenset(t for token in analyzer.tokens("Hund") for t in token.whole), frozenset())
    return lambda filters, limit: index.find(query, filters, limit)


def vector_index(pages: Sequence[SearchPage], folder: Path, exact_up_to: int) -> Find:
    passages = [passage for page in pages for passage in cut(page)]
    meta = {page.key: page_meta(page) for page in pages}
    number = {key: row for row, key in enumerate(meta)}
    table = PassageTable([p.id for p in passages], [number[p.page] for p in passages], meta)
    write_vectors(FakeEncoder().encode_passages([p.text for p in passages]), folder / "vectors.faiss", exact_up_to)
    index = FaissIndex(folder / "vectors.faiss", table)
    query = FakeEncoder().encode_queries(["Hund"])
    return lambda filters, limit: index.find(query, filters, limit)


INDEXES: dict[str, Make] = {
    "words": keyword_index,
    "exact vectors": lambda pages, folder, _: vector_index(pages, folder, exact_up_to=MANY),
    "inverted file": lambda pages, folder, _: vector_index(pages, folder, exact_up_to=0),
}


def page(number: int, dogs: int = 1) -> SearchPage:
    """A page that is the nearer to the question the more dogs it has."""
    text = "Hund " * dogs + f"Seite {number}"
    return SearchPage(f"service/seite-{number:02}", title=f"Leistung {number}", sections=(Section("Kurztext", text),))


PAGES = [page(number, 1 + number % 7) for number in range(30)]
BEST = SearchPage("service/beste", title="Hund", sections=(Section("Hund", "Hund " * 12),))


@pytest.fixture(params=INDEXES)
def make(request: pytest.FixtureRequest, tmp_path: Path, analyzer: Analyzer) -> Callable[[Sequence[SearchPage]], Find]:
    """Makes an index of pages, and a search in it for dogs."""
    numbers = iter(range(MANY))

    def made(pages: Sequence[SearchPage]) -> Find:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return INDEXES[request.param](pages, folder, analyzer)

    return made


def found(candidates: Sequence[Candidate]) -> set[str]:
    return {candidate.page for candidate in candidates}


class TestAnyIndex:
    """Each filter is tried at limit 1 too: an index that filters what it found, instead of finding what the filter
    lets through, comes back with nothing there."""

    Pages = Callable[[Sequence[SearchPage]], Find]

    def test_best_page_comes_first(self, make: Pages) -> None:
        assert make([*PAGES, BEST])(ANY, 1)[0].page == BEST.key

    def test_every_page_is_found_when_there_is_room(self, make: Pages) -> None:
        assert found(make(PAGES)(ANY, MANY)) == {p.key for p in PAGES}

    def test_no_more_than_the_limit(self, make: Pages) -> None:
        assert len(make(PAGES)(ANY, 5)) == 5

    def test_empty_index_finds_nothing(self, make: Pages) -> None:
        assert make([])(ANY, 10) == []

    def test_filter_that_fits_no_page_finds_nothing(self, make: Pages) -> None:
        assert make(PAGES)(Filters(MOMENT, kinds=("office",)), 10) == []

    def test_same_question_gives_the_same_order(self, make: Pages) -> None:
        first, second = make(PAGES)(ANY, MANY), make(PAGES)(ANY, MANY)
        assert first == second

    def test_scores_never_rise_down_the_list(self, make: Pages) -> None:
        scores = [next(iter(candidate.scores.values())) for candidate in make(PAGES)(ANY, MANY)]
        assert scores == sorted(scores, reverse=True)

    def test_passages_belong_to_their_pages(self, make: Pages) -> None:
        candidates = make(PAGES)(ANY, MANY)
        assert {c.page for c in candidates} == {c.passage.partition("#")[0] for c in candidates}

    def test_passage_ids_are_the_same_among_other_pages(self, make: Pages) -> None:
        alone = {c.passage for c in make(PAGES)(ANY, MANY) if c.page == PAGES[3].key}
        among = {c.passage for c in make([BEST, *reversed(PAGES)])(ANY, MANY) if c.page == PAGES[3].key}
        assert alone and alone == among

    def test_kinds_are_filtered(self, make: Pages) -> None:
        find = make([*PAGES, BEST, replace(PAGES[0], key="office/amt"), replace(PAGES[0], key="situation/umzug")])
        assert found(find(Filters(MOMENT, kinds=("office",)), 1)) == {"office/amt"}
        assert found(find(Filters(MOMENT, kinds=("office", "situation")), MANY)) == {"office/amt", "situation/umzug"}

    def test_language_is_filtered(self, make: Pages) -> None:
        find = make([*PAGES, BEST, replace(PAGES[0], key="service/english", language="en")])
        assert found(find(Filters(MOMENT, language="en"), 1)) == {"service/english"}
        assert "service/english" not in found(find(Filters(MOMENT, language="de"), MANY))

    def test_audience_is_filtered(self, make: Pages) -> None:
        citizens = [replace(p, audience=("buerger",)) for p in [*PAGES, BEST]]
        find = make([*citizens, replace(PAGES[0], key="service/firma", audience=("verwaltung", "unternehmen"))])
        assert found(find(Filters(MOMENT, audience="unternehmen"), 1)) == {"service/firma"}
        assert "service/firma" not in found(find(Filters(MOMENT, audience="buerger"), MANY))

    def test_page_without_audience_is_for_everybody(self, make: Pages) -> None:
        assert found(make(PAGES)(Filters(MOMENT, audience="unternehmen"), MANY)) == {p.key for p in PAGES}

    def test_part_of_an_audience_name_is_no_audience(self, make: Pages) -> None:
        find = make([replace(p, audience=("buerger",)) for p in PAGES])
        assert find(Filters(MOMENT, audience="buerge"), MANY) == []

    def test_page_is_found_from_its_first_moment(self, make: Pages) -> None:
        find = make([*PAGES, replace(BEST, valid=Validity(begin=MOMENT))])
        assert BEST.key not in found(find(Filters(MOMENT - timedelta(microseconds=1)), MANY))
        assert find(Filters(MOMENT), 1)[0].page == BEST.key

    def test_page_is_found_up_to_its_last_moment(self, make: Pages) -> None:
        find = make([*PAGES, replace(BEST, valid=Validity(end=MOMENT))])
        assert find(Filters(MOMENT), 1)[0].page == BEST.key
        assert BEST.key not in found(find(Filters(MOMENT + timedelta(microseconds=1)), MANY))

    def test_expired_pages_leave_room_for_others(self, make: Pages) -> None:
        expired = [replace(p, valid=Validity(end=MOMENT - timedelta(days=1))) for p in [*PAGES, BEST]]
        assert found(make([*expired, page(99)])(ANY, 1)) == {"service/seite-99"}

    def test_filters_are_combined(self, make: Pages) -> None:
        office = replace(BEST, key="office/amt", audience=("buerger",), language="en")
        find = make([*PAGES, BEST, office])
        assert found(find(Filters(MOMENT, ("office",), "buerger", "en"), MANY)) == {"office/amt"}
        assert find(Filters(MOMENT, ("office",), "buerger", "de"), MANY) == []


def clustered(rows: int, clusters: int, dimensions: int = 64) -> Vectors:
    """Unit vectors around so many centres, as passages lie around their topics."""
    rng = np.random.default_rng(7)
    centres = rng.normal(size=(clusters, dimensions))
    vectors = centres[rng.integers(0, clusters, rows)] + 0.95 * rng.normal(size=(rows, dimensions))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def vector_files(vectors: Vectors, folder: Path) -> tuple[FaissIndex, FaissIndex]:
    """An exact index and an inverted file of the same vectors."""
    ids = [f"service/{row}#" for row in range(len(vectors))]
    table = PassageTable(ids, range(len(ids)), dict.fromkeys(ids, ("service", "de", "", "", "9999")))
    write_vectors(vectors, folder / "exact.faiss")
    write_vectors(vectors, folder / "inverted.faiss", exact_up_to=100)
    return FaissIndex(folder / "exact.faiss", table), FaissIndex(folder / "inverted.faiss", table)


def test_inverted_file_finds_what_the_exact_index_finds(tmp_path: Path) -> None:
    vectors = clustered(rows=8000, clusters=400)
    exact, inverted = vector_files(vectors, tmp_path)
    shares = [
        len({c.passage for c in exact.find(query, ANY, 10)} & {c.passage for c in inverted.find(query, ANY, 10)}) / 10
        for query in vectors[::80]
    ]
    assert float(np.mean(shares)) >= 0.99


def test_vector_score_is_the_cosine(tmp_path: Path) -> None:
    vectors = clustered(rows=500, clusters=20)
    for index, precision in zip(vector_files(vectors, tmp_path), (1e-5, 1e-3), strict=True):  # single and half
        best = index.find(vectors[17], ANY, 1)[0]
        assert best.passage == "service/17#"
        assert best.scores["meaning"] == pytest.approx(1.0, abs=precision)


def test_large_index_is_an_inverted_file(tmp_path: Path) -> None:
    vectors = clustered(rows=500, clusters=20)
    vector_files(vectors, tmp_path)
    exact, inverted = ((tmp_path / name).stat().st_size for name in ("exact.faiss", "inverted.faiss"))
    assert exact > vectors.nbytes > inverted > vectors.nbytes / 2


def test_missing_index_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Run: python -m indexer build"):
        FtsIndex(tmp_path / "nowhere", FIELD_WEIGHTS)
    with pytest.raises(StoreError, match="Run: python -m indexer build"):
        FaissIndex(tmp_path / "nowhere", PassageTable([], [], {}))


class TestFtsIndex:
    """What only words have."""

    @pytest.fixture
    def index(self, tmp_path: Path, analyzer: Analyzer) -> FtsIndex:
        dogs = SearchPage(
            "service/hundesteuer",
            title="Hundesteuer anmelden",
            synonyms=(Synonym("Hundeabgabe", "AT"), Synonym("Steuer für Hunde")),
            sections=(Section("Kosten", "Förderung gibt es keine."),),
            keys=("99102013001000",),
        )
        taxes = SearchPage("service/steuer", title="Steuer", valid=Validity(end=MOMENT))
        write_keywords([dogs, taxes], analyzer, tmp_path / "words.sqlite")
        return FtsIndex(tmp_path / "words.sqlite", FIELD_WEIGHTS)

    @pytest.mark.parametrize("question", ["hundesteuer ANMELDEN!", "Steuer fuer Hunde", "99102013001000"])
    def test_exact_name_counts_whole(self, index: FtsIndex, question: str) -> None:
        assert index.exact(question, ANY) == {"service/hundesteuer": 1.0}

    def test_exact_word_of_another_region_counts_half(self, index: FtsIndex) -> None:
        assert index.exact("Hundeabgabe", ANY) == {"service/hundesteuer": 0.5}

    def test_exact_name_minds_the_filters(self, index: FtsIndex) -> None:
        assert index.exact("Steuer", ANY) == {"service/steuer": 1.0}
        assert index.exact("Steuer", Filters(MOMENT + timedelta(days=1))) == {}

    def test_part_of_a_name_is_not_exact(self, index: FtsIndex) -> None:
        assert index.exact("anmelden", ANY) == {}

    def test_compound_parts_score_apart_from_words(self, index: FtsIndex, analyzer: Analyzer) -> None:
        (word,) = analyzer.tokens("anmelden")[0].whole
        (candidate,) = index.find(WordQuery(frozenset({word}), frozenset({"hund"})), ANY, 10)
        assert (candidate.page, sorted(candidate.scores)) == ("service/hundesteuer", ["parts", "words"])

    def test_unknown_terms_find_nothing(self, index: FtsIndex) -> None:
        assert index.find(WordQuery(frozenset({'"', "zebra", "OR"}), frozenset()), ANY, 10) == []

    def test_document_frequency_counts_pages_once(self, index: FtsIndex, analyzer: Analyzer) -> None:
        (term,) = analyzer.tokens("Steuer")[0].whole
        assert (index.document_frequency(term), index.document_frequency("zebra"), index.pages) == (2, 0, 2)

    def test_folded_terms_differ_only_in_umlauts(self, index: FtsIndex, analyzer: Analyzer) -> None:
        (term,) = analyzer.tokens("Förderung")[0].whole
        assert list(index.folded(term.replace("ö", "o"))) == [term]

    def test_word_of_nearly_every_page_is_not_looked_for_beside_a_rarer_one(
        self, tmp_path: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("indexer.keywords.MANY", 3)
        pages = [SearchPage(f"service/{n}", "Antrag" if n else "Antrag Hund") for n in range(30)]
        write_keywords(pages, analyzer, tmp_path / "words.sqlite")
        index = FtsIndex(tmp_path / "words.sqlite", FIELD_WEIGHTS)
        common, rare = ("antrag", "hund")
        assert [c.page for c in index.find(WordQuery(frozenset({common, rare})), ANY, 10)] == ["service/0"]
        assert len(index.find(WordQuery(frozenset({common})), ANY, 10)) == 10

    def test_name_terms_hold_title_and_synonyms_only(self, index: FtsIndex, analyzer: Analyzer) -> None:
        (named,) = analyzer.tokens("Hundesteuer")[0].whole
        (told,) = analyzer.tokens("Förderung")[0].whole
        names = index.held(["service/hundesteuer"], [named, told])["service/hundesteuer"].names
        assert named in names and told not in names
