"""Likeness: near examples vote, an example does not judge itself, and what was learnt is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder

from indexer.likeness import Likeness, adapt, learn_likeness, learn_once
from kb.errors import StaleGeneration


def units(*angles: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.array([[np.cos(a), np.sin(a)] for a in angles], dtype=np.float32)


FITTING, OFFTOPIC = units(0.0, 0.1, 0.2), units(2.9, 3.0, 3.1)


def test_question_is_like_its_neighbours() -> None:
    likeness, _ = learn_likeness(FITTING, OFFTOPIC)
    assert likeness.of(units(0.05)[0]) < -0.5
    assert likeness.of(units(3.05)[0]) > 0.5


def test_left_out_example_is_judged_by_the_others() -> None:
    _, left_out = learn_likeness(units(0.0, 0.1, 3.0), units(2.9, 3.1))
    assert left_out[2] > 0  # listed as fitting among off-topic ones: the others disagree
    for number, without in ((0, units(0.1, 3.0)), (1, units(0.0, 3.0))):
        alone, _ = learn_likeness(without, units(2.9, 3.1))
        assert left_out[number] == pytest.approx(alone.of(units(0.0, 0.1)[number]), abs=1e-4)


def test_offtopic_question_that_a_new_page_answers_counts_no_more() -> None:
    likeness, _ = learn_likeness(FITTING, OFFTOPIC)
    adapted = adapt(likeness, units(3.0))
    assert not adapted.offtopic.any()
    assert adapted.of(units(3.0)[0]) < 0


def test_saved_likeness_says_the_same(tmp_path: Path) -> None:
    likeness, _ = learn_likeness(FITTING, OFFTOPIC)
    likeness.save(tmp_path / "l.npz")
    question = units(1.5)[0]
    assert Likeness.load(tmp_path / "l.npz").of(question) == pytest.approx(likeness.of(question), abs=0.01)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 half a file"])
def test_damaged_file_says_what_to_run(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "l.npz").write_bytes(content)
    with pytest.raises(StaleGeneration, match="Run: python -m indexer build"):
        Likeness.load(tmp_path / "l.npz")


def test_same_examples_are_learnt_once_and_others_anew(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    first, _ = learn_once(["hund"], ["wetter"], encoder, tmp_path)
    (kept,) = tmp_path.glob("likeness-*.npz")
    stamp = kept.stat().st_mtime_ns
    again, _ = learn_once(["hund"], ["wetter"], encoder, tmp_path)
    assert np.array_equal(first.votes, again.votes) and kept.stat().st_mtime_ns == stamp
    learn_once(["hund"], ["wetter", "kuchen"], encoder, tmp_path)
    assert [path.name for path in tmp_path.glob("*.npz")] != [kept.name]


def test_damaged_memory_is_learnt_anew(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    first, _ = learn_once(["hund"], ["wetter"], encoder, tmp_path)
    next(tmp_path.glob("*.npz")).write_bytes(b"PK\x03\x04 half a file")
    assert np.allclose(learn_once(["hund"], ["wetter"], encoder, tmp_path)[0].votes, first.votes)
