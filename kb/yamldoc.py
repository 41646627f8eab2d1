"""YAML with line numbers, as plain nodes. The only place that knows PyYAML.

Scalars stay the text that the editor typed: whether `no`, `0123` or `46.00` is a word, a key or money is for the
schema to say, not for YAML 1.1, which would read them as False, 83 and 46.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH = 20
"""Front matter is four levels deep; PyYAML itself overflows the stack at some hundred."""


@dataclass(frozen=True)
class Scalar:
    text: str
    line: int


@dataclass(frozen=True)
class Seq:
    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Map:
    entries: Mapping[str, Node]
    line: int
    key_lines: Mapping[str, int]


Node = Scalar | Seq | Map


class YamlFault(Exception):
    """Raised when text is not YAML, or YAML that a page can't use; carries the line."""

    def __init__(self, line: int, found: str, expected: str):
        super().__init__(expected)
        self.line, self.found, self.expected = line, found, expected


def parse(text: str, first_line: int = 1) -> Node:
    """The nodes of a YAML document; `first_line` is where it begins in its file.

    >>> parse("plz: 01067").entries["plz"].text
    '01067'
    """
    try:
        _check_depth(text, first_line)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise YamlFault(line, error.problem or "", "valid YAML") from None
    except yaml.YAMLError as error:
        raise YamlFault(first_line, str(error), "valid YAML") from None
    if root is None:
        return Map({}, first_line, {})
    return _node(root, first_line, set())


def _check_depth(text: str, first_line: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH:
            line = first_line + (event.start_mark.line if event.start_mark else 0)
            raise YamlFault(line, "", f"at most {_DEPTH} levels, one within the other")


def _node(raw: yaml.Node, first_line: int, seen: set[int]) -> Node:
    line = first_line + raw.start_mark.line
    if id(raw) in seen:  # aliases of aliases grow a few lines into gigabytes
        raise YamlFault(line, "an alias (*name)", "each value written out")
    seen.add(id(raw))
    if isinstance(raw, yaml.ScalarNode):
        return Scalar("" if raw.tag.endswith(":null") else raw.value, line)
    if isinstance(raw, yaml.SequenceNode):
        return Seq(tuple(_node(item, first_line, seen) for item in raw.value), line)
    entries: dict[str, Node] = {}
    key_lines: dict[str, int] = {}
    for key, value in raw.value:
        key_line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise YamlFault(key_line, "", "a field name, a colon and a value")
        if key.value in entries:
            raise YamlFault(key_line, key.value, "each field once")
        entries[key.value] = _node(value, first_line, seen)
        key_lines[key.value] = key_line
    return Map(entries, line, key_lines)
