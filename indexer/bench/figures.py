"""Figures of one size: building, a changed page, memory, times of the whole search, recall of the vector index."""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from indexer.cache import VectorCache
from indexer.collection import Collection, open_collection
from indexer.find import Finder, SearchRequest
from indexer.generation import Generation
from indexer.keywords import Filters
from indexer.lexicon import Lexicon
from indexer.models import make_encoder
from indexer.pages import SearchPage, Section
from indexer.passages import cut
from indexer.publish import Publisher
from indexer.words import Analyzer
from kb.clock import now
from kb.settings import Settings

Times = dict[str, float]
DEPTH = 10


def percentiles(search: Callable[[str], object], queries: Sequence[str]) -> Times:
    """Milliseconds of one query: p50, p95, p99."""
    taken = []
    for query in queries:
        started = time.perf_counter()
        search(query)
        taken.append((time.perf_counter() - started) * 1000)
    return {f"p{p}_ms": round(float(np.percentile(taken, p)), 3) for p in (50, 95, 99)}


def build(pages: Sequence[SearchPage], publisher: Publisher, folder: Path) -> tuple[Generation, dict[str, float]]:
    """A generation of the pages, and what building it cost."""
    started = time.perf_counter()
    generation = open_collection(Collection("bench", pages, ()), publisher, folder)
    seconds = time.perf_counter() - started
    passages = generation.manifest.passages
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    figures = {
        "services": len(pages),
        "passages": passages,
        "build_s": round(seconds, 2),
        "passages_per_s": round(passages / seconds),
        "index_mb": round(size / 1e6, 1),
    }
    return generation, figures


def changed_page(pages: Sequence[SearchPage], publisher: Publisher) -> float:
    """Seconds until a new generation stands after one sentence of one page has changed."""
    first = pages[0]
    changed = replace(first, sections=(*first.sections, Section("Hinweise", "Ein neuer Satz für die Messung.")))
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        open_collection(Collection("bench", [changed, *pages[1:]], ()), publisher, Path(folder))
        return round(time.perf_counter() - started, 2)


def worker(folder: Path, settings: Settings, queries: Sequence[str], threads: int = 2) -> dict[str, float]:
    """Start, memory and times of a process that opens the generation and answers, and does nothing else."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_serve, (folder, settings, list(queries), threads))


def _serve(folder: Path, settings: Settings, queries: list[str], threads: int) -> dict[str, float]:
    started = time.perf_counter()
    finder = Finder(Generation(folder, make_encoder(settings), Analyzer(Lexicon())))
    moment = now()

    def search(query: str) -> object:
        return finder.find(SearchRequest(query, moment))

    search(queries[0])
    start = round(time.perf_counter() - started, 2)
    for query in queries[:50]:
        search(query)
    alone = percentiles(search, queries)
    with ThreadPoolExecutor(threads) as pool:
        began = time.perf_counter()
        several = list(pool.map(lambda part: percentiles(search, part), [queries[i::threads] for i in range(threads)]))
        rate = len(queries) / (time.perf_counter() - began)
    return {
        "start_s": start,
        **alone,
        f"p50_ms_{threads}_threads": round(float(np.mean([t["p50_ms"] for t in several])), 3),
        f"queries_per_s_{threads}_threads": round(rate),
        "memory_mb": memory_mb(),
    }


def memory_mb() -> int:
    """The most memory that this process has had, mapped files included, in megabytes."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    # getrusage would tell of the parent, too, which is large: the mark survives a fork
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))) // 1024


def vector_recall(generation: Generation, pages: Sequence[SearchPage], cache: Path, queries: Sequence[str]) -> float:
    """Share of the exact ten nearest passages that the vector index finds."""
    passages = [passage for page in pages for passage in cut(page)]
    vectors, _ = VectorCache(cache).encode([p.text for p in passages], generation.encoder)
    wanted = generation.encoder.encode_queries(list(queries))
    found = []
    for query in wanted:
        scores = vectors @ query
        best = scores[np.argpartition(-scores, DEPTH)[:DEPTH]].min()
        hits = generation.vectors.find(query, Filters(now()), DEPTH)
        # by score: equal passages may stand in for each other
        found.append(sum(hit.scores["meaning"] >= best - 1e-5 for hit in hits) / DEPTH)
    return round(float(np.mean(found)), 4)
