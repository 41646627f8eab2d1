"""The cache of vectors: nothing is embedded twice, and no model ever sees another one's vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from indexer import cache as cache_module
from indexer.cache import VectorCache
from indexer.encoder import Progress, Vectors


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "cache")


def test_vectors_are_those_of_the_encoder(cache: VectorCache, encoder: FakeEncoder) -> None:
    vectors, _ = cache.encode(["Hund", "Katze"], encoder)
    assert np.array_equal(vectors, FakeEncoder().encode_passages(["Hund", "Katze"]))


def test_known_text_is_never_embedded_again(cache: VectorCache, encoder: FakeEncoder) -> None:
    first, made = cache.encode(["Hund", "Katze"], encoder)
    encoder.encoded.clear()
    second, made_again = cache.encode(["Hund", "Katze"], encoder)
    assert (made, made_again, encoder.encoded) == (2, 0, [])
    assert np.array_equal(first, second)


def test_only_new_text_is_embedded(cache: VectorCache, encoder: FakeEncoder) -> None:
    cache.encode(["Hund"], encoder)
    encoder.encoded.clear()
    assert cache.encode(["Katze", "Hund", "Maus"], encoder)[1] == 2
    assert encoder.encoded == ["Katze", "Maus"]


def test_repeated_text_is_embedded_once(cache: VectorCache, encoder: FakeEncoder) -> None:
    vectors, made = cache.encode(["Hund", "Katze", "Hund"], encoder)
    assert (made, vectors.shape) == (1 + 1, (3, 64))
    assert np.array_equal(vectors[0], vectors[2])


def test_no_text_gives_no_rows(cache: VectorCache, encoder: FakeEncoder) -> None:
    vectors, made = cache.encode([], encoder)
    assert (vectors.shape, made) == ((0, 64), 0)


def test_models_do_not_share_vectors(cache: VectorCache, encoder: FakeEncoder) -> None:
    cache.encode(["Hund"], encoder)
    assert cache.encode(["Hund"], FakeEncoder("other"))[1] == 1
    assert cache.encode(["Hund"], encoder)[1] == 0


def test_another_folder_object_sees_the_same_vectors(cache: VectorCache, encoder: FakeEncoder) -> None:
    cache.encode(["Hund"], encoder)
    assert VectorCache(cache.folder).encode(["Hund"], encoder)[1] == 0


def test_failed_build_goes_on_where_it_stopped(cache: VectorCache, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(FakeEncoder):
        def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
            if "Maus" in texts:
                raise RuntimeError("out of memory")
            return super().encode_passages(texts, progress)

    monkeypatch.setattr(cache_module, "CHUNK", 2)
    with pytest.raises(RuntimeError):
        cache.encode(["Hund", "Katze", "Maus"], Failing())
    assert cache.encode(["Hund", "Katze", "Maus"], FakeEncoder())[1] == 1


def test_progress_counts_up_to_what_is_new(
    cache: VectorCache, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.encode(["Hund"], encoder)
    monkeypatch.setattr(cache_module, "CHUNK", 2)
    told: list[tuple[int, int]] = []
    cache.encode(["Hund", "Katze", "Maus", "Igel"], encoder, lambda done, total: told.append((done, total)))
    assert told == [(2, 3), (3, 3)]


def test_cache_holds_no_text(cache: VectorCache, encoder: FakeEncoder) -> None:
    cache.encode(["Geheimnisdachs"], encoder)
    files = [path for path in cache.folder.rglob("*") if path.is_file()]
    assert files and not [path for path in files if b"dachs" in path.read_bytes().lower()]


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=4))
def test_cached_vectors_never_differ_from_fresh_ones(
    tmp_path_factory: pytest.TempPathFactory, builds: list[list[str]]
) -> None:
    cache = VectorCache(tmp_path_factory.mktemp("cache"))
    for texts in builds:
        vectors, _ = cache.encode(texts, FakeEncoder())
        assert np.array_equal(vectors, FakeEncoder().encode_passages(texts))
