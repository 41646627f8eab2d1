"""What is searched of a page: the search's own view of services, offices, situations, or of a foreign collection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.content import Content
from kb.model import ALWAYS, Office, Service, Situation, Synonym, Validity

FINDABLE_STATUS = "veroeffentlicht"


@dataclass(frozen=True)
class Section:
    """A heading and the plain text below it."""

    heading: str
    text: str


@dataclass(frozen=True)
class SearchPage:
    """A page as the search sees it. `key` is kind and id (`service/hundesteuer`) and stays the same for ever."""

    key: str
    title: str
    synonyms: tuple[Synonym, ...] = ()
    sections: tuple[Section, ...] = ()
    keys: tuple[str, ...] = ()
    valid: Validity = ALWAYS
    audience: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    language: str = "de"

    @property
    def kind(self) -> str:
        """service, office, situation, or document in a foreign collection."""
        return self.key.split("/", 1)[0]

    @property
    def id(self) -> str:
        """The page's id within its kind."""
        return self.key.split("/", 1)[1]


def search_pages(content: Content) -> Iterator[SearchPage]:
    """The pages of our own content that may be found by citizens."""
    for service in content.services.values():
        if service.status == FINDABLE_STATUS:
            yield of_service(service)
    for office in content.offices.values():
        yield of_office(office)
    for situation in content.situations.values():
        yield of_situation(situation)


def of_service(service: Service) -> SearchPage:
    """A service; test questions and internal notes are never part of it."""
    synonyms = service.text.synonyms
    if service.official_title:
        synonyms = (*synonyms, Synonym(service.official_title))
    forms = tuple(form.number for form in service.forms if form.number)
    laws = tuple(law.title for law in service.laws)
    return SearchPage(
        key=f"service/{service.id}",
        title=service.title,
        synonyms=synonyms,
        sections=tuple(Section(m.name, m.plain) for m in service.text.modules),
        keys=(*service.leika, *forms, *laws),
        valid=service.valid,
        audience=service.audience,
        area=service.area,
    )


def of_office(office: Office) -> SearchPage:
    """An office, with its address as text."""
    address = office.address
    where = f"{address.street}, {address.postcode} {address.city}" if address else ""
    place = " ".join(part for part in (office.quarter, office.district) if part)
    sections = [Section(m.name, m.plain) for m in office.text.modules]
    return SearchPage(
        key=f"office/{office.id}",
        title=office.title,
        synonyms=office.text.synonyms,
        sections=(*sections, Section("Adresse", f"{where} {place}".strip())),
        keys=(address.postcode,) if address else (),
    )


def of_situation(situation: Situation) -> SearchPage:
    """A situation."""
    return SearchPage(
        key=f"situation/{situation.id}",
        title=situation.title,
        synonyms=situation.text.synonyms,
        sections=tuple(Section(m.name, m.plain) for m in situation.text.modules),
    )


def of_document(doc_id: str, title: str, text: str) -> SearchPage:
    """A document of a foreign collection: title and text, nothing else."""
    blocks = [block.strip() for block in re.split(r"\n+", text) if block.strip()]
    return SearchPage(key=f"document/{doc_id}", title=title, sections=tuple(Section("", b) for b in blocks))
