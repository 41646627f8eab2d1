"""Finding by words: SQLite FTS5 over terms that `words` has made. The only place that knows FTS5.

One row a page. For each of four fields (title, synonyms, headings, body) one column holds whole words and one the
parts of compounds; FTS5 itself only compares terms and counts (BM25), all knowledge of German is in `words`.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import NamedTuple, Protocol

from indexer.keys import all_forms, keys_in
from indexer.pages import SearchPage
from indexer.termtable import TermTable
from indexer.words import Analyzer, Token, fold, normal
from kb.errors import StoreError

FIELDS = ("title", "synonyms", "headings", "body")

COMMON, MANY = 0.05, 500
"""A term that stands in more than this share of the pages, and in more than so many, is not looked for beside rarer
ones: BM25 gives it next to nothing, and counting it in every page is what takes time (bench/README.md)."""


@dataclass(frozen=True)
class Filters:
    """What a candidate must be: pushed down into every index. Empty means any."""

    moment: datetime
    kinds: tuple[str, ...] = ()
    audience: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A passage that an index found, with its raw scores by name; higher is better."""

    passage: str
    page: str
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class WordQuery:
    """Terms to look for: whole words, parts of compounds, and what synonyms lead to."""

    whole: frozenset[str]
    parts: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()


class Held(NamedTuple):
    """Terms of a question that a page holds: in title and synonyms, and anywhere."""

    names: frozenset[str]
    anywhere: frozenset[str]


NOTHING = Held(frozenset(), frozenset())


class KeywordIndex(Protocol):
    """Any index of words. Contract: `tests/test_index_contract.py`."""

    def find(self, query: WordQuery, filters: Filters, limit: int) -> list[Candidate]:
        """The best pages with raw scores "words", "parts" and "related"."""

    def exact(self, question: str, filters: Filters) -> dict[str, float]:
        """The pages whose title or synonym is the question; a word of another region counts half."""

    def quoted(self, question: str, filters: Filters) -> frozenset[str]:
        """The pages one of whose keys the question names."""

    def held(self, pages: Sequence[str], terms: Sequence[str]) -> dict[str, Held]:
        """Which of some terms stand in each page."""

    @property
    def surfaces(self) -> Mapping[str, int]:
        """The words of the index as they are written, in lower case, with the number of pages."""

    @property
    def pages(self) -> int:
        """Number of pages."""

    def document_frequency(self, term: str) -> int:
        """In how many pages a term stands, as a whole word or a part."""

    def folded(self, term: str) -> Sequence[str]:
        """The terms of the index that are spelled alike but for umlauts."""


class FtsIndex:
    """A keyword index in SQLite FTS5, read-only."""

    def __init__(self, path: Path, weights: Sequence[float]):
        if not path.is_file():
            raise StoreError(f"There is no keyword index at {path}. Run: python -m indexer build")
        self._db = sqlite3.connect(f"file:{path}?immutable=1", uri=True, check_same_thread=False)
        self._bm25 = ", ".join(f"{weight:.3f}" for weight in weights)
        try:
            self._vocabulary: dict[str, int] = dict(
                self._db.execute("select term, pages from vocabulary order by term")
            )
            self._rows: dict[str, int] = {
                page: row - 1 for row, page in self._db.execute("select rowid, page from meta")
            }
            self._held = TermTable.load(path.with_suffix(".npz"))
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"The keyword index at {path} is damaged ({error}). Run: python -m indexer build"
            ) from None
        self._folded: dict[str, list[str]] = {}
        for term in self._vocabulary:
            self._folded.setdefault(fold(term), []).append(term)
        self._numbers = {term: number for number, term in enumerate(self._vocabulary)}

    def close(self) -> None:
        """Lets the file go."""
        self._db.close()

    @property
    def pages(self) -> int:
        """Number of pages."""
        return len(self._rows)

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of pages it stands in."""
        return self._vocabulary

    def document_frequency(self, term: str) -> int:
        """In how many pages a term stands."""
        return self._vocabulary.get(term, 0)

    def folded(self, term: str) -> Sequence[str]:
        """The terms of the index that are spelled alike but for umlauts."""
        return self._folded.get(fold(term), ())

    def exact(self, question: str, filters: Filters) -> dict[str, float]:
        """The pages whose title or synonym is the question; a word of another region counts half."""
        conditions, values = _conditions(filters)
        sql = f"""
            select meta.page, max(case names.region when '' then 1.0 else 0.5 end)
            from names join meta on meta.page = names.page
            where names.name = ? and {conditions} group by meta.page"""  # noqa: S608
        return dict(self._db.execute(sql, [name_key(question), *values]))

    def quoted(self, question: str, filters: Filters) -> frozenset[str]:
        """The pages one of whose keys the question names; the longest key decides."""
        keys = sorted(keys_in(question))
        if not keys:
            return frozenset()
        conditions, values = _conditions(filters)
        sql = f"""
            select meta.page, length(keys.key) from keys join meta on meta.page = keys.page
            where keys.key in ({",".join("?" * len(keys))}) and {conditions}"""  # noqa: S608
        rows = self._db.execute(sql, [*keys, *values]).fetchall()
        longest = max((length for _, length in rows), default=0)
        return frozenset(page for page, length in rows if length == longest)

    def held(self, pages: Sequence[str], terms: Sequence[str]) -> dict[str, Held]:
        """Which of some terms stand in each page."""
        known = [term for term in terms if term in self._numbers]
        found = [page for page in pages if page in self._rows]
        names, anywhere = self._held.find([self._rows[p] for p in found], [self._numbers[t] for t in known])
        return {
            page: Held(frozenset(compress(known, in_names)), frozenset(compress(known, in_page)))
            for page, in_names, in_page in zip(found, names.tolist(), anywhere.tolist(), strict=True)
        }

    @cached_property
    def surfaces(self) -> Mapping[str, int]:
        """The words of the index as they are written, in lower case, with the number of pages."""
        return dict(self._db.execute("select word, pages from surfaces"))

    def find(self, query: WordQuery, filters: Filters, limit: int) -> list[Candidate]:
        """The best pages by whole words, by parts of compounds, and by synonyms."""
        found: dict[str, dict[str, float]] = {}
        for name, terms in (("words", query.whole), ("parts", query.parts), ("related", query.related)):
            for page, score in self._match(terms, filters, limit):
                found.setdefault(page, {})[name] = score
        return [Candidate(f"{page}#", page, scores) for page, scores in found.items()]

    def _match(self, terms: Iterable[str], filters: Filters, limit: int) -> list[tuple[str, float]]:
        known = self._telling(term for term in terms if term in self._vocabulary)
        if not known:
            return []
        match = " OR ".join(f'"{term}"' for term in known)
        conditions, values = _conditions(filters)
        # bm25() is negative, better is smaller
        sql = f"""
            select meta.page, -bm25(words, {self._bm25}) as score
            from words join meta on meta.rowid = words.rowid
            where words match ? and {conditions}
            order by score desc, meta.page limit ?"""  # noqa: S608  # weights and conditions are ours, values are bound
        return self._db.execute(sql, [match, *values, limit]).fetchall()

    def _telling(self, terms: Iterable[str]) -> list[str]:
        """The terms, without those that stand in so many pages that they would only cost time."""
        known = sorted(terms)
        telling = [term for term in known if self._vocabulary[term] <= max(MANY, COMMON * self.pages)]
        return telling or sorted(known, key=lambda term: (self._vocabulary[term], term))[:1]


def _conditions(filters: Filters) -> tuple[str, list[object]]:
    moment = filters.moment.isoformat()
    conditions, values = ["valid_from <= ? and valid_to >= ?"], [moment, moment]
    if filters.kinds:
        conditions.append(f"kind in ({','.join('?' * len(filters.kinds))})")
        values += filters.kinds
    if filters.audience:
        conditions.append("(audience = '' or instr(audience, ?))")
        values.append(f"|{filters.audience}|")
    if filters.language:
        conditions.append("language = ?")
        values.append(filters.language)
    return " and ".join(conditions), list(values)


def write_keywords(pages: Iterable[SearchPage], analyzer: Analyzer, path: Path) -> None:
    """Writes a new index. One transaction: a build that dies leaves no half index."""
    db = sqlite3.connect(path, isolation_level=None)
    columns = [*FIELDS, *(f"{name}_parts" for name in FIELDS)]
    db.execute("begin")
    db.execute(
        "create table meta (page text unique, kind text, language text, audience text, valid_from text, valid_to text)"
    )
    db.execute("create table names (name text, page text, region text)")
    db.execute("create table keys (key text, page text)")
    db.execute(
        # terms are made of letters, digits and §, separated by spaces; nothing is left for the tokenizer to decide
        f"create virtual table words using fts5({', '.join(columns)}, content='', "
        "tokenize=\"unicode61 remove_diacritics 0 tokenchars '§.,'\")"
    )
    db.execute("create table surfaces (word text primary key, pages integer) without rowid")
    db.execute("create table vocabulary (term text primary key, pages integer) without rowid")
    counts: Counter[str] = Counter()
    surfaces: Counter[str] = Counter()
    names: list[set[str]] = []
    bodies: list[set[str]] = []
    for rowid, page in enumerate(pages, start=1):
        texts = page_terms(page, analyzer)
        counts.update({term for text in texts for term in text})
        names.append({*texts[0], *texts[1], *texts[4], *texts[5]})
        bodies.append({*texts[2], *texts[3], *texts[6], *texts[7]})
        db.execute("insert into meta values (?, ?, ?, ?, ?, ?)", (page.key, *page_meta(page)))
        surfaces.update(page_surfaces(page, analyzer))
        db.executemany("insert into names values (?, ?, ?)", _names(page))
        quotable = (*page.keys, *(s.term for s in page.synonyms))
        db.executemany("insert into keys values (?, ?)", [(key, page.key) for key in sorted(all_forms(quotable))])
        marks = ", ".join("?" * (len(columns) + 1))
        db.execute(
            f"insert into words(rowid, {', '.join(columns)}) values ({marks})",  # noqa: S608  # column names are ours
            [rowid, *(" ".join(text) for text in texts)],
        )
    db.executemany("insert into vocabulary values (?, ?)", counts.items())
    db.executemany("insert into surfaces values (?, ?)", surfaces.items())
    db.execute("create index names_by_name on names (name)")
    db.execute("create index keys_by_key on keys (key)")
    db.execute("insert into words(words) values ('optimize')")
    db.execute("commit")
    numbers = {term: row for row, (term,) in enumerate(db.execute("select term from vocabulary order by term"))}
    db.close()
    TermTable.of(names, bodies, numbers).save(path.with_suffix(".npz"))


def page_surfaces(page: SearchPage, analyzer: Analyzer) -> set[str]:
    """The words of a page as they are written, in lower case: what typing errors are corrected to."""
    texts = (page.title, *(s.term for s in page.synonyms), *(s.text for s in page.sections))
    tokens = _tokens_of(texts, analyzer)
    written = {normal(token.surface).replace("-", "") for token in tokens if not token.is_stop}
    return {word for word in written if word.isalpha()}


def name_key(text: str) -> str:
    """What a title and a question have in common when they are the same words.

    >>> name_key("Kfz-Zulassung!") == name_key("KFZ Zulassung")
    True
    """
    return " ".join(re.findall(r"[^\W_]+", fold(normal(text))))


def _names(page: SearchPage) -> set[tuple[str, str, str]]:
    names = {(page.title, ""), *((s.term, s.region or "") for s in page.synonyms), *((key, "") for key in page.keys)}
    return {(key, page.key, region) for name, region in names if (key := name_key(name))}


def page_meta(page: SearchPage) -> tuple[str, str, str, str, str]:
    """What filters ask about a page: kind, language, audience, valid from, valid to."""
    begin = page.valid.begin.isoformat() if page.valid.begin else ""
    end = page.valid.end.isoformat() if page.valid.end else "9999"
    audience = f"|{'|'.join(page.audience)}|" if page.audience else ""
    return (page.kind, page.language, audience, begin, end)


def page_terms(page: SearchPage, analyzer: Analyzer) -> list[list[str]]:
    """The terms of a page, a list a column: whole words of the four fields, then their parts of compounds."""
    fields = [
        analyzer.tokens(page.title),
        _tokens_of((*(s.term for s in page.synonyms), *page.keys), analyzer),
        _tokens_of((s.heading for s in page.sections), analyzer),
        _tokens_of((s.text for s in page.sections), analyzer),
    ]
    whole = [[term for token in tokens if not token.is_stop for term in token.whole] for tokens in fields]
    parts = [[term for token in tokens if not token.is_stop for term in token.parts] for tokens in fields]
    keys = [normal(key) for key in page.keys if key.isdigit()]
    whole[1] += keys
    return whole + parts


def _tokens_of(texts: Iterable[str], analyzer: Analyzer) -> list[Token]:
    return [token for text in texts for token in analyzer.tokens(text)]
