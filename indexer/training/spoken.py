"""Reads `spoken_services.txt`: what people say for a service, written for training by general knowledge.

One block a service, blank lines between blocks:

    # Official title | another title
    = What the service is, in official German.
    ~ colloquial words; and phrases
    ? a spoken question (any number of such lines)
    en: English queries; separated like this
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ContentError


@dataclass(frozen=True)
class SpokenService:
    """One block of the file."""

    titles: tuple[str, ...]
    text: str
    words: tuple[str, ...]
    questions: tuple[str, ...]
    english: tuple[str, ...]


MARKS = {"#": "titles", "=": "text", "~": "words", "?": "questions", "en:": "english"}


def read_spoken(path: Path) -> Iterator[SpokenService]:
    """The blocks of a file. Raises ContentError with the line of the first fault."""
    block: dict[str, list[str]] = {}
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        if line.strip():
            mark, _, rest = line.strip().partition(" ")
            if mark not in MARKS or not rest.strip():
                raise ContentError(f"{path}:{number}: expected `# title`, `= text`, `~ words`, `? question` or `en: …`")
            block.setdefault(MARKS[mark], []).append(rest.strip())
        elif block:
            if "titles" not in block:
                raise ContentError(f"{path}:{number - 1}: the block before this line has no `# title`")
            yield _service(block)
            block = {}


def _service(block: dict[str, list[str]]) -> SpokenService:
    return SpokenService(
        titles=_split(block["titles"], "|"),
        text=" ".join(block.get("text", [])),
        words=_split(block.get("words", []), ";"),
        questions=tuple(block.get("questions", [])),
        english=_split(block.get("english", []), ";"),
    )


def _split(lines: list[str], separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for line in lines for part in line.split(separator) if part.strip())
