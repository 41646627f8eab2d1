"""The commands that measure: `evaluate` and `tune`."""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from indexer.cache import Prepared
from indexer.collection import Collection, JudgedQuery, judged_queries, open_collection, read_beir
from indexer.evaluate import Report, compare, evaluate
from indexer.generation import Generation, Generations
from indexer.lexicon import Lexicon
from indexer.models import make_encoder
from indexer.publish import Publisher
from indexer.ranking import WEIGHTS, Weights
from indexer.tune import collect, quality, tune
from indexer.words import Analyzer
from kb.clock import now
from kb.errors import ContentError
from kb.reader import read_content
from kb.settings import Settings


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Adds the commands to the command line."""
    measure = commands.add_parser("evaluate", parents=[common], help="measure the search on judged queries")
    measure.add_argument("--content", type=Path, help="content folder (default: the checkout's, KB_SEED)")
    measure.add_argument("--split", choices=("dev", "test"), default="test", help="part of our own judgments")
    measure.add_argument("--language", choices=("de", "en"), help="only queries of this language")
    measure.add_argument("--beir", type=Path, help="a foreign collection in BEIR layout instead")
    measure.add_argument("--compare", type=Path, help="an older result (--json) to compare with, query by query")
    measure.add_argument("--wrong", action="store_true", help="list the queries whose first hit is not right")
    measure.set_defaults(run=run_evaluate)
    tuner = commands.add_parser("tune", parents=[common], help="find ranking weights on judged dev queries")
    tuner.add_argument("--content", type=Path, help="content folder (default: the checkout's, KB_SEED)")
    tuner.add_argument("--beir", type=Path, nargs="*", default=[], help="foreign collections that count too")
    tuner.set_defaults(run=run_tune)


def run_evaluate(args: argparse.Namespace, settings: Settings) -> int:
    """`python -m indexer evaluate`."""
    encoder = Prepared(make_encoder(settings))
    publisher = Publisher(args.content or settings.seed, settings.data, encoder, Analyzer(Lexicon()))
    report = beir_report(read_beir(args.beir), publisher) if args.beir else own_report(args, publisher)
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        return 0
    if args.compare:
        print("\n".join(compare(report, _read_old(args.compare))))
        return 0
    if args.wrong:
        print("\n".join(_wrong(report)))
    print("\n".join(report.lines()))
    return 0


def own_report(args: argparse.Namespace, publisher: Publisher) -> Report:
    """The search measured on one part of our own judgments, on the content as it stands."""
    queries = judged_queries(read_content(publisher.content).content.judgments, args.split)
    chosen = [q for q in queries if args.language in (None, q.language)]
    if not chosen:
        raise ContentError(f"{publisher.content} has no judged queries for this choice (judgments.csv).")
    with tempfile.TemporaryDirectory() as folder:
        return _measure(_own_generation(publisher, Path(folder)), chosen)


def _own_generation(publisher: Publisher, folder: Path) -> Generation:
    """A generation of the content in a folder of its own: measuring must not change what is served."""
    aside = Publisher(publisher.content, folder, publisher.encoder, publisher.analyzer, cache=publisher.vector_cache)
    aside.publish()
    return Generations(folder, publisher.encoder, publisher.analyzer).get()


def beir_report(collection: Collection, publisher: Publisher) -> Report:
    """The search measured on a foreign collection."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(open_collection(collection, publisher, Path(folder)), collection.queries)


def _measure(generation: Generation, queries: list[JudgedQuery] | Any) -> Report:
    encoder = generation.encoder
    if isinstance(encoder, Prepared):
        encoder.prepare(query.text for query in queries)
    return evaluate(generation, queries, now())


def run_tune(args: argparse.Namespace, settings: Settings) -> int:
    """`python -m indexer tune`: prints weights; whoever likes them writes them into `indexer/ranking.py`."""
    encoder = Prepared(make_encoder(settings))
    publisher = Publisher(args.content or settings.seed, settings.data, encoder, Analyzer(Lexicon()))
    queries = judged_queries(read_content(publisher.content).content.judgments, "dev")
    if not queries:
        raise ContentError(f"{publisher.content} has no judged dev queries (judgments.csv).")
    encoder.prepare(query.text for query in queries)
    with tempfile.TemporaryDirectory() as folder:
        own = collect(_own_generation(publisher, Path(folder)), queries)
    foreign = {}
    for path in args.beir:
        collection = read_beir(path)
        encoder.prepare(query.text for query in collection.queries)
        with tempfile.TemporaryDirectory() as folder:
            foreign[collection.name] = collect(open_collection(collection, publisher, Path(folder)), collection.queries)
    found = tune(own, foreign)
    report = {"weights": asdict(found), "before": _qualities(own, foreign, WEIGHTS)}
    print(json.dumps({**report, "after": _qualities(own, foreign, found)}, indent=1))
    return 0


def _qualities(own: Any, foreign: dict[str, Any], weights: Weights) -> dict[str, list[float]]:
    return {name: [round(v, 4) for v in quality(e, weights)] for name, e in {"dev": own, **foreign}.items()}


def _read_old(path: Path) -> dict[str, Any]:
    try:
        old: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        old["rows"], old["ndcg@10"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContentError(f"{path} is no result of evaluate --json ({error!r}).") from None
    return old


def _wrong(report: Report) -> list[str]:
    lines = []
    for row in report.rows:
        if not row.scores["first_right"]:
            best = max(row.query.grades, key=lambda page: row.query.grades[page], default="-")
            rank = row.ranking.index(best) + 1 if best in row.ranking else "-"
            first = row.ranking[0] if row.ranking else "nothing"
            lines.append(f"{row.query.kind:12} {row.query.text}\n             {first}, not {best} (rank {rank})")
    return lines
