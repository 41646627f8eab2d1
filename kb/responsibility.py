"""Who is responsible, by rules: (rules, offices, place, moment) to offices in order, or one question.

Never a silent guess: as long as the place leaves offices of different areas possible, the answer is a question.
Pure: the same arguments always give the same answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kb.model import Catchment, Office, Place, Point, Rule
from kb.places import Gazetteer, Location


@dataclass(frozen=True)
class Responsible:
    """One office with its role and, where a place is known, the distance as the crow flies in kilometres."""

    office: Office
    role: str
    distance_km: float | None = None


@dataclass(frozen=True)
class Option:
    """One answer to a question: what to show, and the value to send as `ort`."""

    label: str
    value: str


@dataclass(frozen=True)
class Question:
    """What must be known before an office can be named."""

    about: Literal["place"]
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Resolution:
    """Offices in order, responsible ones first; or a question. `any_will_do`: the person may choose freely."""

    offices: tuple[Responsible, ...] = ()
    question: Question | None = None
    any_will_do: bool = False


@dataclass(frozen=True)
class _Candidate:
    office: Office
    rule: Rule

    def serves(self, place: Place) -> bool:
        """Whether rule and office's catchment both cover a place."""
        rule = self.rule
        narrowed = Catchment(rule.districts, rule.quarters, rule.postcodes)
        return _covers(narrowed, place) and (not self._by_kind or _covers(self.office.catchment, place))

    @property
    def local(self) -> bool:
        """Whether it serves only some places."""
        rule = self.rule
        return bool(rule.districts or rule.quarters or rule.postcodes or (self._by_kind and self.office.catchment))

    @property
    def _by_kind(self) -> bool:
        return self.rule.kind is not None


def _covers(area: Catchment | None, place: Place) -> bool:
    if area is None or not (area.districts or area.quarters or area.postcodes):
        return True
    return place.district in area.districts or place.quarter in area.quarters or place.postcode in area.postcodes


def resolve(
    rules: Sequence[Rule],
    find_offices: Callable[[Rule], Iterable[Office]],
    gazetteer: Gazetteer,
    location: Location | None,
    moment: datetime,
) -> Resolution:
    """The offices responsible under these rules, or the question that settles it.

    `find_offices` gives the offices a rule names, by id or by kind. A location that is unknown or outside the
    city counts as none.
    """
    known = location if location and location.status == "known" else None
    candidates = [_Candidate(o, r) for r in rules if r.valid.holds(moment) for o in find_offices(r)]
    places = known.places if known else gazetteer.places
    local = [c for c in candidates if c.local]
    possible = {c.office.id: {p for p in places if c.serves(p)} for c in local}
    if local and not _settled(local, places):
        return Resolution(question=_question(gazetteer, known), offices=_sorted(candidates, local, known, gazetteer))
    remaining = [c for c in candidates if not c.local or possible[c.office.id]]
    responsible = [c for c in remaining if c.rule.role == "zustaendige-stelle"]
    return Resolution(_sorted(remaining, [], known, gazetteer), any_will_do=len({c.office.id for c in responsible}) > 1)


def _settled(local: Sequence[_Candidate], places: Sequence[Place]) -> bool:
    """Whether every one of the places leads to the same offices."""
    return len({_served(local, place) for place in places}) <= 1


def _served(local: Sequence[_Candidate], place: Place) -> frozenset[str]:
    return frozenset(c.office.id for c in local if c.serves(place))


def _question(gazetteer: Gazetteer, known: Location | None) -> Question:
    """Asks for the Bezirk; where that is known or does not settle it, for the Stadtteil, and at last for the PLZ."""
    places = known.places if known else gazetteer.places
    districts = sorted({p.district for p in places})
    if len(districts) > 1:
        options = tuple(Option(name, f"Bezirk {name}") for name in districts)
        return Question("place", "In welchem Bezirk wohnen Sie?", options)
    quarters = sorted({p.quarter for p in places})
    if len(quarters) > 1:
        return Question("place", "In welchem Stadtteil wohnen Sie?", tuple(Option(name, name) for name in quarters))
    codes = sorted({p.postcode for p in places})
    return Question("place", "Welche Postleitzahl haben Sie?", tuple(Option(code, code) for code in codes))


def _sorted(
    candidates: Iterable[_Candidate], without: Sequence[_Candidate], known: Location | None, gazetteer: Gazetteer
) -> tuple[Responsible, ...]:
    """Each office once: responsible ones before contacts, near before far, then by name."""
    here = known.centre if known else None
    found: dict[str, Responsible] = {}
    for candidate in candidates:
        if candidate in without or candidate.office.id in found:
            continue
        point = _point(candidate.office, gazetteer)
        distance = round(distance_km(here, point), 1) if here and point else None
        found[candidate.office.id] = Responsible(candidate.office, candidate.rule.role, distance)
    return tuple(sorted(found.values(), key=_order))


def _point(office: Office, gazetteer: Gazetteer) -> Point | None:
    """Where an office stands; without coordinates of its own, the middle of its PLZ."""
    if office.point or not office.address:
        return office.point
    return gazetteer.find(office.address.postcode).centre


def _order(entry: Responsible) -> tuple[bool, float, str]:
    far = math.inf if entry.distance_km is None else entry.distance_km
    return entry.role != "zustaendige-stelle", far, entry.office.title


def distance_km(a: Point, b: Point) -> float:
    """Distance as the crow flies (haversine, mean earth radius 6371 km).

    >>> round(distance_km(Point(53.5503, 9.9920), Point(53.4609, 9.9837)), 1)
    10.0
    """
    lat1, lat2 = math.radians(a.lat), math.radians(b.lat)
    dlat, dlon = lat2 - lat1, math.radians(b.lon - a.lon)
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(h))
