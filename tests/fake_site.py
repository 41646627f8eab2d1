"""A site without a model, as processes of its own: `build` takes its time, so that it can be killed; `serve` serves."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from conftest import FakeEncoder
from flask import Flask

from indexer.encoder import Progress, Vectors
from indexer.lexicon import Lexicon
from indexer.publish import Publisher
from indexer.words import Analyzer
from kb.settings import Settings
from webapp import api, create_app
from webapp.server import Server

PAUSE = 0.1
"""Seconds of each pause of a slow build; there are about eight."""


class SlowEncoder(FakeEncoder):
    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        time.sleep(PAUSE)
        return super().encode_passages(texts, progress)


class FakeServer(Server):
    """The real server, but for the encoder."""

    def load(self) -> Flask:
        app = create_app(self.settings, FakeEncoder())
        with app.app_context():
            api.warm_up()
        return app


def slowly(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same call with a pause before and after."""

    def slow(*args: Any, **kwargs: Any) -> Any:
        time.sleep(PAUSE)
        result = call(*args, **kwargs)
        time.sleep(PAUSE)
        return result

    return slow


def say(line: str) -> None:
    print(line, flush=True)
    time.sleep(PAUSE)


def build(content: Path, data: Path) -> None:
    """Publishes, with pauses between the steps and around both renames that switch the new generation in."""
    analyzer = Analyzer(Lexicon())
    analyzer.tokens("Hundesteuer")  # loads its words now, so that the pauses are most of a build
    publisher = Publisher(content, data, SlowEncoder(), analyzer, say=say)
    with mock.patch("os.replace", slowly(os.replace)):
        print(publisher.publish().id, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["build", "serve"])
    parser.add_argument("content", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--port", type=int, default=0)
    args = parser.parse_args()
    if args.command == "build":
        build(args.content, args.data)
    else:
        FakeServer(Settings(data=args.data, seed=args.content), "127.0.0.1", args.port, workers=2, ready="ready").run()


if __name__ == "__main__":
    main()
