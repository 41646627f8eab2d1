"""`python -m indexer bench`: figures for a number of services, as text or JSON."""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from indexer.bench import figures as measured
from indexer.bench.rivals import rivals
from indexer.bench.synthetic import synthetic_services
from indexer.lexicon import Lexicon
from indexer.models import make_encoder
from indexer.pages import search_pages
from indexer.publish import Publisher
from indexer.words import Analyzer
from kb.content import Content
from kb.reader import read_content
from kb.settings import Settings

QUERIES = 400
SEED = 115


def add_command(commands: Any, common: argparse.ArgumentParser) -> None:
    """Adds `bench` to the command line."""
    bench = commands.add_parser("bench", parents=[common], help="measure speed and size with many services")
    bench.add_argument("--services", type=_count, default=1_000, help="number of services (default 1000)")
    bench.add_argument("--content", type=Path, help="content folder (default: the checkout's, KB_SEED)")
    bench.set_defaults(run=run_bench)


def _count(typed: str) -> int:
    if not typed.isdecimal() or int(typed) < 1:
        raise argparse.ArgumentTypeError(f"{typed!r} is no number of services: expected a whole number from 1")
    return int(typed)


def run_bench(args: argparse.Namespace, settings: Settings) -> int:
    """Builds, measures and prints."""
    content = read_content(args.content or settings.seed).content
    lexicon = Lexicon()
    real = [page for page in search_pages(content) if page.kind == "service"]
    pages = synthetic_services(real, args.services, [noun.capitalize() for noun in lexicon.nouns()])
    encoder = make_encoder(settings)
    with tempfile.TemporaryDirectory() as folder:
        publisher = Publisher(settings.seed, Path(folder), encoder, Analyzer(lexicon))
        index = Path(folder) / "index"
        index.mkdir()
        generation, figures = measured.build(pages, publisher, index)
        queries = sample_queries(content, [page.title for page in pages])
        served = measured.worker(index, settings, queries)
        compared = {name: measured.percentiles(search, queries) for name, search in rivals(pages, encoder)}
        result = {
            "made_at": datetime.now(UTC).isoformat(timespec="minutes"),
            "machine": f"{platform.machine()}, Python {platform.python_version()}, {platform.system()}",
            **figures,
            "changed_page_s": measured.changed_page(pages, publisher),
            **served,
            "vector_recall@10": measured.vector_recall(generation, pages, publisher.vector_cache, queries[:100]),
            "instead": compared,
        }
    print(json.dumps(result, indent=1) if args.json else "\n".join(lines(result)))
    return 0


def sample_queries(content: Content, titles: list[str]) -> list[str]:
    """Half of them judged queries of our own if there are any, half titles of services; always the same."""
    random = np.random.default_rng(SEED)
    judged = sorted({j.query for j in content.judgments if j.split == "dev"}) or titles
    half = QUERIES // 2
    chosen = [*random.choice(judged, half), *random.choice(titles, half)]
    return [str(query) for query in random.permutation(np.array(chosen, dtype=object))]


def lines(result: dict[str, Any]) -> list[str]:
    """The figures as text."""
    rows = [f"{name:24} {value}" for name, value in result.items() if name != "instead"]
    for name, times in result["instead"].items():
        rows.append(f"{name:24} " + "  ".join(f"{key} {value}" for key, value in times.items()))
    return rows
