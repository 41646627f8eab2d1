"""What is asked for, and the stored text that answers it, word for word. Nothing is ever made up here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.model import Service


@dataclass(frozen=True)
class Fact:
    """One kind of fact that people ask for: the module that holds it, and how the question sounds."""

    name: str
    module: str | None
    pattern: re.Pattern[str]


def _fact(name: str, module: str | None, *patterns: str) -> Fact:
    return Fact(name, module, re.compile(r"\b(?:" + "|".join(patterns) + r")", re.IGNORECASE))


FACTS: Sequence[Fact] = (
    _fact(
        "duration",
        "Bearbeitungsdauer",
        r"bearbeitungs(?:dauer|zeit)\b",
        r"wartezeit\b",
        r"wie lange? (?:dauert|braucht|brauchen|muss ich (?:\w+ )?warten|wart)",
        r"wie (?:lange|schnell) (?:\S+ ){0,5}(?:dauert|warten|fertig|bekomm|da ist)",
        r"wann (?:ist|wird) (?:\S+ ){0,6}fertig\b",
        r"dauert (?:das|es|die|der)\b",
        r"how long does\b",
        r"processing time\b",
    ),
    _fact(
        "deadline",
        "Fristen",
        r"frist(?:en)?\b",
        r"bis wann\b",
        r"wie lange (?:hab|habe|hat|haben) (?:ich|man|wir) (?:\S+ ){0,4}zeit\b",
        r"wie viel zeit\b",
        r"wieviel zeit\b",
        r"spätestens\b",
        r"deadline\b",
        r"stichtag\b",
        r"rechtzeitig\b",
        r"zu spät\b",
    ),
    _fact(
        "fee",
        "Kosten",
        r"kostet\b",
        r"kosten\b",
        r"kost\b",
        r"gebühr(?:en)?\b",
        r"gebuehr(?:en)?\b",
        r"wie ?viel (?:\S+ ){0,4}(?:zahl|bezahl|euro)",
        r"preis(?:e)?\b",
        r"teuer\b",
        r"(?:was|wieviel|muss) (?:\S+ ){0,4}(?:be)?zahlen\b",
        r"umsonst\b",
        r"kostenlos\b",
        r"how much\b",
        r"(?:cost|fee|price)s?\b",
    ),
    _fact(
        "documents",
        "Unterlagen",
        r"unterlagen\b",
        r"mitbring\w*",
        r"mitnehmen\b",
        r"mit ?zu ?bringen\b",
        r"papiere\b",
        r"dokumente?\b",
        r"nachweise?\b",
        r"was (?:brauch|benötig)\w*",
        r"welche (?:zettel|bescheinigungen|belege)\b",
        r"muss ich (?:\S+ ){0,4}(?:vorlegen|einreichen|dabei)",
        r"(?:what|which) documents?\b",
        r"what do i (?:need to )?bring\b",
    ),
    _fact(
        "requirements",
        "Voraussetzungen",
        r"voraussetzung(?:en)?\b",
        r"bedingung(?:en)?\b",
        r"anspruch\b",
        r"wer (?:bekommt|kriegt|darf|kann|hat)\b",
        r"(?:darf|kann) (?:ich|man|jeder) (?:überhaupt|auch)\b",
        r"berechtigt\b",
        r"steht mir\b",
        r"ab (?:wann|welchem alter|wieviel)\b",
        r"wie alt\b",
        r"requirements?\b",
        r"eligible\b",
    ),
    _fact(
        "hours",
        None,
        r"öffnungszeit\w*",
        r"oeffnungszeit\w*",
        r"geöffnet\b",
        r"sprechzeit\w*",
        r"wann (?:habt|hat|haben|ist|sind) (?:\S+ ){0,5}(?:auf|offen|geöffnet)\b",
        r"opening hours\b",
    ),
    _fact("online", None, r"online\b", r"im internet\b", r"übers? internet\b", r"digital\b", r"von zu ?hause\b"),
    _fact("form", None, r"formular\w*", r"vordruck\w*", r"antragsformular\w*", r"form to\b"),
    _fact(
        "law", "Rechtsgrundlagen", r"rechtsgrundlage\w*", r"gesetz(?:e)?\b", r"paragra(?:f|ph)\w*", r"wo steht das\b"
    ),
    _fact(
        "procedure",
        "Verfahrensablauf",
        r"ablauf\b",
        r"wie (?:geht|läuft|funktioniert|beantrag|meld|mach|stell|bekomm|krieg)\w*",
        r"wie kann (?:ich|man)\b",
        r"was muss ich (?:tun|machen)\b",
        r"how (?:do|can) i\b",
    ),
    _fact(
        "where",
        None,
        r"wo\b",
        r"wohin\b",
        r"zuständig\b",
        r"welche[sr]? (?:amt|behörde|stelle|büro)\b",
        r"adresse\b",
        r"where\b",
    ),
)
"""In the order in which they are tried: "wie lange dauert" before "lange", the fact before the way, the way before
the office."""


@dataclass(frozen=True)
class Answer:
    """A stored module, word for word. `version` is its content hash, `as_of` the page's date."""

    service: str
    module: str
    text: str
    html: str
    version: str
    as_of: date | None


def asked_for(question: str) -> Fact | None:
    """The kind of fact that a question asks for.

    >>> asked_for("was kostet ein neuer perso").name, asked_for("wie lange dauert der pass").name
    ('fee', 'duration')
    >>> asked_for("Hundesteuer") is None
    True
    """
    return next((fact for fact in FACTS if fact.pattern.search(question)), None)


def pick_answer(fact: Fact | None, service: Service, language: str = "de") -> Answer | None:
    """The stored text of a service that answers, or None when nothing was asked or the page does not say."""
    if fact is None or fact.module is None:
        return None
    text = service.texts.get(language) or service.text
    module = text.module(fact.module)
    if module is None:
        return None
    return Answer(service.id, module.name, module.plain, module.html, module.version, service.as_of)
