"""Content into SQLite and back: nothing is lost, and a store that does not fit is refused."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlite_utils

from kb.content import Content
from kb.errors import StoreError
from kb.model import Rule, Validity
from kb.reader import read_content
from kb.settings import ROOT
from kb.store import Store, migrations, write_store

NOW = datetime(2026, 11, 24, 12)


@pytest.fixture
def content(sample: Path) -> Content:
    return read_content(sample).content


@pytest.fixture
def store(content: Content, tmp_path: Path) -> Store:
    return stored(content, tmp_path / "store.sqlite")


def served(content: Content) -> Content:
    """Content without what only builds and measurements read."""
    return replace(content, synonyms=(), pins=(), emergencies=(), judgments=(), offtopic=())


def page_ids(folder: str) -> set[str]:
    """Ids of the German pages that lie in the checkout."""
    return {path.stem for path in (ROOT / "content" / folder).glob("*.md") if "." not in path.stem}


def stored(content: Content, path: Path) -> Store:
    write_store(content, path)
    return Store(path)


def test_sample_content_comes_back_equal(store: Store, content: Content) -> None:
    assert store.content() == content


def test_seed_content_comes_back_equal(seed: Content, tmp_path: Path) -> None:
    assert served(stored(seed, tmp_path / "seed.sqlite").content()) == served(seed)


def test_seed_content_is_the_content_of_the_checkout(seed: Content) -> None:
    """The round trip above is worth something only if the seed holds every file."""
    assert set(seed.services) == page_ids("services")
    assert set(seed.offices) == page_ids("offices")


def test_empty_content_comes_back_empty(tmp_path: Path) -> None:
    assert stored(Content(), tmp_path / "empty.sqlite").content() == Content()


def test_order_of_tables_is_kept(store: Store, content: Content) -> None:
    assert store.frequent == content.frequent
    assert store.categories == content.categories
    assert store.gazetteer.places == content.places


def test_draft_is_stored_but_not_served(store: Store) -> None:
    assert store.service("entwurf") is not None
    assert store.public_service("entwurf", NOW) is None


@pytest.mark.parametrize(("hour", "served"), [(6, False), (7, True), (18, True), (19, False)])
def test_page_is_served_within_its_validity(content: Content, tmp_path: Path, hour: int, served: bool) -> None:
    valid = Validity(datetime(2026, 11, 24, 7), datetime(2026, 11, 24, 18, 30))
    page = replace(content.services["heirat"], valid=valid)
    store = stored(replace(content, services={"heirat": page}), tmp_path / "valid.sqlite")
    moment = datetime(2026, 11, 24, hour)
    assert (store.public_service("heirat", moment) is not None) == served
    assert bool(store.services(moment)) == served


def test_notice_is_shown_from_its_first_to_its_last_minute(store: Store) -> None:
    moments = [datetime(2026, 11, 24, 6, 59), datetime(2026, 11, 24, 7), datetime(2026, 11, 25)]
    assert [len(store.notices(moment)) for moment in moments] == [0, 1, 0]


def test_former_id_leads_to_the_present_one(store: Store) -> None:
    assert store.moved_to("alter-ausweis") == "ausweis"
    assert store.moved_to("ausweis") is None


def test_former_id_claimed_twice_does_not_stop_the_store(content: Content, tmp_path: Path) -> None:
    """The check reports it; the other pages must be served all the same."""
    second = replace(content.services["heirat"], former_ids=("alter-ausweis", "alter-ausweis"))
    store = stored(replace(content, services={**content.services, "heirat": second}), tmp_path / "twice.sqlite")
    assert store.moved_to("alter-ausweis") in ("ausweis", "heirat")


@pytest.mark.parametrize(
    ("rule", "ids"),
    [
        (Rule(office="finanzamt"), ["finanzamt"]),
        (Rule(office="nirgends"), []),
        (Rule(kind="kundenzentrum"), ["altona", "nord"]),
        (Rule(kind="zirkus"), []),
    ],
)
def test_rule_finds_its_offices(store: Store, rule: Rule, ids: list[str]) -> None:
    assert [office.id for office in store.offices_for(rule)] == ids


def test_services_of_a_field_come_by_title(store: Store) -> None:
    titles = [service.title for service in store.services(NOW)]
    assert titles == ["Eheschließung anmelden", "Hundesteuer anmelden", "Personalausweis beantragen"]
    assert [service.id for service in store.services(NOW, "steuern")] == ["hundesteuer"]


def test_id_of_another_kind_finds_nothing(store: Store) -> None:
    assert (store.service("altona"), store.office("ausweis"), store.situation("ausweis")) == (None, None, None)


def test_id_is_never_read_as_sql(store: Store) -> None:
    assert store.service("' or 1=1 --") is None


def test_folder_may_have_any_name(content: Content, tmp_path: Path) -> None:
    folder = tmp_path / "50%20 a#b?c ä"
    folder.mkdir()
    assert stored(content, folder / "store.sqlite").content() == content


def test_internal_text_is_in_no_byte_of_the_store(content: Content, tmp_path: Path) -> None:
    write_store(content, tmp_path / "store.sqlite")
    assert b"Geheimnisdachs" not in (tmp_path / "store.sqlite").read_bytes()


# Stores that do not fit


def test_store_is_never_written_over(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    write_store(content, path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="exists already"):
        write_store(Content(), path)
    assert path.read_bytes() == before


def test_store_in_a_missing_folder_is_refused(content: Content, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no folder"):
        write_store(content, tmp_path / "nirgends" / "store.sqlite")


def test_missing_store_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="python -m indexer build"):
        Store(tmp_path / "store.sqlite")


def test_damaged_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"no database, but long enough to look like one " * 50)
    with pytest.raises(StoreError, match="damaged"):
        Store(path)


def test_older_store_is_refused(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    write_store(content, path)
    with sqlite3.connect(path) as db:
        db.execute("delete from _sqlite_migrations")
    with pytest.raises(StoreError, match="older version"):
        Store(path)


def test_store_is_never_written_to(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._conn.execute("delete from services")


def test_migrations_are_numbered_without_gap() -> None:
    names = [migration.name for migration in migrations.pending(sqlite_utils.Database(memory=True))]
    assert names
    assert [name[:4] for name in names] == [f"m{number:03d}" for number in range(1, len(names) + 1)]
