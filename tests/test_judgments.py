"""The judged queries are honest: none of the test part stands in the content it is to find."""

from __future__ import annotations

from collections import Counter

from indexer.keywords import name_key
from kb.content import Content

KINDS = 10


def test_test_queries_stand_nowhere_as_synonym_question_or_pin(seed: Content) -> None:
    said = {name_key(s.term) for page in seed.pages for s in page.text.synonyms}
    said |= {name_key(q) for page in seed.pages for q in getattr(page, "questions", ())}
    said |= {name_key(term) for rule in seed.synonyms for term in rule.terms}
    said |= {name_key(pin.query) for pin in seed.pins}
    assert not said & {name_key(j.query) for j in seed.judgments if j.split == "test"}


def test_no_query_is_in_both_parts(seed: Content) -> None:
    parts = {split: {name_key(j.query) for j in seed.judgments if j.split == split} for split in ("dev", "test")}
    assert not parts["dev"] & parts["test"]


def test_at_least_three_hundred_queries_of_ten_kinds_are_judged(seed: Content) -> None:
    queries = {j.query: j.kind for j in seed.judgments}
    assert len(queries) >= 300
    assert len(Counter(queries.values())) == KINDS


def test_every_judged_page_exists(seed: Content) -> None:
    known = {f"{page.kind}/{page.id}" for page in seed.pages}
    assert {j.page for j in seed.judgments} <= known


def test_every_judged_query_has_a_page_that_is_exactly_right(seed: Content) -> None:
    best: dict[str, int] = {}
    for judgment in seed.judgments:
        best[judgment.query] = max(best.get(judgment.query, 0), judgment.grade)
    assert set(best.values()) == {3}


def test_offtopic_has_near_misses_in_both_parts(seed: Content) -> None:
    assert len(seed.offtopic) >= 300
    near = Counter(o.split for o in seed.offtopic if o.kind == "near")
    assert near["dev"] + near["test"] >= len(seed.offtopic) / 2
