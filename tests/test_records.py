"""What can't be rebuilt: counts of verdicts, without a word about who gave them."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
import sqlite_utils

from kb.records import Records, migrations

TODAY = date(2026, 11, 24)
TOMORROW = date(2026, 11, 25)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path / "data")


def test_page_without_verdict_counts_zero(records: Records) -> None:
    assert records.feedback("service/hund") == (0, 0)


def test_verdicts_are_counted_apart(records: Records) -> None:
    for helped in (True, True, False):
        records.add_feedback("service/hund", helped, TODAY)
    assert records.feedback("service/hund") == (2, 1)


def test_verdicts_of_all_days_are_summed(records: Records) -> None:
    records.add_feedback("service/hund", True, TODAY)
    records.add_feedback("service/hund", True, TOMORROW)
    assert records.feedback("service/hund") == (2, 0)


def test_verdict_counts_for_its_page_alone(records: Records) -> None:
    records.add_feedback("service/hund", True, TODAY)
    assert records.feedback("service/pass") == (0, 0)


def test_page_name_is_never_read_as_sql(records: Records) -> None:
    records.add_feedback("service/hund", True, TODAY)
    assert records.feedback("' or 1=1 --") == (0, 0)


def test_records_outlive_the_program(tmp_path: Path) -> None:
    Records(tmp_path).add_feedback("service/hund", False, TODAY)
    assert Records(tmp_path).feedback("service/hund") == (0, 1)


def test_verdicts_of_several_workers_are_all_counted(tmp_path: Path) -> None:
    def work() -> None:
        own = Records(tmp_path)
        for _ in range(10):
            own.add_feedback("service/hund", True, TODAY)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Records(tmp_path).feedback("service/hund") == (40, 0)


def test_feedback_holds_nothing_about_a_person(records: Records) -> None:
    """Day, page, verdict and count: a new column is a question of data protection, not of code."""
    with sqlite3.connect(records.path) as db:
        columns = [row[1] for row in db.execute("pragma table_info(feedback)")]
    assert columns == ["day", "page", "helped", "count"]


def test_verdicts_of_a_day_make_one_row(records: Records) -> None:
    """No row of its own for each verdict, so that none can be told from another by its time."""
    for _ in range(5):
        records.add_feedback("service/hund", True, TODAY)
    with sqlite3.connect(records.path) as db:
        assert db.execute("select count(*) from feedback").fetchone() == (1,)


def test_reader_is_not_locked_out_by_a_writer(records: Records) -> None:
    with sqlite3.connect(records.path) as db:
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)


def test_migrations_are_numbered_without_gap() -> None:
    names = [migration.name for migration in migrations.pending(sqlite_utils.Database(memory=True))]
    assert names
    assert [name[:4] for name in names] == [f"m{number:03d}" for number in range(1, len(names) + 1)]
