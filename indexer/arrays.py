"""Arrays in files, read back or refused with what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kb.errors import StaleGeneration


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an `.npz` file by name. Raises StaleGeneration when it is missing or damaged."""
    try:
        with np.load(path) as stored:
            return dict(stored)
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise _unreadable(path, error) from None


def map_array(path: Path) -> NDArray[Any]:
    """The array of an `.npy` file, mapped: processes share it. Raises StaleGeneration as `read_arrays` does."""
    try:
        return np.asanyarray(np.load(path, mmap_mode="r"))
    except (OSError, ValueError, EOFError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> StaleGeneration:
    return StaleGeneration(f"{path} can't be read ({error!r}). Run: python -m indexer build")
