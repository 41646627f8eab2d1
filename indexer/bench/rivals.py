"""What a user would pick instead, on the same pages: FTS5 alone, bm25s, txtai's hybrid index with our encoder.

bm25s and txtai are installed for the benchmark only (bench/README.md); one that is not there is left out.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from indexer.encoder import Encoder
from indexer.pages import SearchPage
from indexer.passages import cut

DEPTH = 10
Search = Callable[[str], object]


def rivals(pages: Sequence[SearchPage], encoder: Encoder) -> Iterator[tuple[str, Search]]:
    """Name and search of each rival that is installed, built one after another."""
    for name, make in (("fts5", _fts5), ("bm25s", _bm25s), ("txtai hybrid", _txtai)):
        try:
            search = make(pages, encoder)
        except ImportError:
            continue
        yield name, search


def _text(page: SearchPage) -> str:
    return "\n".join([page.title, *(s.term for s in page.synonyms), *(s.text for s in page.sections)])


def _fts5(pages: Sequence[SearchPage], _encoder: Encoder) -> Search:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("create virtual table words using fts5(page unindexed, body, tokenize='unicode61 remove_diacritics 2')")
    db.execute("begin")
    db.executemany("insert into words values (?, ?)", ((page.key, _text(page)) for page in pages))
    db.execute("commit")
    sql = f"select page from words where words match ? order by rank limit {DEPTH}"  # noqa: S608

    def search(query: str) -> object:
        match = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        return db.execute(sql, [match]).fetchall() if match else []

    return search


def _bm25s(pages: Sequence[SearchPage], _encoder: Encoder) -> Search:
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("german")
    index: Any = bm25s.BM25()
    options = {"stemmer": stemmer, "stopwords": "de", "show_progress": False}
    index.index(bm25s.tokenize([_text(page) for page in pages], **options), show_progress=False)

    def search(query: str) -> object:
        tokens = bm25s.tokenize([query], **options)
        return index.retrieve(tokens, k=min(DEPTH, len(pages)), show_progress=False)

    return search


def _txtai(pages: Sequence[SearchPage], encoder: Encoder) -> Search:
    from txtai import Embeddings

    def transform(texts: list[str]) -> object:
        return encoder.encode_passages(texts)

    index: Any = Embeddings(method="external", transform=transform, hybrid=True, backend="faiss")
    index.index((p.id, p.text, None) for page in pages for p in cut(page))

    def search(query: str) -> object:
        return index.search(query, DEPTH)

    return search
