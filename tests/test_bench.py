"""The benchmark measures distinct services and says what it measured."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from indexer.__main__ import main
from indexer.bench.figures import memory_mb, percentiles
from indexer.bench.synthetic import synthetic_services
from indexer.pages import search_pages
from kb.content import Content

NOUNS = ["Ausweis", "Brücke", "Garten", "Hafen", "Laterne", "Möwe", "Schiff", "Tunnel"]


def test_synthetic_services_are_distinct_and_begin_with_the_real_ones(seed: Content) -> None:
    real = [page for page in search_pages(seed) if page.kind == "service"]
    made = synthetic_services(real, len(real) * 3, NOUNS)
    assert made[: len(real)] == real
    assert len({page.key for page in made}) == len(made)
    assert len({page.sections for page in made}) == len(made)


def test_synthetic_services_are_the_same_every_time(seed: Content) -> None:
    real = [page for page in search_pages(seed) if page.kind == "service"]
    assert synthetic_services(real, 100, NOUNS) == synthetic_services(real, 100, NOUNS)


def test_percentiles_are_in_order() -> None:
    times = percentiles(lambda query: query * 1000, ["a", "b", "c"])
    assert times["p50_ms"] <= times["p95_ms"] <= times["p99_ms"]


def test_memory_is_that_of_this_process() -> None:
    assert 20 < memory_mb() < 20_000


@pytest.mark.parametrize("typed", ["0", "-3", "viele"])
def test_wrong_number_of_services_is_named(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["bench", f"--services={typed}"])
    assert f"{typed!r} is no number of services" in capsys.readouterr().err


@pytest.mark.slow
def test_bench_prints_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "KB_DATA", str(tmp_path))
    assert main(["bench", "--services", "50", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["services"] == 50
    assert figures["vector_recall@10"] == 1.0
    assert {"passages_per_s", "changed_page_s", "index_mb", "memory_mb", "p50_ms", "p95_ms", "p99_ms"} <= set(figures)
    assert "fts5" in figures["instead"]
