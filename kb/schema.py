"""Front matter, field by field: one table for each kind of page.

Editors read the same tables in `docs/fields.md`, which is made from them (`python -m kb show fields`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from kb.fields import (
    Field,
    Parse,
    ars,
    boolean,
    choice,
    day,
    degrees,
    email,
    hours,
    integer,
    last_moment,
    leika,
    letters,
    many,
    moment,
    money,
    pattern,
    postcode,
    record,
    slug,
    spans,
    synonym,
    text,
    url,
)
from kb.model import (
    ALWAYS,
    Address,
    Approval,
    Catchment,
    DayException,
    Deadline,
    Duration,
    Fee,
    Form,
    Identifier,
    Law,
    Link,
    Point,
    Rule,
    Source,
    Span,
    Step,
    Validity,
)
from kb.yamldoc import Map, Node

STATUS = ("entwurf", "veroeffentlicht", "archiviert")
UNITS = ("minuten", "stunden", "tage", "werktage", "wochen", "monate", "jahre")
ROLES = ("zustaendige-stelle", "ansprechpunkt")
PERSONS = ("eu", "nicht-eu", "privat", "unternehmen")

AB = Field("ab", moment, "begin", "first day or minute")
BIS = Field("bis", last_moment, "end", "last day or minute")

REGION = pattern(r"[A-Z]{2}(-[A-Z]{2})?", "a region such as AT, CH or DE-BY")
"""Where a word is said."""

unit = choice(*UNITS)


def group(build: Callable[..., Any], *fields: Field, one_of: tuple[str, ...] = ()) -> Parse:
    """A parser for a group of fields, in the order in which a schema reads best."""
    return record(fields, build, need_one_of=one_of)


def _duration(length: int | None = None, **given: Any) -> Duration:
    """`dauer: 3` is short for `von: 3, bis: 3`."""
    return Duration(**given) if length is None else Duration(low=length, high=length, **given)


def _exception(on: date, closed: bool = False, spans: tuple[Span, ...] = (), note: str | None = None) -> DayException:
    return DayException(on, () if closed else spans, note)


def _validity(valid: Validity = ALWAYS) -> Validity:
    return valid


NOTE = Field("hinweis", text, "note", "when it applies, in a few words")
URL = Field("url", url, "url", "web address")

validity = group(_validity, AB, BIS, one_of=("ab", "bis"))
link = group(
    Link,
    Field("titel", text, "title", "what stands there", required=True),
    Field("url", url, "url", "web address", required=True),
)
law = group(Law, Field("titel", text, "title", "§ and law", required=True), URL)
form = group(
    Form,
    Field("titel", text, "title", "name of the form", required=True),
    Field("nummer", text, "number", "number of the form"),
    URL,
)
source = group(
    Source,
    Field("titel", text, "title", "whose page it is", required=True),
    URL,
    Field("stand", day, "as_of", "the source's own date; left out if it bears none"),
    Field("gesehen_am", day, "seen", "the day on which it was looked up"),
)
identifier = group(
    Identifier,
    Field("schema", text, "scheme", "who gives the key", required=True),
    Field("wert", text, "value", "the key", required=True),
)
approval = group(
    Approval,
    Field("am", day, "on", "day of approval", required=True),
    Field("durch", text, "by", "who approved", required=True),
    Field("stufe", text, "level", "level of approval"),
)
_amount = group(
    Fee,
    Field("betrag", money, "amount", "euro"),
    Field("frei", boolean, "free", "ja: free of charge"),
    NOTE,
    AB,
    BIS,
    one_of=("betrag", "von", "frei"),
)
_range = group(
    Fee,
    Field("von", money, "low", "euro, lowest", required=True),
    Field("bis", money, "high", "euro, highest"),
    NOTE,
    Field("gueltig", validity, "valid", "when the range holds"),
)


def fee(node: Node) -> Fee:
    """An amount or free of charge; with `von` a range, whose `bis` then is an amount and no date."""
    parse = _range if isinstance(node, Map) and "von" in node.entries else _amount
    made: Fee = parse(node)
    return made


deadline = group(
    Deadline,
    Field("dauer", integer, "length", "a length"),
    Field("einheit", unit, "unit", "unit of time"),
    Field("stichtag", text, "due", "a date or an event in words"),
    NOTE,
    AB,
    BIS,
    one_of=("dauer", "stichtag"),
)
duration = group(
    _duration,
    Field("dauer", integer, "length", "a length"),
    Field("von", integer, "low", "shortest"),
    Field("bis", integer, "high", "longest"),
    Field("einheit", unit, "unit", "unit of time"),
    NOTE,
    one_of=("dauer", "von", "bis", "hinweis"),
)
rule = group(
    Rule,
    Field("stelle", slug, "office", "id of one office"),
    Field("art", slug, "kind", "kind of office: every office of this kind"),
    Field("rolle", choice(*ROLES), "role", "zustaendige-stelle (default) or ansprechpunkt"),
    Field("gebiet", many(ars), "area", "area key (ARS)"),
    Field("bezirke", many(text), "districts", "Bezirke"),
    Field("stadtteile", many(text), "quarters", "Stadtteile"),
    Field("plz", many(postcode), "postcodes", "PLZ"),
    Field("buchstaben", letters, "letters", "first letter of the family name"),
    Field("person", choice(*PERSONS), "person", "kind of person"),
    AB,
    BIS,
    one_of=("stelle", "art"),
)

_SYNONYMS = Field("synonyme", many(synonym), "synonyms", "words people use for this page")
_QUESTIONS = Field("fragen", many(text), "questions", "how callers put it; for testing, never indexed")
_SOURCES = Field("quellen", many(source), "sources", "where the facts come from", required=True)
_UNCONFIRMED = Field("unbestaetigt", many(text), "unconfirmed", "fields that could not be confirmed")
_REVIEWED = Field("geprueft_am", day, "reviewed", "last check by a person responsible for the service")
_REVIEW_DUE = Field("pruefen_bis", day, "review_due", "when the next check is due")
_ID = Field("id", slug, "id", "the file's name without .md", required=True, xzufi="id")

SERVICE = (
    _ID,
    Field("status", choice(*STATUS), "status", "only veroeffentlicht is served", required=True, xzufi="status"),
    Field("frueher", many(slug), "former_ids", "old ids, which redirect here"),
    Field("kennungen", many(identifier), "identifiers", "keys in other systems", xzufi="idSekundaer"),
    Field("leika", many(leika), "leika", "14-digit LeiKa keys, quoted", xzufi="referenzLeiKa"),
    Field("bezeichnung", text, "title", "title as citizens say it", required=True, xzufi="bezeichnung"),
    Field("bezeichnung2", text, "official_title", "official title, if it differs", xzufi="bezeichnung2"),
    _SYNONYMS,
    _QUESTIONS,
    Field("kategorie", slug, "category", "an id from categories.yml", required=True, xzufi="kategorie"),
    Field("lebenslagen", many(slug), "situations", "ids of situations", xzufi="kategorie"),
    Field("adressat", many(choice("buerger", "unternehmen", "verwaltung")), "audience", "whom it is for"),
    Field("typisierung", text, "typing", "FIM type", xzufi="typisierung"),
    Field("gebiet", many(ars), "area", "area keys (ARS) where it holds", xzufi="gueltigkeitGebietID"),
    Field("gueltig", validity, "valid", "when the page begins or ends", xzufi="gueltigkeit"),
    _REVIEWED,
    _REVIEW_DUE,
    Field("freigabe", approval, "approval", "approval of the text", xzufi="versionsinformation"),
    Field("kosten", many(fee), "fees", "amounts in euro, or frei", xzufi="kosten"),
    Field("fristen", many(deadline), "deadlines", "time limits", xzufi="frist"),
    Field("bearbeitungsdauer", duration, "duration", "how long it takes", xzufi="bearbeitungsdauer"),
    Field(
        "vertrauensniveau",
        choice("niedrig", "substantiell", "hoch", "hoch+"),
        "trust_level",
        "needed to do it online",
        xzufi="vertrauensniveau",
    ),
    Field("zustaendig", many(rule), "rules", "who is responsible where", required=True, xzufi="zustaendigkeit"),
    Field("onlinedienste", many(link), "online", "where it can be done online", xzufi="onlinedienst"),
    Field("formulare", many(form), "forms", "forms", xzufi="formular"),
    Field("rechtsgrundlagen", many(law), "laws", "§ and law", xzufi="rechtsgrundlage"),
    _SOURCES,
    _UNCONFIRMED,
)

TRANSLATION = (
    Field("id", slug, "id", "the id of the page that this text belongs to", required=True),
    Field("bezeichnung", text, "title", "title in this language", required=True),
    Field("synonyme", many(synonym), "synonyms", "words people use for this page, in this language"),
)

OFFICE = (
    _ID,
    Field("art", slug, "type", "kind of office, such as kundenzentrum", required=True),
    Field("name", text, "title", "name on the door", required=True, xzufi="name"),
    _SYNONYMS,
    Field("traeger", text, "parent", "authority it belongs to", xzufi="uebergeordneteOrganisationseinheitID"),
    Field(
        "anschrift",
        group(
            Address,
            Field("strasse", text, "street", "street and number, or PO box", required=True),
            Field("plz", postcode, "postcode", "PLZ", required=True),
            Field("ort", text, "city", "city", required=True),
            Field("zusatz", text, "extra", "floor, entrance"),
        ),
        "address",
        "postal address",
        xzufi="anschrift",
    ),
    Field("bezirk", text, "district", "Bezirk in which it stands"),
    Field("stadtteil", text, "quarter", "Stadtteil in which it stands"),
    Field(
        "koordinaten",
        group(
            Point,
            Field("lat", degrees, "lat", "latitude", required=True),
            Field("lon", degrees, "lon", "longitude", required=True),
        ),
        "point",
        "coordinates, WGS 84",
        xzufi="geokodierung",
    ),
    Field("telefon", text, "phone", "telephone", xzufi="kommunikation"),
    Field("email", email, "email", "e-mail", xzufi="kommunikation"),
    Field("web", url, "web", "web address", xzufi="internetadresse"),
    Field("terminlink", url, "appointment_url", "where to book an appointment"),
    Field("nur_mit_termin", boolean, "appointment_only", "ja: nobody is seen without appointment"),
    Field("oeffnungszeiten", hours, "hours", "hours per weekday; a day left out is closed", xzufi="zeiten"),
    Field(
        "ausnahmen",
        many(
            group(
                _exception,
                Field("datum", day, "on", "the date", required=True),
                Field("geschlossen", boolean, "closed", "ja: closed all day"),
                Field("zeiten", spans, "spans", "hours of this date"),
                NOTE,
                one_of=("geschlossen", "zeiten"),
            )
        ),
        "exceptions",
        "hours on single dates",
    ),
    Field("barrierefrei", choice("ja", "teilweise", "nein"), "step_free", "step-free access"),
    Field("sprachen", many(text), "languages", "languages spoken", xzufi="sprachversion"),
    Field(
        "einzugsgebiet",
        group(
            Catchment,
            Field("bezirke", many(text), "districts", "Bezirke"),
            Field("stadtteile", many(text), "quarters", "Stadtteile"),
            Field("plz", many(postcode), "postcodes", "PLZ"),
            one_of=("bezirke", "stadtteile", "plz"),
        ),
        "catchment",
        "where its clients live; left out if it serves the whole city",
    ),
    _REVIEWED,
    _REVIEW_DUE,
    _SOURCES,
    _UNCONFIRMED,
)

SITUATION = (
    _ID,
    Field("bezeichnung", text, "title", "title as people say it", required=True),
    _SYNONYMS,
    _QUESTIONS,
    Field(
        "leistungen",
        many(
            group(
                Step,
                Field("leistung", slug, "service", "id of a service", required=True),
                Field("wann", text, "when", "when it is due"),
                Field("hinweis", text, "note", "for whom"),
            )
        ),
        "steps",
        "services in the order in which people need them",
        required=True,
    ),
    _REVIEWED,
    _REVIEW_DUE,
    Field("quellen", many(source), "sources", "where the facts come from"),
    _UNCONFIRMED,
)

NOTICE = (
    _ID,
    Field("titel", text, "title", "one line that says it all", required=True),
    Field("gueltig", validity, "valid", "from when to when it is shown", required=True),
    Field("stellen", many(slug), "offices", "ids of offices it concerns"),
    Field("leistungen", many(slug), "services", "ids of services it concerns"),
    Field("wirkung", choice("geschlossen", "hinweis"), "effect", "geschlossen acts on the hours", required=True),
)

CATEGORY = (
    Field("id", slug, "id", "id of the field", required=True),
    Field("titel", text, "title", "title of the field", required=True),
)

TABLES = {
    "services": SERVICE,
    "services in another language": TRANSLATION,
    "offices": OFFICE,
    "situations": SITUATION,
    "notices": NOTICE,
}
"""Every kind of page with its fields, for the documentation."""
