"""The working copy of the content: seeded from the checkout at first start, updated where nobody has edited.

A file that an editor changed in the working copy is never touched again; a file that is still as it was seeded
follows the seed. `seeded.json` beside the working copy remembers the hash of each file as seeded.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ContentError


@dataclass(frozen=True)
class Seeding:
    """What a seeding did: files that were added, updated, removed, and those kept although the seed changed."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the working copy is another than before."""
        return bool(self.added or self.updated or self.removed)


def seed_content(seed: Path, work: Path) -> Seeding:
    """Brings the working copy up to the seed. Raises ContentError when there is no seed and no working copy."""
    if not seed.is_dir():
        if work.is_dir():
            return Seeding()
        raise ContentError(f"{seed} is no folder, so there is nothing to seed {work} from. Set KB_SEED.")
    record = work.parent / "seeded.json"
    before: dict[str, str] = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    files = {str(p.relative_to(seed)): _digest(p) for p in sorted(seed.rglob("*")) if p.is_file()}
    added, updated, removed, kept = [], [], [], []
    for name, digest in files.items():
        target = work / name
        present = _digest(target) if target.is_file() else None
        if present == digest:
            continue
        if present is None and name not in before:
            added.append(name)
        elif present is not None and present == before.get(name):
            updated.append(name)
        elif digest != before.get(name):
            kept.append(name)  # edited or deleted here, and changed in the seed
            continue
        else:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(seed / name, target)
    for name in before.keys() - files.keys():
        target = work / name
        if target.is_file() and _digest(target) == before[name]:
            target.unlink()
            removed.append(name)
    work.mkdir(parents=True, exist_ok=True)
    _write(record, json.dumps(files, indent=0, sort_keys=True))
    return Seeding(tuple(added), tuple(updated), tuple(sorted(removed)), tuple(kept))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)  # noqa: PTH105  # atomic
