"""A content folder in, `Content` and every fault out.

A broken file never stops the others: it is missing in the content and named in the faults.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kb import schema
from kb.content import Content
from kb.errors import ContentError, Fault
from kb.fields import Field, read_fields
from kb.lists import (
    Broken,
    read_categories,
    read_emergencies,
    read_ids,
    read_judgments,
    read_offtopic,
    read_pins,
    read_places,
    read_synonyms,
)
from kb.markup import Section, make_module, split_sections
from kb.model import INTERNAL, MODULES, Module, Notice, Office, Page, Service, Situation, Synonym, Text
from kb.yamldoc import Map, YamlFault, parse

MAX_BYTES = 1_000_000
"""A page is a few kilobytes; a file beyond this is not one."""

P = TypeVar("P", bound=Page)
T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """What a content folder holds: what could be read, what is wrong, and the files that are broken."""

    content: Content
    faults: tuple[Fault, ...]
    broken: frozenset[str] = frozenset()

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that must be mended."""
        return tuple(fault for fault in self.faults if fault.level == "error")


@dataclass(frozen=True)
class _File:
    """One Markdown file, taken apart: parsed front matter and body sections."""

    name: str
    id: str
    values: Mapping[str, Any]
    lead: Section
    sections: tuple[Section, ...]


def read_content(folder: Path) -> Reading:
    """Everything under a content folder.

    Raises ContentError when there is no such folder.
    """
    if not folder.is_dir():
        raise ContentError(f"{folder} is no folder. Name the folder that holds services/, offices/ and places.csv.")
    return _Reader(folder).read()


class _Reader:
    """Collects faults while it reads, so that all of them can be shown at once."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.faults: list[Fault] = []
        self.broken: set[str] = set()

    def read(self) -> Reading:
        services = self.pages("services", read_service)
        self.translations(services)
        content = Content(
            services=services,
            offices=self.pages("offices", read_office),
            situations=self.pages("situations", read_situation),
            notices=self.pages("notices", read_notice),
            categories=self.guarded("categories.yml", read_categories, ()),
            frequent=self.guarded("frequent.yml", read_ids, ()),
            places=self.guarded("places.csv", read_places, ()),
            synonyms=self.optional("synonyms.yml", read_synonyms),
            pins=self.optional("pins.yml", read_pins),
            emergencies=self.optional("emergencies.yml", read_emergencies),
            judgments=self.optional("judgments.csv", read_judgments)
            + self.optional("judgments.en.csv", read_judgments),
            offtopic=self.optional("offtopic.csv", read_offtopic),
        )
        return Reading(content, tuple(sorted(self.faults)), frozenset(self.broken))

    def pages(self, kind: str, read: Callable[[str, str], T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for path in sorted((self.folder / kind).glob("*.md")):
            if "." in path.stem:  # <id>.en.md belongs to <id>.md
                continue
            page = self.guarded(f"{kind}/{path.name}", read, None)
            if page is not None:
                found[path.stem] = page
        return found

    def translations(self, services: dict[str, Service]) -> None:
        for path in sorted((self.folder / "services").glob("*.*.md")):
            page_id, language = path.stem.split(".", 1)
            name = f"services/{path.name}"
            text = self.guarded(name, partial(read_translation, language=language), None)
            if text is None:
                continue
            if page_id in services:
                page = services[page_id]
                services[page_id] = replace(page, texts={**page.texts, language: text})
            elif f"services/{page_id}.md" not in self.broken:
                self.faults.append(Fault(name, 1, "id", page_id, f"a German page services/{page_id}.md beside it"))

    def optional(self, name: str, read: Callable[[str, str], tuple[T, ...]]) -> tuple[T, ...]:
        """What a file holds that may be absent."""
        found: tuple[T, ...] = self.guarded(name, read, ()) if (self.folder / name).exists() else ()
        return found

    def guarded(self, name: str, read: Callable[[str, str], T], otherwise: Any) -> T | Any:
        """What `read` makes of a file, or `otherwise`, with its faults kept."""
        try:
            return read(name, read_text(self.folder / name, name))
        except Broken as broken:
            self.faults.extend(broken.faults)
            self.broken.add(name)
        except csv.Error as error:
            self.faults.append(Fault(name, 1, "file", str(error), "rows of comma-separated values"))
            self.broken.add(name)
        except RecursionError:  # Markdown calls itself once for every list within a list
            self.faults.append(Fault(name, 1, "body", "", "lists that are not nested this deep"))
            self.broken.add(name)
        return otherwise


def read_text(path: Path, name: str) -> str:
    """A file as text; raises Broken when it can't be text of ours."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Broken([Fault(name, 1, "file", error.strerror or "", "a file that can be read")]) from None
    if len(data) > MAX_BYTES:
        raise Broken([Fault(name, 1, "file", f"{len(data)} bytes", f"at most {MAX_BYTES} bytes")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Broken([Fault(name, line, "file", "bytes that are not UTF-8", "text saved as UTF-8")]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_service(name: str, text: str) -> Service:
    """A service page; raises Broken with all its faults."""
    file = _take_apart(name, text, schema.SERVICE)
    values = dict(file.values)
    german = _text(file, "de", values)
    return Service(file=name, texts={"de": german}, **values)


def read_office(name: str, text: str) -> Office:
    """An office page; raises Broken with all its faults."""
    file = _take_apart(name, text, schema.OFFICE, need_summary=False)
    values = dict(file.values)
    german = _text(file, "de", values)
    return Office(file=name, texts={"de": german}, **values)


def read_situation(name: str, text: str) -> Situation:
    """A situation page; raises Broken with all its faults."""
    file = _take_apart(name, text, schema.SITUATION)
    values = dict(file.values)
    german = _text(file, "de", values)
    return Situation(file=name, texts={"de": german}, **values)


def read_translation(name: str, text: str, *, language: str) -> Text:
    """The text of a service in another language; raises Broken with all its faults."""
    file = _take_apart(name, text, schema.TRANSLATION, need_summary=False)
    return _text(file, language, dict(file.values))


def read_notice(name: str, text: str) -> Notice:
    """An urgent notice; raises Broken with all its faults."""
    file = _take_apart(name, text, schema.NOTICE, need_summary=False)
    return Notice(file=name, body=make_module("Hinweis", file.lead.text), **file.values)


def _take_apart(name: str, text: str, table: Sequence[Field], need_summary: bool = True) -> _File:
    front, body, body_line = _split_front_matter(name, text)
    page_id = Path(name).name.split(".")[0]
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    try:
        node = parse(front, first_line=2)
        if not isinstance(node, Map):
            raise YamlFault(2, "", "fields, each a name, a colon and a value")
        values, parts = read_fields({f.name: f for f in table}, node)
        faults += [Fault(name, part.line, path, part.found, part.expected) for path, part in parts]
        if "id" in values and values["id"] != page_id:
            faults.append(Fault(name, node.key_lines["id"], "id", values["id"], f"the file's name, {page_id}"))
    except YamlFault as fault:
        faults.append(Fault(name, fault.line, "front matter", fault.found, fault.expected))
    lead, sections = split_sections(body, body_line)
    faults += _section_faults(name, lead, sections, need_summary)
    if faults:
        raise Broken(faults)
    return _File(name, page_id, values, lead, tuple(sections))


def _split_front_matter(name: str, text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins."""
    match = re.match(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)(.*)", text, re.DOTALL)
    if not match:
        raise Broken([Fault(name, 1, "front matter", text[:20], "a first line --- and a closing line ---")])
    return match[1], match[2], match[1].count("\n") + 3


def _section_faults(name: str, lead: Section, sections: Sequence[Section], need_summary: bool) -> Iterator[Fault]:
    known = (*MODULES, INTERNAL)
    seen: set[str] = set()
    for section in sections:
        if section.heading not in known:
            yield Fault(name, section.line, "heading", section.heading, "one of " + ", ".join(known))
        elif section.heading in seen:
            yield Fault(name, section.line, "heading", section.heading, "each module once")
        elif not section.text:
            yield Fault(name, section.line, section.heading, "", "text below the heading, or no heading")
        seen.add(section.heading)
    if need_summary and "Kurztext" not in seen:
        yield Fault(name, lead.line, "Kurztext", "", "a module ## Kurztext of one to three sentences")
    if need_summary and lead.text:
        yield Fault(name, lead.line, "body", lead.text, "every text below a ## heading")


def _text(file: _File, language: str, values: dict[str, Any]) -> Text:
    """The page's text; takes from `values` what belongs to the language."""
    modules: tuple[Module, ...] = tuple(make_module(s.heading, s.text) for s in file.sections if s.heading != INTERNAL)
    synonyms: tuple[Synonym, ...] = values.pop("synonyms", ())
    return Text(language=language, title=values["title"], synonyms=synonyms, modules=modules)
