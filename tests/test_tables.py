"""What a generation keeps beside its indexes: the terms of each page, and its gist."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.gist import Gists, write_gists
from indexer.termtable import TermTable
from kb.errors import StaleGeneration

WORDS = st.sets(st.sampled_from("abcdef"))
NUMBERS = {word: number for number, word in enumerate("abcdef")}


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6), st.data())
def test_term_table_tells_what_each_page_holds(pages: list[tuple[set[str], set[str]]], data: st.DataObject) -> None:
    table = TermTable.of([names for names, _ in pages], [body for _, body in pages], NUMBERS)
    rows = data.draw(st.lists(st.integers(0, len(pages) - 1), max_size=6))
    names, anywhere = table.find(rows, list(NUMBERS.values()))
    assert [{w for w, held in zip(NUMBERS, mask, strict=True) if held} for mask in names] == [pages[r][0] for r in rows]
    assert [{w for w, held in zip(NUMBERS, mask, strict=True) if held} for mask in anywhere] == [
        pages[r][0] | pages[r][1] for r in rows
    ]


def test_empty_term_table_holds_nothing(tmp_path: Path) -> None:
    TermTable.of([], [], {}).save(tmp_path / "t.npz")
    names, anywhere = TermTable.load(tmp_path / "t.npz").find([], [])
    assert names.shape == anywhere.shape == (0, 0)


def test_damaged_term_table_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "t.npz").write_bytes(b"PK\x03\x04")
    with pytest.raises(StaleGeneration, match="Run: python -m indexer build"):
        TermTable.load(tmp_path / "t.npz")


def test_gist_is_the_mean_of_the_passages(tmp_path: Path) -> None:
    vectors = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)
    write_gists(vectors, ["a", "a", "b"], tmp_path / "g.npy")
    gists = Gists(tmp_path / "g.npy", ["a", "a", "b"])
    assert gists.cosines(np.array([0, 1], dtype=np.float32), ["b", "a", "unknown"]) == pytest.approx(
        {"b": 1.0, "a": 0.7071}, abs=1e-3
    )


def test_gists_of_other_pages_are_refused(tmp_path: Path) -> None:
    write_gists(np.eye(2, dtype=np.float32), ["a", "b"], tmp_path / "g.npy")
    with pytest.raises(StaleGeneration, match="Run: python -m indexer build"):
        Gists(tmp_path / "g.npy", ["a"])


@pytest.mark.parametrize("content", [None, b"", b"no array"])
def test_damaged_gists_say_what_to_run(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "g.npy").write_bytes(content)
    with pytest.raises(StaleGeneration, match="Run: python -m indexer build"):
        Gists(tmp_path / "g.npy", ["a"])
