"""`python -m indexer`: build a generation, search it, measure it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from indexer import measure
from indexer.bench import command as bench
from indexer.find import SearchRequest
from indexer.generation import Generations
from indexer.lexicon import Lexicon
from indexer.models import make_encoder
from indexer.progress import Bar
from indexer.publish import Publisher
from indexer.search import Searcher, SearchResult
from indexer.training import command as training
from indexer.words import Analyzer
from kb.clock import now
from kb.errors import KbError
from kb.seed import seed_content
from kb.settings import Settings, read_settings


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit code: 0 all is well, 1 faults were found, 2 it could not be done."""
    args = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace, Settings], int] = args.run
    try:
        return run(args, read_settings(data=args.data))
    except KbError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m indexer", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, help="data folder (default: KB_DATA)")
    common.add_argument("--json", action="store_true", help="print JSON")
    build = commands.add_parser("build", parents=[common], help="build a generation and switch it in")
    build.add_argument("--content", type=Path, help="content folder (default: the working copy in the data folder)")
    build.set_defaults(run=_build)
    search = commands.add_parser("search", parents=[common], help="search the current generation")
    search.add_argument("query", help="what somebody asks")
    search.add_argument("--ort", help="PLZ, Stadtteil or Bezirk")
    search.add_argument("--limit", type=int, default=5, help="hits to show")
    search.set_defaults(run=_search)
    measure.add_commands(commands, common)
    training.add_command(commands)
    bench.add_command(commands, common)
    return parser


def _build(args: argparse.Namespace, settings: Settings) -> int:
    content = args.content
    if content is None:
        content = settings.content
        seed_content(settings.seed, content)
    quiet = (lambda _line: None) if args.json else print
    with Bar("passages") as bar:
        publisher = Publisher(
            content, settings.data, make_encoder(settings), Analyzer(Lexicon()), settings.keep_generations, quiet, bar
        )
        published = publisher.publish()
    errors = [fault for fault in published.faults if fault.level == "error"]
    if args.json:
        print(json.dumps({**vars(published), "faults": [str(fault) for fault in published.faults]}))
        return 1 if errors else 0
    for fault in published.faults:
        print(fault, file=sys.stderr)
    for name in published.carried:
        print(f"{name} is broken: its last good version stays in service", file=sys.stderr)
    done = f"built, {published.embedded} passages embedded" if published.built else "nothing changed"
    print(f"Generation {published.id}: {published.pages} pages, {published.passages} passages ({done})")
    return 1 if errors else 0


def _search(args: argparse.Namespace, settings: Settings) -> int:
    generation = Generations(settings.data, make_encoder(settings)).get()
    request = SearchRequest(args.query, now(), place=args.ort, limit=args.limit)
    result = Searcher(generation).search(request)
    print(json.dumps(_summary(result), ensure_ascii=False, indent=2) if args.json else _lines(result))
    return 0


def _summary(result: SearchResult) -> dict[str, object]:
    return {
        "query": result.query,
        "hits": [{"page": f"{h.page.kind}/{h.page.id}", "score": h.score, "reasons": h.reasons} for h in result.hits],
        "asked": result.asked,
        "answer": result.answer.text if result.answer else None,
        "offices": [entry.office.id for entry in result.offices.offices],
        "generation": result.generation,
        "took_ms": result.took_ms,
    }


def _lines(result: SearchResult) -> str:
    lines = [
        f"{hit.score:8.3f}  {hit.page.kind}/{hit.page.id}  {hit.page.title}  ({', '.join(hit.reasons)})"
        for hit in result.hits
    ]
    if result.answer:
        lines += ["", f"{result.answer.module}: {result.answer.text}"]
    if result.offices.question:
        lines += ["", result.offices.question.text]
    lines += [f"  {entry.office.title}" for entry in result.offices.offices[:3]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
