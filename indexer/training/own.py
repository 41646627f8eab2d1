"""Pairs from our own pages: names, text modules and situations. Test questions and judged queries are never read."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.pages import SearchPage, search_pages
from indexer.passages import cut
from indexer.training.sources import Pair
from kb.content import Content


def read_own(content: Content) -> Iterator[Pair]:
    """Names of each page with each other and with its passages, as the index holds them."""
    for page in search_pages(content):
        if page.kind != "office":  # offices differ by place, not by meaning
            yield from page_pairs(page)


def page_pairs(page: SearchPage) -> Iterator[Pair]:
    """A page's pairs: every name with the title and with every passage but the one of the names."""
    names = [page.title, *(s.term for s in page.synonyms if not s.region)]
    passages = [p.text for p in cut(page) if p.heading]
    for name in names:
        if name != page.title:
            yield Pair(name, page.title)
        yield from (Pair(name, passage) for passage in passages)
