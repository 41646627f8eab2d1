"""Settings: one table of name, default and help. Read once, at the edge, and passed on as a value."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kb.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: where the seed content and the installed front end lie."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set; each field is an environment variable `KB_…` (see SETTINGS)."""

    data: Path = ROOT / "var"
    seed: Path = ROOT / "content"
    model: str = "package:indexer/model"
    query_prefix: str = ""
    passage_prefix: str = ""
    site_name: str = "115 Wissensdatenbank"
    city: str = "Hamburg"
    phone: str = "115"
    official: bool = False
    max_query: int = 500
    keep_generations: int = 3

    @property
    def content(self) -> Path:
        """The working copy of the content."""
        return self.data / "content"


@dataclass(frozen=True)
class Setting:
    """One row of the table."""

    name: str
    attr: str
    help: str
    read: Callable[[str], Any]

    @property
    def default(self) -> str:
        """The default as one would type it."""
        value = getattr(Settings(), self.attr)
        if isinstance(value, bool):
            return "ja" if value else "nein"
        return f"{value.relative_to(ROOT)}/" if isinstance(value, Path) else str(value)


def _yes(value: str) -> bool:
    if value.lower() not in ("ja", "nein", "yes", "no", "true", "false", "1", "0"):
        raise ValueError("ja or nein")
    return value.lower() in ("ja", "yes", "true", "1")


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isdecimal() or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return read


SETTINGS = (
    Setting("KB_DATA", "data", "folder for the working copy of the content, generations and records", Path),
    Setting("KB_SEED", "seed", "content that the working copy is seeded from", Path),
    Setting("KB_MODEL", "model", "sentence-transformers model: a folder, a name, or package:<package>/<folder>", str),
    Setting("KB_QUERY_PREFIX", "query_prefix", "put before every query (some models want `query: `)", str),
    Setting("KB_PASSAGE_PREFIX", "passage_prefix", "put before every passage (some models want `passage: `)", str),
    Setting("KB_SITE_NAME", "site_name", "name of the site", str),
    Setting("KB_CITY", "city", "name of the city", str),
    Setting("KB_PHONE", "phone", "telephone number of the hotline", str),
    Setting("KB_OFFICIAL", "official", "ja: the content is the authority's own; the sample notice disappears", _yes),
    Setting("KB_MAX_QUERY", "max_query", "longest query in characters", _between(50, 5000)),
    Setting("KB_KEEP_GENERATIONS", "keep_generations", "generations kept on disk", _between(1, 50)),
)


def read_settings(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from the environment; what is given by name (from a command line) wins.

    Raises SettingError that names every setting whose value can't be used.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    faults = []
    for setting in SETTINGS:
        raw = environ.get(setting.name)
        if raw is None or raw == "":
            continue
        try:
            values[setting.attr] = setting.read(raw)
        except ValueError as error:
            faults.append(f"{setting.name}: found {raw!r}, expected {error}")
    known = {s.name for s in SETTINGS}
    faults += [f"{name}: no such setting" for name in environ if name.startswith("KB_") and name not in known]
    if faults:
        raise SettingError("These settings can't be used:\n  " + "\n  ".join(sorted(faults)))
    values.update({name: value for name, value in given.items() if value is not None})
    assert values.keys() <= {f.name for f in fields(Settings)}  # noqa: S101  # a typing error of ours
    return Settings(**values)
