"""Measures of rankings, reading of collections, and tuning."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from indexer.collection import open_collection, read_beir
from indexer.evaluate import compare, evaluate
from indexer.metrics import first_right, interval, ndcg, recall, reciprocal_rank
from indexer.publish import Publisher
from indexer.ranking import WEIGHTS, Features, Weights, rank, score
from indexer.tune import Example, quality, tune
from kb.clock import now
from kb.errors import ContentError


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    pages = [{"_id": "1", "title": "Hundesteuer", "text": "Für jeden Hund."}, {"_id": "2", "title": "", "text": "Müll"}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, pages)), encoding="utf-8")
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "steuer für hunde"}), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\t1\t1\n", encoding="utf-8")
    return folder


def test_perfect_ranking_has_gain_one() -> None:
    assert ndcg(["a", "b"], {"a": 3, "b": 1}, 10) == 1.0


def test_right_page_at_rank_three_has_a_third() -> None:
    assert reciprocal_rank(["x", "y", "a"], {"a": 1}, 10) == pytest.approx(1 / 3)


def test_recall_counts_all_right_pages() -> None:
    assert recall(["a", "x"], {"a": 1, "b": 2}, 10) == 0.5


def test_first_right_wants_the_best_grade() -> None:
    assert first_right(["b", "a"], {"a": 3, "b": 2}) == 0.0


def test_interval_is_the_same_every_time_and_holds_the_mean() -> None:
    rows = [{"m": float(i % 3 == 0)} for i in range(60)]
    assert interval(rows, "m") == interval(rows, "m")
    assert interval(rows, "m")[0] <= 1 / 3 <= interval(rows, "m")[1]


def test_foreign_collection_is_searched_like_our_own(beir: Path, publisher: Publisher, tmp_path: Path) -> None:
    collection = read_beir(beir)
    folder = tmp_path / "generation"
    folder.mkdir()
    report = evaluate(open_collection(collection, publisher, folder), collection.queries, now())
    assert report.as_json()["ndcg@10"] == 1.0
    assert report.rows[0].ranking[0] == "document/1"


def test_comparison_names_what_got_better(beir: Path, publisher: Publisher, tmp_path: Path) -> None:
    collection = read_beir(beir)
    folder = tmp_path / "generation"
    folder.mkdir()
    report = evaluate(open_collection(collection, publisher, folder), collection.queries, now())
    before = report.as_json()
    before["rows"][0] = {"query": "steuer für hunde", "ranking": ["document/2"], "ndcg@10": 0.0}
    assert compare(report, before)[0] == "1 queries better, 0 worse, 0 the same"


def test_folder_that_is_no_collection_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"qrels/test\.tsv"):
        read_beir(tmp_path)


def test_exact_title_is_never_outranked() -> None:
    rival = Features(words=9, parts=9, related=9, meaning=9, name=9, title=1, cover=1, key=1)
    assert score(Features(exact=1.0)) > score(rival)


def test_equal_scores_are_ranked_by_name() -> None:
    assert [page for page, _ in rank({"b": Features(words=1), "a": Features(words=1)})] == ["a", "b"]


def test_tuning_finds_the_feature_that_tells_right_from_wrong() -> None:
    title, words = Features._fields.index("title"), Features._fields.index("words")
    features = np.zeros((2, len(Features._fields)))
    features[0, title], features[1, words] = 1.0, 1.0
    examples = [Example(features, np.array([3.0, 0.0]), 3.0, 3)] * 3
    before = Weights(**{**vars(WEIGHTS), "title": 0.0})
    assert quality(examples, before)[1] == 0.0
    assert quality(examples, tune(examples, {}))[1] == 1.0
