"""Parsers for single front-matter values: a node in, a value of `kb/model.py` out.

A parser raises `Expected` when the value is of another form. `record` and `many` collect what their parts raise, so
that all faults of a file are reported together.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from kb.model import WEEKDAYS, Hours, Span, Synonym, Validity
from kb.yamldoc import Map, Node, Scalar, Seq

Parse = Callable[[Node], Any]

YES, NO = ("ja", "true", "yes"), ("nein", "false", "no")


class Expected(Exception):
    """Raised by a parser: this node should have had another form."""

    def __init__(self, node: Node, expected: str, found: str | None = None):
        super().__init__(expected)
        self.line = node.line
        self.expected = expected
        self.found = describe(node) if found is None else found


class Several(Exception):
    """Raised by a parser of a compound value: (field path, fault) of every broken part."""

    def __init__(self, parts: Sequence[tuple[str, Expected]]):
        super().__init__(f"{len(parts)} faults")
        self.parts = tuple(parts)


@dataclass(frozen=True)
class Field:
    """One row of a schema: the German name, its parser, the attribute it fills, and what editors are told."""

    name: str
    parse: Parse
    attr: str
    help: str
    required: bool = False
    xzufi: str | None = None


def describe(node: Node) -> str:
    """What stands there, for a message."""
    if isinstance(node, Scalar):
        return node.text
    return "a list" if isinstance(node, Seq) else "a group of fields"


def text(node: Node) -> str:
    """One line of text."""
    if not isinstance(node, Scalar) or not node.text.strip():
        raise Expected(node, "some text")
    return " ".join(node.text.split())


def pattern(regex: str, expected: str) -> Parse:
    """A parser for text that matches a regular expression as a whole."""
    compiled = re.compile(regex)

    def parse(node: Node) -> str:
        value = text(node)
        if not compiled.fullmatch(value):
            raise Expected(node, expected)
        return value

    return parse


slug = pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "an id: lower-case ASCII letters, digits and hyphens")
leika = pattern(r"\d{14}", "a LeiKa key: 14 digits in quotation marks")
postcode = pattern(r"\d{5}", "a PLZ: five digits in quotation marks")
ars = pattern(r"\d{2,12}", 'an area key (ARS) in quotation marks, such as "02"')
letters = pattern(r"[A-ZÄÖÜ](-[A-ZÄÖÜ])?", "a letter or a span of letters such as A-K")
email = pattern(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")


def choice(*values: str) -> Parse:
    """A parser for one of a few words; a near miss is named in the message."""

    def parse(node: Node) -> str:
        value = text(node)
        if value not in values:
            near = difflib.get_close_matches(value, values, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise Expected(node, "one of " + ", ".join(values) + hint)
        return value

    return parse


def boolean(node: Node) -> bool:
    """ja or nein."""
    value = text(node).lower()
    if value not in YES + NO:
        raise Expected(node, "ja or nein")
    return value in YES


def integer(node: Node) -> int:
    """A whole number."""
    value = text(node)
    if not re.fullmatch(r"\d{1,6}", value):
        raise Expected(node, "a whole number")
    return int(value)


def degrees(node: Node) -> float:
    """A coordinate in decimal degrees."""
    value = text(node)
    if not re.fullmatch(r"-?\d{1,3}\.\d+", value) or abs(float(value)) > 180:
        raise Expected(node, "decimal degrees with a point, such as 53.5478")
    return float(value)


def money(node: Node) -> Decimal:
    """An amount in euro, exact."""
    value = text(node)
    try:
        amount = Decimal(value) if re.fullmatch(r"\d+(\.\d{1,2})?", value) else None
    except InvalidOperation:
        amount = None
    if amount is None:
        raise Expected(node, "an amount in euro with a point, such as 46.00")
    return amount


def day(node: Node) -> date:
    """A date."""
    try:
        return date.fromisoformat(text(node))
    except ValueError:
        raise Expected(node, "a date such as 2026-11-24") from None


def moment(node: Node) -> datetime:
    """A date with time (local), or a date: then its first minute."""
    value = text(node)
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        raise Expected(node, "a date such as 2026-11-24 or 2026-11-24T08:00") from None
    return parsed.replace(tzinfo=None)


def last_moment(node: Node) -> datetime:
    """A date with time (local), or a date: then its last second, for a span's end includes its day."""
    parsed = moment(node)
    try:
        date.fromisoformat(text(node))
    except ValueError:
        return parsed
    return parsed.replace(hour=23, minute=59, second=59)


def url(node: Node) -> str:
    """A web address."""
    value = text(node)
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise Expected(node, "a web address that begins with https://")
    return value


def span(node: Node) -> Span:
    """Opening hours from one time to another."""
    value = text(node)
    found = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", value.replace("–", "-"))
    try:
        if not found:
            raise ValueError
        h1, m1, h2, m2 = (int(part) for part in found.groups())
        parsed = Span(time(h1, m1), time(h2, m2))
    except ValueError:
        raise Expected(node, 'hours such as "07:00-19:00" in quotation marks') from None
    if parsed.end <= parsed.start:
        raise Expected(node, "a closing time after the opening time")
    return parsed


def many(parse: Parse) -> Parse:
    """A parser for a list; a single value counts as a list of one."""

    def parse_all(node: Node) -> tuple[Any, ...]:
        items = node.items if isinstance(node, Seq) else (node,)
        values, faults = [], []
        for number, item in enumerate(items, start=1):
            try:
                values.append(parse(item))
            except Expected as fault:
                faults.append((f"[{number}]", fault))
            except Several as several:
                faults += [(f"[{number}].{path}", fault) for path, fault in several.parts]
        if faults:
            raise Several(faults)
        return tuple(values)

    return parse_all


def spans(node: Node) -> tuple[Span, ...]:
    """Opening hours of one day, in order and without overlap."""
    day_spans: tuple[Span, ...] = many(span)(node)
    for earlier, later in itertools.pairwise(day_spans):
        if later.start < earlier.end:
            raise Expected(node, "hours in order, without overlap", found=f"{later.start:%H:%M}")
    return day_spans


def hours(node: Node) -> Hours:
    """Opening hours of a week."""
    fields = tuple(Field(name, spans, name, "hours of this weekday") for name in WEEKDAYS)
    week: Mapping[str, tuple[Span, ...]] = record(fields, dict)(node)
    return Hours(tuple(week.get(name, ()) for name in WEEKDAYS))


def synonym(node: Node) -> Synonym:
    """A word, or {begriff, region}."""
    if isinstance(node, Map):
        made: Synonym = record(SYNONYM, Synonym)(node)
        return made
    return Synonym(text(node))


def record(fields: Sequence[Field], build: Callable[..., Any], need_one_of: Sequence[str] = ()) -> Parse:
    """A parser for a group of fields; `build` gets the attributes that are there.

    Raises `Several` with every fault: broken values, unknown fields, missing ones.
    """
    table = {f.name: f for f in fields}

    def parse(node: Node) -> Any:
        if not isinstance(node, Map):
            raise Expected(node, "fields: " + ", ".join(table))
        values, faults = read_fields(table, node)
        if need_one_of and not any(name in node.entries for name in need_one_of):
            faults.append((need_one_of[0], Expected(node, "one of " + ", ".join(need_one_of), "")))
        if faults:
            raise Several(faults)
        return build(**_with_validity(values))

    return parse


def read_fields(table: Mapping[str, Field], node: Map) -> tuple[dict[str, Any], list[tuple[str, Expected]]]:
    """The parsed attributes of a group and every fault in it."""
    values: dict[str, Any] = {}
    faults: list[tuple[str, Expected]] = []
    for name, value in node.entries.items():
        if name.startswith("x-"):  # what an import brought along and we do not know
            continue
        if name not in table:
            near = difflib.get_close_matches(name, table, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            at_key = Scalar(name, node.key_lines[name])
            faults.append((name, Expected(at_key, f"a field that is known here{hint}")))
            continue
        if isinstance(value, Scalar) and not value.text:  # `stand:` left empty is a field left out
            continue
        try:
            values[table[name].attr] = table[name].parse(value)
        except Expected as fault:
            faults.append((name, fault))
        except Several as several:
            faults += [(_join(name, path), fault) for path, fault in several.parts]
    for missing in (f for f in table.values() if f.required and not _given(node, f.name)):
        faults.append((missing.name, Expected(node, f"this field: {missing.help}", "")))
    return values, faults


def _given(node: Map, name: str) -> bool:
    value = node.entries.get(name)
    return value is not None and value != Scalar("", value.line)


def _join(name: str, path: str) -> str:
    return name + path if path.startswith("[") else f"{name}.{path}"


def _with_validity(values: dict[str, Any]) -> dict[str, Any]:
    """Pulls a group's `ab` and `bis` together into one Validity."""
    begin, end = values.pop("begin", None), values.pop("end", None)
    return {**values, "valid": Validity(begin, end)} if begin or end else values


SYNONYM = (
    Field("begriff", text, "term", "the word", required=True),
    Field(
        "region",
        pattern(r"[A-Z]{2}(-[A-Z]{2})?", "a region such as AT, CH or DE-BY"),
        "region",
        "where it is said",
    ),
)
