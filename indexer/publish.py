"""The one writer of generations: content in, a new generation switched in.

Built aside under a file lock and switched atomically, so that a build that is killed leaves the old generation whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
from filelock import FileLock

from indexer.abstain import DoubtModel
from indexer.cache import VectorCache
from indexer.doubting import learn_doubt
from indexer.encoder import Encoder, Vectors
from indexer.generation import FORMAT, GISTS, LIKENESS, Calibration, Generation, Manifest, current_id, folder_of
from indexer.gist import write_gists
from indexer.keywords import page_meta, write_keywords
from indexer.pages import SearchPage, search_pages
from indexer.passages import Passage, cut
from indexer.ranking import WEIGHTS
from indexer.vectors import write_vectors
from indexer.words import Analyzer
from kb import __version__
from kb.check import check
from kb.content import Content
from kb.errors import Fault, GenerationError, KbError
from kb.model import Service
from kb.reader import Reading, read_content
from kb.store import Store, write_store

Say = Callable[[str], None]
Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Published:
    """What publishing did. `carried` names broken files whose last good page stays in service."""

    id: str
    built: bool
    faults: tuple[Fault, ...] = ()
    carried: tuple[str, ...] = ()
    embedded: int = 0
    pages: int = 0
    passages: int = 0


@dataclass
class Publisher:
    """Publishes a content folder into a data folder."""

    content: Path
    data: Path
    encoder: Encoder
    analyzer: Analyzer
    keep: int = 3
    say: Say = field(default=lambda _line: None)
    progress: Progress | None = None
    cache: Path | None = None
    """Folder of the vectors that were made before; below `data` when left out."""

    def publish(self, today: date | None = None) -> Published:
        """Builds a generation and switches it in, unless the current one is already made from the same.

        Raises ContentError when there is no content at all.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        with FileLock(self.data / "publish.lock"):
            self._sweep()
            reading = read_content(self.content)
            faults = tuple(sorted({*reading.faults, *check(reading.content, today or date.today(), reading.broken)}))
            print_ = fingerprint(self.content)
            current = self._current(print_)
            if current:
                return Published(current.id, built=False, faults=faults, pages=current.pages, passages=current.passages)
            content, carried = self._carry_over(reading)
            return replace(self._build(content, print_), faults=faults, carried=carried)

    @property
    def vector_cache(self) -> Path:
        """Where vectors are kept."""
        return self.cache or self.data / "cache"

    def _sweep(self) -> None:
        """Removes what killed builds left behind; nobody else builds while we hold the lock."""
        for folder in (self.data / "generations").glob(".building-*"):
            shutil.rmtree(folder, ignore_errors=True)

    def _current(self, content: str) -> Manifest | None:
        """The current generation's manifest, if it can be served and is made from this content and model."""
        try:
            folder = folder_of(self.data, current_id(self.data))
            manifest = Manifest.load(folder / "manifest.json")
            if (manifest.content, manifest.model) == (content, self.encoder.name):
                Generation(folder, self.encoder, self.analyzer)  # opens, or it is built anew
                return manifest
        except KbError:
            pass
        return None

    def _carry_over(self, reading: Reading) -> tuple[Content, tuple[str, ...]]:
        """The content, with the last good version of whatever is broken now."""
        if not reading.broken:
            return reading.content, ()
        try:
            store = Store(folder_of(self.data, current_id(self.data)) / "store.sqlite")
        except (GenerationError, KbError):
            return reading.content, ()
        old = store.content()
        store.close()
        content, broken = reading.content, reading.broken
        carried: list[str] = []

        def pages(now: dict[str, T], before: dict[str, T]) -> dict[str, T]:
            lost = {i: p for i, p in before.items() if getattr(p, "file", None) in broken}
            carried.extend(sorted(str(getattr(p, "file", "")) for p in lost.values()))
            return {**now, **lost}

        def table(name: str, now: Sequence[T], before: Sequence[T]) -> tuple[T, ...]:
            if name not in broken:
                return tuple(now)
            carried.append(name)
            return tuple(before)

        kept = replace(
            content,
            services=_old_texts(pages(dict(content.services), dict(old.services)), old.services, broken, carried),
            offices=pages(dict(content.offices), dict(old.offices)),
            situations=pages(dict(content.situations), dict(old.situations)),
            notices=pages(dict(content.notices), dict(old.notices)),
            categories=table("categories.yml", content.categories, old.categories),
            places=table("places.csv", content.places, old.places),
            frequent=table("frequent.yml", content.frequent, old.frequent),
            synonyms=table("synonyms.yml", content.synonyms, old.synonyms),
            pins=table("pins.yml", content.pins, old.pins),
            emergencies=table("emergencies.yml", content.emergencies, old.emergencies),
        )
        return kept, tuple(carried)

    def _build(self, content: Content, print_: str) -> Published:
        now = datetime.now(UTC)
        digest = hashlib.sha256(f"{print_}{self.encoder.name}{now.isoformat()}".encode()).hexdigest()
        generation_id = f"{now:%Y%m%dT%H%M%S%f}-{digest[:8]}"  # sorts by age, within a second too
        draft = self.data / "generations" / f".building-{generation_id}"
        draft.mkdir(parents=True)
        pages = list(search_pages(content))
        self.say(f"Storing {len(pages)} pages")
        write_store(content, draft / "store.sqlite")
        self.say("Indexing words")
        passages, calibration, made = self.write_indexes(pages, draft)
        manifest = Manifest(
            id=generation_id,
            made_at=now.isoformat(timespec="seconds"),
            content=print_,
            model=self.encoder.name,
            pages=len(pages),
            passages=len(passages),
            calibration=calibration,
        )
        (draft / "manifest.json").write_text(manifest.dump(), encoding="utf-8")
        doubt = self._learn_doubt(content, draft)
        (draft / "manifest.json").write_text(replace(manifest, doubt=doubt).dump(), encoding="utf-8")
        self._switch(draft, generation_id)
        self._prune(generation_id)
        return Published(generation_id, built=True, embedded=made, pages=len(pages), passages=len(passages))

    def write_indexes(self, pages: Sequence[SearchPage], folder: Path) -> tuple[list[Passage], Calibration, int]:
        """Writes words and vectors of pages; returns the passages, the calibration and how many were embedded."""
        write_keywords(pages, self.analyzer, folder / "words.sqlite")
        passages = [passage for page in pages for passage in cut(page)]
        self.say(f"Embedding {len(passages)} passages (those that are new)")
        cache = VectorCache(self.vector_cache)
        vectors, made = cache.encode([p.text for p in passages], self.encoder, self.progress)
        write_vectors(vectors, folder / "vectors.faiss")
        write_gists(vectors, [p.page for p in passages], folder / GISTS)
        meta = {page.key: page_meta(page) for page in pages}
        number = {key: row for row, key in enumerate(meta)}
        table = {"ids": [p.id for p in passages], "owners": [number[p.page] for p in passages], "meta": meta}
        (folder / "passages.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
        return passages, calibrate(vectors, [p.page for p in passages]), made

    def _learn_doubt(self, content: Content, draft: Path) -> DoubtModel | None:
        self.say("Learning when nothing fits")
        learnt = learn_doubt(content, draft, self.encoder, self.analyzer, self.vector_cache)
        if learnt is None:
            return None
        learnt.likeness.save(draft / LIKENESS)
        return learnt.model

    def _switch(self, draft: Path, generation_id: str) -> None:
        for file in draft.iterdir():
            _sync(file)
        os.replace(draft, folder_of(self.data, generation_id))  # noqa: PTH105  # atomic
        pointer = self.data / "CURRENT.new"
        pointer.write_text(generation_id + "\n", encoding="utf-8")
        _sync(pointer)
        os.replace(pointer, self.data / "CURRENT")  # noqa: PTH105  # atomic

    def _prune(self, current: str) -> None:
        """Removes old generations. A worker that still serves one keeps its files open until it lets go."""
        names = sorted(p.name for p in (self.data / "generations").iterdir() if not p.name.startswith("."))
        for name in [n for n in names if n != current][: -self.keep + 1 or None]:
            shutil.rmtree(folder_of(self.data, name), ignore_errors=True)


def _old_texts(
    services: dict[str, Service], before: Mapping[str, Service], broken: frozenset[str], carried: list[str]
) -> dict[str, Service]:
    """The services, with the last good text of every translation that is broken now."""
    kept = dict(services)
    for name in sorted(broken):
        page_id, _, language = name.removeprefix("services/").removesuffix(".md").partition(".")
        if page_id in kept and page_id in before and language in before[page_id].texts:
            texts = {**kept[page_id].texts, language: before[page_id].texts[language]}
            kept[page_id] = replace(kept[page_id], texts=texts)
            carried.append(name)
    return kept


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def fingerprint(content: Path) -> str:
    """SHA-256 over names and bytes of all content files, the program's version and its ranking, which doubt goes by."""
    digest = hashlib.sha256(f"{__version__} {FORMAT} {WEIGHTS}".encode())
    for path in sorted(content.rglob("*")):
        if path.is_file() and path.suffix in (".md", ".yml", ".csv"):
            digest.update(str(path.relative_to(content)).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def calibrate(vectors: Vectors, pages: Sequence[str], pairs: int = 4000) -> Calibration:
    """Mean and deviation of the cosine of passages of different pages: what "unrelated" looks like to this model."""
    if len(set(pages)) < 2:
        return Calibration(0.0, 1.0)
    rng = np.random.default_rng(115)
    left, right = rng.integers(0, len(pages), size=(2, pairs))
    names = np.array(pages)
    different = names[left] != names[right]
    cosines = np.einsum("ij,ij->i", vectors[left[different]], vectors[right[different]])
    return Calibration(float(cosines.mean()), float(max(cosines.std(), 1e-3)))
