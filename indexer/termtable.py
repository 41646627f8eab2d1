"""Which terms stand in which page, as rows of numbers: asked for hundreds of candidates at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import read_arrays

Ints = NDArray[np.int32]
Masks = NDArray[np.bool_]


@dataclass(frozen=True)
class TermTable:
    """Page i holds the terms flat[starts[i] : starts[i + 1]], of which the first split[i] stand in its names."""

    flat: Ints
    starts: NDArray[np.int64]
    split: Ints

    @classmethod
    def of(cls, names: Sequence[Set[str]], bodies: Sequence[Set[str]], numbers: Mapping[str, int]) -> TermTable:
        """From the terms of each page's names and of its texts, and the number of each term."""
        rows = [
            np.array([*map(numbers.__getitem__, sorted(name)), *map(numbers.__getitem__, sorted(body))], dtype=np.int32)
            for name, body in zip(names, bodies, strict=True)
        ]
        starts = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
        flat = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)
        return cls(flat, starts.astype(np.int64), np.array([len(name) for name in names], dtype=np.int32))

    def find(self, rows: Sequence[int], terms: Sequence[int]) -> tuple[Masks, Masks]:
        """Whether each term stands in the names of each page, and whether anywhere; shape (rows, terms) both."""
        names = np.zeros((len(rows), len(terms)), dtype=np.bool_)
        anywhere = np.zeros_like(names)
        if not rows or not terms:
            return names, anywhere
        index = np.array(rows, dtype=np.int64)
        lengths = self.starts[index + 1] - self.starts[index]
        owner = np.repeat(np.arange(len(rows)), lengths)
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        held = self.flat[np.repeat(self.starts[index], lengths) + within]
        in_names = within < self.split[index][owner]
        for column, term in enumerate(terms):
            at = np.flatnonzero(held == term)
            anywhere[owner[at], column] = True
            names[owner[at[in_names[at]]], column] = True
        return names, anywhere

    def save(self, path: Path) -> None:
        """Writes it."""
        np.savez(path, flat=self.flat, starts=self.starts, split=self.split)

    @classmethod
    def load(cls, path: Path) -> TermTable:
        """Reads it. Raises StaleGeneration when the file is missing or damaged."""
        stored = read_arrays(path)
        return cls(stored["flat"], stored["starts"], stored["split"])
