"""The small files beside the pages: synonyms, pins, emergencies, judged and off-topic queries.

Each is read strictly; a fault names the line and shows the right form.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kb import schema
from kb.content import Emergency, Judgment, OffTopic, Pin, SynonymRule, TelephoneNumber
from kb.errors import Fault
from kb.fields import Expected, Field, Several, many, record, slug, text
from kb.model import Category, Place, Point
from kb.schema import AB, BIS, REGION, source
from kb.yamldoc import YamlFault, parse


class Broken(Exception):
    """Raised while reading one file: everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]):
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


def read_list(name: str, source_text: str, parse_item: Callable[[Any], Any], form: str = "") -> tuple[Any, ...]:
    """A YAML file that is one list; raises Broken with all its faults. `form` shows what an entry looks like."""
    hint = f"; an entry looks like this: {form}" if form else ""
    try:
        result: tuple[Any, ...] = many(parse_item)(parse(source_text))
    except YamlFault as fault:
        raise Broken([Fault(name, fault.line, "file", fault.found, fault.expected + hint)]) from None
    except Expected as fault:
        raise Broken([Fault(name, fault.line, "entry", fault.found, fault.expected + hint)]) from None
    except Several as several:
        raise Broken([Fault(name, f.line, path, f.found, f.expected + hint) for path, f in several.parts]) from None
    return result


SYNONYM_FORM = "{begriffe: [Stütze, Hartz IV], gemeint: [Grundsicherungsgeld]}"
SYNONYM = (
    Field("begriffe", many(text), "terms", "what people say", required=True),
    Field("gemeint", many(text), "meant", "what the pages say", required=True),
    Field("region", REGION, "region", "where it is said: AT, CH, DE-BY"),
)
PIN = (
    Field("anfrage", text, "query", "the whole query, any spelling", required=True),
    Field("seite", text, "page", "kind and id, such as service/hundesteuer", required=True),
    AB,
    BIS,
)
NUMBER = (
    Field("nummer", text, "number", "telephone number", required=True),
    Field("name", text, "name", "who answers", required=True),
    Field("hinweis", text, "note", "hours, cost"),
)
EMERGENCY = (
    Field("id", text, "id", "id of the emergency", required=True),
    Field("titel", text, "title", "one line", required=True),
    Field("nummern", many(record(NUMBER, TelephoneNumber)), "numbers", "whom to call", required=True),
    Field("text", text, "text", "what to do first", required=True),
    Field("text_en", text, "text_en", "the same in English", required=True),
    Field("ausloeser", many(text), "triggers", "phrases that mean this emergency", required=True),
    Field("ausnahmen", many(text), "exceptions", "phrases that mean it is none"),
    Field("quellen", many(source), "sources", "where the numbers come from", required=True),
)


def read_synonyms(name: str, source_text: str) -> tuple[SynonymRule, ...]:
    """Directed synonyms of the city: words of people, words of the pages."""
    return read_list(name, source_text, record(SYNONYM, SynonymRule), SYNONYM_FORM)


def read_pins(name: str, source_text: str) -> tuple[Pin, ...]:
    """Pages set to the top of a query by hand."""
    return read_list(name, source_text, record(PIN, Pin), "{anfrage: sturmflut, seite: service/…, bis: 2026-12-01}")


def read_emergencies(name: str, source_text: str) -> tuple[Emergency, ...]:
    """Emergencies with the phrases that mean them."""
    return read_list(name, source_text, record(EMERGENCY, Emergency))


def _rows(name: str, source_text: str, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    rows = csv.DictReader(io.StringIO(source_text))
    missing = [column for column in columns if column not in (rows.fieldnames or ())]
    if missing:
        found = ",".join(rows.fieldnames or ())
        raise Broken([Fault(name, 1, "header", found, "the columns " + ",".join(columns))])
    for row in rows:
        yield rows.line_num, {key: value or "" for key, value in row.items() if key}


def read_judgments(name: str, source_text: str) -> tuple[Judgment, ...]:
    """Judged queries; raises Broken with all faults."""
    columns = ("query", "page", "grade", "kind", "language", "place", "module", "split")
    found, faults = [], []
    for line, row in _rows(name, source_text, columns):
        if row["grade"] not in ("1", "2", "3"):
            faults.append(Fault(name, line, "grade", row["grade"], "1, 2 or 3"))
        elif row["split"] not in ("dev", "test"):
            faults.append(Fault(name, line, "split", row["split"], "dev or test"))
        elif not row["query"].strip() or "/" not in row["page"]:
            faults.append(Fault(name, line, "row", row["query"], "a query and a page such as service/hundesteuer"))
        else:
            values: Any = {key: row[key] for key in columns if key != "grade"}
            found.append(Judgment(grade=int(row["grade"]), **values))
    if faults:
        raise Broken(faults)
    return tuple(found)


def read_offtopic(name: str, source_text: str) -> tuple[OffTopic, ...]:
    """Queries to which nothing fits; raises Broken with all faults."""
    found, faults = [], []
    for line, row in _rows(name, source_text, ("query", "kind", "split")):
        if row["split"] not in ("dev", "test"):
            faults.append(Fault(name, line, "split", row["split"], "dev or test"))
        else:
            found.append(OffTopic(row["query"], row["kind"], row["split"]))
    if faults:
        raise Broken(faults)
    return tuple(found)


def read_categories(name: str, text: str) -> tuple[Category, ...]:
    """The fields under which services are listed."""
    return read_list(name, text, record(schema.CATEGORY, Category))


def read_ids(name: str, text: str) -> tuple[str, ...]:
    """A list of ids."""
    return read_list(name, text, slug)


PLACE_COLUMNS = ("plz", "stadtteil", "bezirk", "namen", "lat", "lon", "ueber_stadt_hinaus")


def read_places(name: str, text: str) -> tuple[Place, ...]:
    """The table of places; `namen` holds other names, separated by a vertical bar."""
    rows = csv.DictReader(io.StringIO(text))
    missing = [column for column in PLACE_COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise Broken([Fault(name, 1, "header", ",".join(rows.fieldnames or ()), "the columns " + ",".join(missing))])
    places, faults = [], []
    for row in rows:
        try:
            places.append(_place(row))
        except (ValueError, TypeError) as error:
            faults.append(Fault(name, rows.line_num, "row", ",".join(str(v) for v in row.values()), str(error)))
    if faults:
        raise Broken(faults)
    return tuple(places)


def _place(row: Mapping[str, str]) -> Place:
    if not re.fullmatch(r"\d{5}", row["plz"]):
        raise ValueError("a PLZ of five digits")
    if not row["stadtteil"] or not row["bezirk"]:
        raise ValueError("a Stadtteil and a Bezirk")
    if row["ueber_stadt_hinaus"] not in ("ja", "nein"):
        raise ValueError("ja or nein under ueber_stadt_hinaus")
    names = tuple(part.strip() for part in row["namen"].split("|") if part.strip())
    try:
        point = Point(float(row["lat"]), float(row["lon"]))
    except ValueError:
        raise ValueError("lat and lon in decimal degrees") from None
    return Place(row["plz"], row["stadtteil"], row["bezirk"], names, point, row["ueber_stadt_hinaus"] == "ja")
