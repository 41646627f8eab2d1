"""`python -m webapp serve`: from content to a running server, step by step."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kb.errors import KbError
from kb.seed import seed_content
from kb.settings import Settings, read_settings

DEMO = "Perso weg, was nun?"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit code."""
    args = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace, Settings], int] = args.run
    try:
        return run(args, read_settings(data=args.data.resolve() if args.data else None))
    except KbError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m webapp", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="check, build what has changed, and serve")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8115, help="port to listen on")
    serve.add_argument("--workers", type=int, default=2, help="worker processes")
    serve.add_argument("--data", type=Path, help="data folder (default: KB_DATA)")
    serve.add_argument("--once", action="store_true", help="answer one query without the network, and exit")
    serve.set_defaults(run=_serve)
    return parser


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    if not 1 <= args.port <= 65535 or not 1 <= args.workers <= 64:
        print("--port takes 1 to 65535, --workers 1 to 64.", file=sys.stderr)
        return 2
    _seed(settings)
    if not _build(settings):
        return 2
    if args.once:
        return _once(settings)
    from webapp.server import Server  # gunicorn is not needed before, and not at all for --once

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    address = f"http://{args.host}:{args.port}/"
    print(f"Starting {args.workers} workers", flush=True)
    Server(settings, args.host, args.port, args.workers, ready=f"Serving on {address} (Ctrl-C ends it)").run()
    return 0


def _seed(settings: Settings) -> None:
    seeding = seed_content(settings.seed, settings.content)
    if seeding.changed:
        counts = f"{len(seeding.added)} new, {len(seeding.updated)} changed, {len(seeding.removed)} removed"
        print(f"Content taken from {settings.seed}: {counts}")
    for name in seeding.kept:
        print(f"{name} was edited in {settings.content}; the newer version in {settings.seed} is not taken over")


def _build(settings: Settings) -> bool:
    """Builds in a process of its own, so that the server starts without the builder's memory and threads.

    Faults are printed and do not stop the server: the last good version of a broken page is served.
    """
    print("Checking the content and building what has changed", flush=True)
    command = [sys.executable, "-m", "indexer", "build", "--data", str(settings.data)]
    return subprocess.run(command, check=False).returncode in (0, 1)  # noqa: S603  # our own command


def _once(settings: Settings) -> int:
    from webapp import create_app

    response = create_app(settings).test_client().get("/api/v1/search", query_string={"q": DEMO, "ort": "22765"})
    if response.status_code != 200 or not response.json or not response.json["hits"]:
        print(response.get_data(as_text=True), file=sys.stderr)
        return 1
    hit = response.json["hits"][0]
    print(f"{DEMO} (22765)\n  {hit['title']}: {hit['summary']}")
    for office in response.json["offices"][:1]:
        address = office["address"] or {}
        print(f"  {office['name']}, {address.get('street')}, {address.get('postcode')} {address.get('city')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
