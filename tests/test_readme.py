"""README.md is true: its examples are run, and the files it names are there.

A block fenced as `console` holds lines `$ command`, each followed by the output that is expected, `...` standing for
anything; a command without output only has to succeed. `python -m kb` and `python -m indexer` are run with the content
and the model that ship, `curl` is asked of the application in this process, and anything else has to be a script that
exists. There are no other commands, and no other kinds of shell blocks.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from kb.settings import ROOT, Settings
from webapp import create_app

README = ROOT / "README.md"
FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"python -m (kb|indexer)( |$)")
SHELLS = ("bash", "sh", "shell", "zsh", "shell-session")


class Example(NamedTuple):
    """One command with the output that is expected."""

    command: str
    expected: str


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Info string and content of each fenced block."""
    for match in FENCE.finditer(text):
        yield match[1], match[2]


def examples(text: str) -> list[Example]:
    """The commands of all console blocks, in order."""
    consoles = [content for info, content in blocks(text) if info == "console"]
    parts = [part for content in consoles for part in re.split(r"^\$ ", content, flags=re.MULTILINE)]
    return [Example(*part.partition("\n")[::2]) for part in parts if part.strip()]


def alike(expected: str, printed: str) -> bool:
    """Whether an output is the expected one; `...` stands for anything."""
    return doctest.OutputChecker().check_output(expected, printed, doctest.ELLIPSIS)


TEXT = README.read_text(encoding="utf-8") if README.exists() else ""
EXAMPLES = examples(TEXT)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all examples, as a reader has one who types them one after another."""
    return tmp_path_factory.mktemp("readme")


def run(command: str, data: Path) -> str:
    """What a command prints; it has to succeed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**kept, "PATH": path, "KB_DATA": str(data), "HF_HUB_OFFLINE": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def ask(command: str, data: Path) -> str:
    """What the application answers to a curl command that has nothing but an address."""
    program, *addresses = shlex.split(command)
    assert (program, len(addresses)) == ("curl", 1), f"{command}: only curl ADDRESS can be checked"
    address = urlsplit("//" + addresses[0].removeprefix("http://"))
    assert address.netloc == "127.0.0.1:8115"
    response = create_app(Settings(data=data)).test_client().get(f"{address.path}?{address.query}")
    assert response.status_code == 200, response.text
    return response.text


def test_readme_has_examples_that_are_run() -> None:
    assert [example for example in EXAMPLES if RUN.match(example.command)], f"{README} has no console block to check"


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=[example.command for example in EXAMPLES])
def test_example_does_what_the_readme_says(data: Path, example: Example) -> None:
    needs_index = not re.match("python -m (kb|indexer build)|scripts/", example.command)
    if needs_index and not (data / "CURRENT").exists():
        run("python -m indexer build", data)  # this example was chosen alone
    if RUN.match(example.command):
        printed = run(example.command, data)
    elif example.command.startswith("curl "):
        printed = ask(example.command, data)
    else:
        assert os.access(ROOT / example.command.split()[0], os.X_OK), f"{example.command} can't be checked"
        return
    assert not example.expected or alike(example.expected, printed), printed


def test_no_shell_block_escapes_the_check() -> None:
    hidden = [content for info, content in blocks(TEXT) if info in SHELLS or (info != "console" and "$ " in content)]
    assert hidden == []


def test_each_line_of_a_console_block_belongs_to_a_command() -> None:
    starts = [content[:2] for info, content in blocks(TEXT) if info == "console"]
    assert set(starts) == {"$ "}


def test_each_script_in_the_readme_exists() -> None:
    scripts = set(re.findall(r"\bscripts/\w+", TEXT))
    assert scripts and all(os.access(ROOT / script, os.X_OK) for script in scripts)


def test_each_file_that_the_readme_links_exists() -> None:
    targets = re.findall(r"\]\(([^)#]+)", TEXT)
    assert [t for t in targets if not t.startswith("http") and not (ROOT / t).exists()] == []


def test_each_path_that_the_readme_names_exists() -> None:
    paths = re.findall(r"`((?:kb|indexer|webapp|content|docs|tests|scripts)/[\w./-]*)`", TEXT)
    assert paths and [path for path in paths if not (ROOT / path).exists()] == []


def test_commands_are_told_from_what_they_print() -> None:
    text = "a\n```console\n$ python -m kb check\n1\n2\n$ scripts/test\n```\n```\n$ not this\n```\n"
    assert examples(text) == [Example("python -m kb check", "1\n2\n"), Example("scripts/test", "")]


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a ... c\n", "a b c\n", True),
        ("...\nlast ...\n", "one\ntwo\nlast 3\n", True),
        ("a\n", "b\n", False),
        ("a ...\n", "b c\n", False),
        ("a\n", "a\nb\n", False),
    ],
)
def test_dots_stand_for_anything_and_nothing_else_does(expected: str, printed: str, same: bool) -> None:
    assert alike(expected, printed) is same
