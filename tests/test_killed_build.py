"""A build that is killed at any moment leaves a site that goes on answering, from one whole generation."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.generation import Generation, Manifest, current_id, folder_of
from indexer.publish import Publisher
from kb.settings import ROOT

HELPER = Path(__file__).with_name("fake_site.py")
KILLS = 10
LONGEST = 1.0
"""Seconds into a build after which it is killed at the latest; a whole one takes about as long."""


def start(*args: str | Path) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    environment |= {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, HELPER, *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Caller:
    """Searches without a pause, in a thread; keeps what was answered and whatever was wrong."""

    port: int
    data: Path
    answers: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)

    def search(self) -> dict[str, Any]:
        address = f"http://127.0.0.1:{self.port}/api/v1/search?q=Hundesteuer"
        with urllib.request.urlopen(address, timeout=30) as response:
            found: dict[str, Any] = json.load(response)
        return found

    def call(self) -> None:
        try:
            found = self.search()
            manifest = Manifest.load(folder_of(self.data, found["generation"]) / "manifest.json")
            assert manifest.id == found["generation"]
            self.answers.append((manifest.id, found["hits"][0]["title"]))
        except Exception as error:
            self.faults.append(repr(error))

    def run(self) -> None:
        while not self.hung_up.is_set():
            self.call()


@pytest.fixture
def caller(publisher: Publisher) -> Iterator[Caller]:
    """Somebody who searches all the time, while two workers serve the small content."""
    publisher.publish()
    port = free_port()
    server = start("serve", publisher.content, publisher.data, "--port", str(port))
    try:
        assert first_line(server) == "ready"
        caller = Caller(port, publisher.data)
        thread = threading.Thread(target=caller.run)
        thread.start()
        yield caller
        caller.hung_up.set()
        thread.join()
    finally:
        server.terminate()
        server.wait(timeout=30)


def rename_page(content: Path, number: int) -> None:
    """Something to build: the page's title gets another number."""
    page = content / "services" / "hundesteuer.md"
    text = (Path(__file__).parent / "content" / "services" / "hundesteuer.md").read_text(encoding="utf-8")
    page.write_text(text.replace("Hundesteuer anmelden", f"Hundesteuer anmelden {number}"), encoding="utf-8")


def start_build(publisher: Publisher) -> subprocess.Popen[str]:
    build = start("build", publisher.content, publisher.data)
    assert first_line(build).startswith("Storing")
    return build


@pytest.mark.slow
def test_searches_survive_builds_that_are_killed(publisher: Publisher, caller: Caller) -> None:
    moments = np.random.default_rng(115).uniform(0, LONGEST, KILLS)
    ends = set()
    for number, moment in enumerate(moments):
        rename_page(publisher.content, number)
        build = start_build(publisher)
        time.sleep(moment)
        build.kill()
        ends.add(build.wait())
        publisher_opens(publisher)
    assert -signal.SIGKILL in ends
    assert caller.faults == []
    assert len(caller.answers) > KILLS
    assert_one_title_a_generation(caller)


def publisher_opens(publisher: Publisher) -> None:
    """A worker that started now would find a whole generation."""
    Generation(folder_of(publisher.data, current_id(publisher.data)), publisher.encoder, publisher.analyzer)


def assert_one_title_a_generation(caller: Caller) -> None:
    titles = dict(caller.answers)
    assert set(caller.answers) == set(titles.items())


@pytest.mark.slow
def test_build_after_a_killed_one_is_served(publisher: Publisher, caller: Caller) -> None:
    rename_page(publisher.content, 1)
    killed = start_build(publisher)
    killed.kill()
    killed.wait()
    left = list((publisher.data / "generations").glob(".building-*"))
    published = publisher.publish()
    assert left and not left[0].exists()
    found = caller.search()
    assert (found["generation"], found["hits"][0]["title"]) == (published.id, "Hundesteuer anmelden 1")
    assert caller.faults == []
