"""A generation: an immutable folder made from content and model, which a worker opens as a whole or not at all.

KB_DATA/generations/<id>/   manifest.json  store.sqlite  words.sqlite  vectors.faiss  passages.json  gists.npy
                            likeness.npz
KB_DATA/CURRENT             the id of the generation to serve, replaced atomically by `publish`
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from indexer.abstain import DoubtModel
from indexer.emergencies import Alarms
from indexer.encoder import Encoder
from indexer.gist import Gists
from indexer.keywords import FtsIndex
from indexer.lexicon import Lexicon
from indexer.likeness import Likeness
from indexer.spelling import Speller
from indexer.synonyms import Thesaurus
from indexer.vectors import FaissIndex, PassageTable
from indexer.words import Analyzer, normal
from kb.errors import GenerationError, KbError, NoGeneration, StaleGeneration
from kb.store import Store

FORMAT = 7
"""Raised whenever a generation of an older program can't be read any more."""

FIELD_WEIGHTS = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
"""BM25 weights of title, synonyms, headings and body: whole words, then parts. All alike: what a title is worth is a
feature of the ranking, and counting it twice costs munich-dev .01 nDCG@10 (docs/search-quality.md)."""

LIKENESS = "likeness.npz"
GISTS = "gists.npy"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Calibration:
    """How cosines of this model lie for unrelated texts: `mean` and `deviation` of random pairs."""

    mean: float
    deviation: float


@dataclass(frozen=True)
class Manifest:
    """What a generation was made from; `content` is the content's fingerprint, `model` the encoder's name."""

    id: str
    made_at: str
    content: str
    model: str
    pages: int
    passages: int
    calibration: Calibration
    doubt: DoubtModel | None = None
    format: int = FORMAT

    def dump(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """From its file. Raises StaleGeneration when it is of another format or can't be read."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise StaleGeneration(f"{path.parent} was built by another version. Run: python -m indexer build")
            return cls(**{**data, "calibration": Calibration(**data["calibration"]), "doubt": _doubt(data["doubt"])})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StaleGeneration(f"{path} can't be read ({error!r}). Run: python -m indexer build") from None


def _doubt(data: dict[str, Any] | None) -> DoubtModel | None:
    return DoubtModel(**{**data, "coefficients": tuple(data["coefficients"])}) if data else None


class Generation:
    """One opened generation. Everything an answer needs comes from it alone."""

    def __init__(self, folder: Path, encoder: Encoder, analyzer: Analyzer):
        self.folder = folder
        self.manifest = Manifest.load(folder / "manifest.json")
        if self.manifest.model != encoder.name:
            raise StaleGeneration(
                f"Generation {self.id} was built with model {self.manifest.model}, the settings name {encoder.name}. "
                "Run: python -m indexer build"
            )
        self.encoder, self.analyzer = encoder, analyzer
        self.store = Store(folder / "store.sqlite")
        self.words = FtsIndex(folder / "words.sqlite", FIELD_WEIGHTS)
        self.vectors = FaissIndex(folder / "vectors.faiss", self._table)
        self.gists = Gists(folder / GISTS, self._table.pages)
        places = frozenset(normal(word) for place in self.store.gazetteer.names for word in place.split())
        self.speller = Speller(self.words.surfaces, lambda word: word in places or analyzer.lexicon.knows(word))
        self.thesaurus = Thesaurus(self.store.synonyms, analyzer)
        self.likeness = Likeness.load(folder / LIKENESS) if (folder / LIKENESS).exists() else None

    @cached_property
    def alarms(self) -> Alarms:
        """Recognises emergencies."""
        return Alarms(self.store.emergencies, self.analyzer)

    @property
    def id(self) -> str:
        """The generation's name."""
        return self.manifest.id

    @cached_property
    def _table(self) -> PassageTable:
        try:
            data = json.loads((self.folder / "passages.json").read_text(encoding="utf-8"))
            return PassageTable(data["ids"], data["owners"], data["meta"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StaleGeneration(f"{self.folder} is damaged ({error!r}). Run: python -m indexer build") from None


def current_id(data: Path) -> str:
    """The id of the generation to serve. Raises NoGeneration when none was built."""
    try:
        name = (data / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise NoGeneration(f"Nothing has been built in {data} yet. Run: python -m indexer build") from None
    if not name or "/" in name or name.startswith("."):
        raise StaleGeneration(f"{data / 'CURRENT'} names no generation. Run: python -m indexer build")
    return name


def folder_of(data: Path, generation_id: str) -> Path:
    """Where a generation lies."""
    return data / "generations" / generation_id


class Generations:
    """The generation to serve, seen afresh for each request: `get` looks at CURRENT and opens what it names.

    A new generation that can't be opened is refused once, with a message in the log; the old one stays in service.
    """

    def __init__(self, data: Path, encoder: Encoder, analyzer: Analyzer | None = None):
        self.data, self.encoder = data, encoder
        self.analyzer = analyzer or Analyzer(Lexicon())
        self._lock = threading.Lock()
        self._open: Generation | None = None
        self._refused: str | None = None

    def get(self) -> Generation:
        """The current generation. Raises GenerationError when there is none that can be served."""
        try:
            name = current_id(self.data)
        except GenerationError:
            if self._open:
                return self._open
            raise
        if self._open and name in (self._open.id, self._refused):
            return self._open
        with self._lock:
            if not (self._open and name in (self._open.id, self._refused)):
                self._open = self._switch(name)
        return self._open

    def _switch(self, name: str) -> Generation:
        try:
            # the old one is not closed: a request in another thread may still hold it
            return Generation(folder_of(self.data, name), self.encoder, self.analyzer)
        except KbError as error:
            if self._open is None:
                raise
            self._refused = name
            log.error("generation %s refused, %s stays in service: %s", name, self._open.id, error)
            return self._open
