"""What can't be rebuilt: here, whether pages helped. Nothing about who said so, and no words.

One SQLite file for all workers (write-ahead log), backed up by the operator.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import sqlite_utils
from filelock import FileLock
from sqlite_utils import Migrations

migrations = Migrations("kb.records")


@migrations()
def m001_feedback(db: sqlite_utils.Database) -> None:
    """Counts a day, a page and a verdict."""
    db.table("feedback").create({"day": str, "page": str, "helped": int, "count": int}, pk=("day", "page", "helped"))


class Records:
    """The records of one data folder. Each call opens and closes the file: workers come and go."""

    def __init__(self, data: Path):
        self.path = data / "records.sqlite"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # workers start at the same time, and SQLite gives up at once where two of them migrate
        with FileLock(self.path.with_suffix(".lock")), self._open() as db:
            migrations.apply(db)

    @contextmanager
    def _open(self) -> Iterator[sqlite_utils.Database]:
        connection = sqlite3.connect(self.path, timeout=10)
        db = sqlite_utils.Database(connection)
        try:
            db.enable_wal()
            yield db
        finally:
            db.close()

    def add_feedback(self, page: str, helped: bool, today: date) -> None:
        """Counts one verdict on a page."""
        with self._open() as db, db.atomic():
            db.execute(
                "insert into feedback values (?, ?, ?, 1) on conflict do update set count = count + 1",
                [today.isoformat(), page, int(helped)],
            )

    def feedback(self, page: str) -> tuple[int, int]:
        """How often a page helped and how often it did not."""
        with self._open() as db:
            rows = db.query("select helped, sum(count) as n from feedback where page = ? group by helped", [page])
            counts = {row["helped"]: row["n"] for row in rows}
        return counts.get(1, 0), counts.get(0, 0)
