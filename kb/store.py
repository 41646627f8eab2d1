"""The store: content as SQLite, one file in each generation. The only place that knows sqlite-utils (with records).

Written once, in one transaction, and read-only from then on; a page is decoded when it is asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import sqlite_utils
from sqlite_utils import Migrations

from kb import codec
from kb.content import Content, Emergency, Pin, SynonymRule
from kb.errors import StoreError
from kb.model import Category, Notice, Office, Page, Place, Rule, Service, Situation
from kb.places import Gazetteer

P = TypeVar("P", bound=Page)

PUBLIC = "veroeffentlicht"
"""The status of a service that is served."""

TABLES: dict[str, type[Page]] = {"services": Service, "offices": Office, "situations": Situation}

migrations = Migrations("kb.store")


@migrations()
def m001_content(db: sqlite_utils.Database) -> None:
    """Pages, notices, places, categories and the start page's list."""
    for name in TABLES:
        db.table(name).create({"id": str, "title": str, "file": str, "as_of": str, "data": str}, pk="id")
    db.table("offices").add_column("type", str)
    db.table("offices").create_index(["type"])
    db.table("services").add_column("category", str)
    db.table("services").add_column("status", str)
    db.table("services").create_index(["category"])
    db.table("redirects").create({"former_id": str, "id": str}, pk="former_id")
    db.table("notices").create({"id": str, "data": str}, pk="id")
    db.table("places").create({"position": int, "data": str}, pk="position")
    db.table("categories").create({"position": int, "id": str, "title": str}, pk="position")
    db.table("frequent").create({"position": int, "id": str}, pk="position")


@migrations()
def m002_lists(db: sqlite_utils.Database) -> None:
    """The small files beside the pages."""
    db.table("lists").create({"name": str, "position": int, "data": str}, pk=("name", "position"))


LISTS: dict[str, type[Any]] = {"synonyms": SynonymRule, "pins": Pin, "emergencies": Emergency}
"""Lists that searches need. Judgments are not among them: they measure, they do not serve."""


def write_store(content: Content, path: Path) -> None:
    """Writes all content into a new store. Raises StoreError when the file exists already or has no folder."""
    if path.exists():
        raise StoreError(f"{path} exists already; a store is written once.")
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent} is no folder, so no store can be written there.")
    db = sqlite_utils.Database(path)
    try:
        migrations.apply(db)
        with db.atomic():
            _fill(db, content)
    finally:
        db.close()


def _fill(db: sqlite_utils.Database, content: Content) -> None:
    db.table("services").insert_all(
        {**_row(s), "category": s.category, "status": s.status} for s in content.services.values()
    )
    db.table("offices").insert_all({**_row(o), "type": o.type} for o in content.offices.values())
    db.table("situations").insert_all(_row(s) for s in content.situations.values())
    redirects = {old: s.id for s in content.services.values() for old in s.former_ids}  # used twice: `check` says so
    db.table("redirects").insert_all({"former_id": old, "id": page_id} for old, page_id in redirects.items())
    db.table("notices").insert_all({"id": n.id, "data": codec.dump(n)} for n in content.notices.values())
    db.table("places").insert_all({"position": i, "data": codec.dump(p)} for i, p in enumerate(content.places))
    db.table("categories").insert_all(
        {"position": i, "id": c.id, "title": c.title} for i, c in enumerate(content.categories)
    )
    db.table("lists").insert_all(
        {"name": name, "position": i, "data": codec.dump(item)}
        for name in LISTS
        for i, item in enumerate(getattr(content, name))
    )
    db.table("frequent").insert_all({"position": i, "id": page_id} for i, page_id in enumerate(content.frequent))


def _row(page: Page) -> dict[str, Any]:
    as_of = page.as_of.isoformat() if page.as_of else None
    return {"id": page.id, "title": page.title, "file": page.file, "as_of": as_of, "data": codec.dump(page)}


class Store:
    """One store, read-only. Pages that are asked for often stay decoded."""

    def __init__(self, path: Path):
        if not path.is_file():
            raise StoreError(f"There is no store at {path}. Run: python -m indexer build")
        # immutable: no lock and no journal is looked for, so any number of workers read the file
        self._conn = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        self._db = sqlite_utils.Database(self._conn)
        self._check(path)
        self._page: Callable[[str, str], Page | None] = lru_cache(maxsize=4096)(self._decode)

    def _check(self, path: Path) -> None:
        try:
            pending = migrations.pending(self._db)
        except sqlite3.DatabaseError as error:
            raise StoreError(f"The store at {path} is damaged ({error}). Run: python -m indexer build") from None
        if pending:
            raise StoreError(f"The store at {path} is of an older version. Run: python -m indexer build")

    def close(self) -> None:
        """Lets the file go."""
        self._conn.close()

    def _decode(self, table: str, page_id: str) -> Page | None:
        row = next(self._db.query(f"select data from {table} where id = ?", [page_id]), None)  # noqa: S608
        return codec.load(TABLES[table], row["data"]) if row else None

    def service(self, page_id: str) -> Service | None:
        """A service by id, whatever its status."""
        page = self._page("services", page_id)
        return page if isinstance(page, Service) else None

    def public_service(self, page_id: str, moment: datetime) -> Service | None:
        """A service that is served at a moment: published, and within its validity."""
        found = self.service(page_id)
        return found if found and found.status == PUBLIC and found.valid.holds(moment) else None

    def office(self, page_id: str) -> Office | None:
        """An office by id."""
        page = self._page("offices", page_id)
        return page if isinstance(page, Office) else None

    def situation(self, page_id: str) -> Situation | None:
        """A situation by id."""
        page = self._page("situations", page_id)
        return page if isinstance(page, Situation) else None

    def moved_to(self, former_id: str) -> str | None:
        """The present id of a service that had another one."""
        row = next(self._db.query("select id from redirects where former_id = ?", [former_id]), None)
        return row["id"] if row else None

    def pages(self) -> Iterator[Page]:
        """Every page, decoded one after another; for building, not for serving."""
        for table, kind in TABLES.items():
            for row in self._db.query(f"select data from {table} order by id"):  # noqa: S608
                yield codec.load(kind, row["data"])

    def content(self) -> Content:
        """All content of the store, decoded; for building, not for serving."""
        services, offices, situations = {}, {}, {}
        for page in self.pages():
            if isinstance(page, Service):
                services[page.id] = page
            elif isinstance(page, Office):
                offices[page.id] = page
            elif isinstance(page, Situation):
                situations[page.id] = page
        return Content(
            services=services,
            offices=offices,
            situations=situations,
            notices={notice.id: notice for notice in self._notices},
            categories=self.categories,
            places=self.gazetteer.places,
            frequent=self.frequent,
            synonyms=self.synonyms,
            pins=self.pins,
            emergencies=self.emergencies,
        )

    def offices_for(self, rule: Rule) -> list[Office]:
        """The offices that a rule names, by id or by kind."""
        if rule.office:
            office = self.office(rule.office)
            return [office] if office else []
        found = (self.office(page_id) for page_id in self._offices_by_kind.get(rule.kind or "", ()))
        return [office for office in found if office]

    @cached_property
    def _offices_by_kind(self) -> dict[str, list[str]]:
        kinds: dict[str, list[str]] = {}
        for row in self._db.query("select id, type from offices order by id"):
            kinds.setdefault(row["type"], []).append(row["id"])
        return kinds

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """All places."""
        rows = self._db.query("select data from places order by position")
        return Gazetteer(codec.load(Place, row["data"]) for row in rows)

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """The fields under which services are listed, in order."""
        rows = self._db.query("select id, title from categories order by position")
        return tuple(Category(row["id"], row["title"]) for row in rows)

    @cached_property
    def frequent(self) -> tuple[str, ...]:
        """Ids of the services on the start page, in order."""
        return tuple(row["id"] for row in self._db.query("select id from frequent order by position"))

    def _list(self, name: str) -> tuple[Any, ...]:
        rows = self._db.query("select data from lists where name = ? order by position", [name])
        return tuple(codec.load(LISTS[name], row["data"]) for row in rows)

    @cached_property
    def synonyms(self) -> tuple[SynonymRule, ...]:
        """The city's directed synonyms."""
        return self._list("synonyms")

    @cached_property
    def pins(self) -> tuple[Pin, ...]:
        """Pages set to the top of a query."""
        return self._list("pins")

    @cached_property
    def emergencies(self) -> tuple[Emergency, ...]:
        """Emergencies with the phrases that mean them."""
        return self._list("emergencies")

    @cached_property
    def _notices(self) -> tuple[Notice, ...]:
        return tuple(codec.load(Notice, row["data"]) for row in self._db.query("select data from notices order by id"))

    def notices(self, moment: datetime) -> tuple[Notice, ...]:
        """The notices that hold at a moment."""
        return tuple(notice for notice in self._notices if notice.valid.holds(moment))

    def services(self, moment: datetime, category: str | None = None) -> list[Service]:
        """The public services at a moment, by title, of one field or of all."""
        where, values = ("category = ?", [category]) if category else ("1", [])
        ids = self._db.query(f"select id from services where {where} order by title collate nocase", values)  # noqa: S608
        found = (self.service(row["id"]) for row in ids)
        return [s for s in found if s and s.status == PUBLIC and s.valid.holds(moment)]

    def situations(self) -> list[Situation]:
        """All situations, by title."""
        ids = self._db.query("select id from situations order by title collate nocase")
        return [s for s in (self.situation(row["id"]) for row in ids) if s]
