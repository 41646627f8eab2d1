"""Frozen dataclasses to JSON and back, by their type hints. Used by the store and nowhere else."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def dump(value: Any) -> str:
    """JSON of a dataclass; fields that hold their default are left out.

    >>> from kb.model import Link
    >>> load(Link, dump(Link("Termin", "https://hamburg.de"))) == Link("Termin", "https://hamburg.de")
    True
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """The dataclass of that kind from its JSON."""
    made: T = _reader(typing.cast("Hashable", kind))(json.loads(text))
    return made


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = ((f, getattr(value, f.name)) for f in dataclasses.fields(value) if f.init)
        return {f.name: _plain(v) for f, v in fields if v != f.default}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


@cache
def _reader(kind: Hashable) -> Callable[[Any], Any]:
    """A function that makes a value of a type from plain JSON."""
    kind_: Any = kind
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _reader(next(part for part in parts if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _reader(parts[0])
        return lambda value: tuple(item(one) for one in value)
    if origin is not None and issubclass(origin, Mapping):
        item = _reader(parts[1])
        return lambda value: {key: item(one) for key, one in value.items()}
    if kind in (date, datetime, time):
        return typing.cast("Callable[[Any], Any]", kind_.fromisoformat)
    if kind is Decimal:
        return Decimal
    if dataclasses.is_dataclass(kind_):
        return _dataclass_reader(kind_)
    return lambda value: value


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    readers = {f.name: _reader(hints[f.name]) for f in dataclasses.fields(kind) if f.init}
    return lambda value: kind(**{name: readers[name](item) for name, item in value.items()})
