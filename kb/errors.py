"""Everything that can go wrong, as one tree.

    KbError                     the whole family; the edges turn it into an exit code or a page
    ├── ContentError            content can't be used as it is
    ├── SettingError            a setting has a value that can't be used
    ├── StoreError              a store is missing, of another version, or damaged
    └── GenerationError         no generation can be served
        ├── NoGeneration        nothing has been built yet
        └── StaleGeneration     the generation does not fit content, model or this version of the program

`Fault` is not raised: it is one finding about one place in one file, and findings are collected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


class KbError(Exception):
    """Anything this project raises on purpose; its text says what to do."""


class ContentError(KbError):
    """Raised when content can't be used as it is."""


class SettingError(KbError):
    """Raised when a setting has a value that can't be used."""


class StoreError(KbError):
    """Raised when a store is missing, of another version, or damaged."""


class GenerationError(KbError):
    """Raised when no generation can be served."""


class NoGeneration(GenerationError):
    """Raised when nothing has been built yet."""


class StaleGeneration(GenerationError):
    """Raised when a generation does not fit content, model or this version of the program."""


@dataclass(frozen=True, order=True)
class Fault:
    """One finding about one place in one file of the content.

    >>> print(Fault("services/hund.md", 4, "kategorie", "tire", "a category id"))
    services/hund.md:4: error: kategorie: found 'tire', expected a category id
    """

    file: str
    line: int
    field: str
    found: str
    expected: str
    level: Level = "error"

    def __str__(self) -> str:
        found = f"found {shorten(self.found)!r}, " if self.found else ""
        return f"{self.file}:{self.line}: {self.level}: {self.field}: {found}expected {self.expected}"


def shorten(text: str, limit: int = 60) -> str:
    """The beginning of a text on one line, for messages."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
