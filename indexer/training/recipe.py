"""What decides how a model comes out, beside the data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the result, beside the data."""

    dimensions: int = 384
    vocabulary: int = 46_000
    batch: int = 2_048
    steps: int = 3_500
    rate: float = 0.02
    scale: float = 20.0
    teacher: float = 4.0
    dropout: float = 0.1
    seed: int = 115
