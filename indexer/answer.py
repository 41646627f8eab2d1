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
        "law",
        "Rechtsgrundlagen",
        r"rechtsgrundlage\w*",
        r"gesetz(?:e|lich)?\b",
        r"paragra(?:f|ph)\w*",
        r"(?:verordnung|staatsvertrag|sozialgesetzbuch)\b",
        r"welcher grundlage\b",
        r"wo (?:\S+ ){0,4}(?:steht|geregelt)\b",
    ),
    _fact(
        "duration",
        "Bearbeitungsdauer",
        r"bearbeitungs(?:dauer|zeit)\b",
        r"wartezeit\b",
        r"dauert\b",
        r"wie lange? (?:braucht|brauchen|muss ich (?:\S+ ){0,4}warten|wart)",
        r"wie (?:lange?|schnell) (?:\S+ ){0,5}(?:warten|fertig|bekomm|krieg|da ist)",
        r"wann (?:ist|wird|kommt) (?:\S+ ){0,6}(?:fertig|an)\b",
        r"(?:sofort|gleich) (?:mit\b|auf die hand)",
        r"(?:am selben|am gleichen) tag\b",
        r"auf (?:\S+ ){1,3}warten\b",
        r"geht (?:\S+ ){1,5}(?:gleich|sofort)\b",
        r"how long does\b",
        r"processing time\b",
    ),
    _fact(
        "deadline",
        "Fristen",
        r"frist(?:en)?\b",
        r"bis wann\b",
        r"wie lange? (?:hab|hat)\w* (?:\S+ ){0,4}zeit\b",
        r"wie lange? (?:gilt|gelten|vorher|vor\b|rückwirkend|bleibt|bleiben|wird|werden|ist (?:\S+ ){0,4}gültig)",
        r"(?:für wie lange|und wie lange)\b",
        r"wie ?viel zeit\b",
        r"wie viele (?:tage|wochen|monate|jahre)\b",
        r"wie schnell muss\b",
        r"in welcher zeit\b",
        r"wann (?:muss|soll|sind|wird|werden)\b",
        r"oder wann\b",
        r"rückwirkend\b",
        r"spätestens\b",
        r"(?:sofort|gleich) (?:melden|anmelden|ummelden)\b",
        r"deadline\b",
        r"stichtag\b",
        r"rechtzeitig\b",
        r"zu spät\b",
    ),
    _fact(
        "requirements",
        "Voraussetzungen",
        r"voraussetzung(?:en)?\b",
        r"bedingung(?:en)?\b",
        r"wer (?:bekommt|kriegt|darf|kann|hat|muss|ist)\b",
        r"wie (?:viel|hoch) (?:\S+ )?darf\b",
        r"wie hoch darf\b",
        r"wie ?viel prozent\b",
        r"(?:ab|bis) (?:wie ?viel|welche[ms]|zu welchem)\b",
        r"anspruch\b",
        r"berechtigt\b",
        r"steht mir\b",
        r"wie alt\b",
        r"erfüllen\b",
        r"befreit\b",
        r"requirements?\b",
        r"eligible\b",
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
        r"wie hoch (?:ist|sind)\b",
        r"preise?\b",
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
        r"mitschicken\b",
        r"mit ?zu ?bringen\b",
        r"papiere\b",
        r"dokumente?\b",
        r"nachweise?\b",
        r"was (?:brauch|benötig)\w*",
        r"und was noch brauch",
        r"welche (?:zettel|bescheinigungen|belege|berichte|arztberichte)\b",
        r"muss ich (?:\S+ ){0,5}(?:vorlegen|einreichen|angeben|dabei)",
        r"will das amt sehen\b",
        r"(?:what|which) documents?\b",
        r"what do i (?:need to )?bring\b",
    ),
    _fact(
        "procedure",
        "Verfahrensablauf",
        r"ablauf\b",
        r"wie (?!lang|viel|hoch|alt|schnell|heiß|oft|teuer)\w+(?: (?:das|es|der|die))? (?:ich|man|wir)\b",
        r"wie (?:geht|läuft|funktioniert|kann)\b",
        r"was muss ich (?:tun|machen)\b",
        r"(?:oder ich|und wie)$",
        r"how (?:do|can) i\b",
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
        "where",
        None,
        r"wo\b",
        r"wohin\b",
        r"zuständig\b",
        r"welche[sr]? (?:amt|behörde|stelle|büro)\b",
        r"adresse\b",
        r"where\b",
    ),
    _fact(
        "requirements",
        "Voraussetzungen",
        r"(?:darf|dürfen|kann|können) (?:ich|man|wir|jeder|jemand|mein\w*)\b",
        r"(?:muss|müssen) \w+ (?:\S+ ){0,5}(?:auch|überhaupt|zustimmen|gechippt)\b",
        r"(?:kriegt|bekommt|braucht) (?:man|jeder)\b",
        r"(?:brauch\w*) (?:ich|man|wir) (?:\S+ ){0,4}(?:unterschrift|versicherung|zustimmung|einverständnis)",
        r"welche\w* \w+ (?:brauch|braucht)\b",
        r"was darf\b",
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
