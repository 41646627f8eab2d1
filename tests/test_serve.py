"""`python -m webapp serve`, as an operator runs it: with the model that ships, in processes of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from kb.settings import ROOT

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parent / "content"
SERVE = [sys.executable, "-m", "webapp", "serve"]
PATIENCE = 120.0
"""Seconds after which something that ought to happen is given up; nothing is measured by it."""


def environment(data: Path) -> dict[str, str]:
    """The environment without the settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    offline = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    return {**kept, **offline, "KB_DATA": str(data), "KB_SEED": str(SAMPLE), "PYTHONUTF8": "1"}


def serve_once(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*SERVE, "--once", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(data), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(address: str) -> str:
    with urlopen(address, timeout=PATIENCE) as response:  # noqa: S310  # an address of ours
        return str(response.read().decode())


@contextmanager
def serving(data: Path, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server that answers, and its address; ended in any case."""
    address = f"http://127.0.0.1:{free_port()}"
    command = [*SERVE, "--port", address.rpartition(":")[2], "--workers", "1"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(data), stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_until_ready(process, address, log)
        yield process, address
    finally:
        process.kill()
        process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            fetch(f"{address}/readyz")
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"no server:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def first(data: Path) -> subprocess.CompletedProcess[str]:
    """The first start, from nothing."""
    return serve_once(data)


def test_first_start_answers_and_exits(first: subprocess.CompletedProcess[str]) -> None:
    assert first.returncode == 0, first.stderr
    assert "Personalausweis beantragen: Sie beantragen einen neuen Personalausweis." in first.stdout
    assert "Hamburg Service Altona, Musterweg 1, 22765 Hamburg" in first.stdout


def test_first_start_says_what_it_does(first: subprocess.CompletedProcess[str]) -> None:
    assert re.search(r"Content taken from .*: \d+ new", first.stdout)
    assert int(re.findall(r"(\d+) passages embedded", first.stdout)[0]) > 0


@pytest.mark.usefixtures("first")
def test_second_start_builds_nothing(data: Path) -> None:
    before = (data / "CURRENT").read_text(encoding="utf-8")
    second = serve_once(data)
    assert second.returncode == 0 and "nothing changed" in second.stdout and "embedded" not in second.stdout
    assert (data / "CURRENT").read_text(encoding="utf-8") == before


@pytest.mark.usefixtures("first")
def test_generation_is_made_anew_without_embedding(data: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(data, tmp_path / "copy"))
    shutil.rmtree(copy / "generations")
    again = serve_once(copy)
    assert again.returncode == 0 and "(built, 0 passages embedded)" in again.stdout


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_server_ends_at_a_signal(data: Path, tmp_path: Path, ending: signal.Signals) -> None:
    log = tmp_path / "log"
    with serving(data, log) as (process, _):
        process.send_signal(ending)
        code = process.wait(timeout=PATIENCE / 4)
    assert code == 0
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.mark.usefixtures("first")
def test_server_answers_with_its_generation(data: Path, tmp_path: Path) -> None:
    with serving(data, tmp_path / "log") as (_, address):
        found = json.loads(fetch(f"{address}/api/v1/search?q=perso"))
        assert "Häufig gesucht" in fetch(address)
    assert found["hits"][0]["id"] == "ausweis"
    assert found["generation"] == (data / "CURRENT").read_text(encoding="utf-8").strip()


@pytest.mark.usefixtures("first")
def test_words_that_are_typed_stand_in_no_log(data: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(data, log) as (process, address):
        fetch(f"{address}/?q=verraterisch")
        process.terminate()
        process.wait(timeout=PATIENCE / 4)
    text = log.read_text(encoding="utf-8")
    assert "Serving on" in text and "verraterisch" not in text


@pytest.mark.parametrize(
    "arguments",
    [("--port", "99999"), ("--port", "0"), ("--port", "-1"), ("--workers", "0"), ("--workers", "1000")],
)
def test_argument_out_of_bounds_says_what_to_do(tmp_path: Path, arguments: tuple[str, str]) -> None:
    run = serve_once(tmp_path, *arguments)
    assert run.returncode == 2
    assert "--port takes 1 to 65535, --workers 1 to 64." in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_port_that_is_no_number_says_so(tmp_path: Path) -> None:
    run = serve_once(tmp_path, "--port", "http")
    assert run.returncode == 2 and "--port" in run.stderr and "Traceback" not in run.stderr
