"""What somebody means who says "22765", "Ottensen" or "Bezirk Altona".

`Gazetteer.find` answers with a `Location`: the places meant, or that the words name none in the city.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kb.model import Place, Point

Status = Literal["known", "outside", "unknown"]

_SPELLINGS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("sankt ", "st "), ("st. ", "st "))


@dataclass(frozen=True)
class Location:
    """The place somebody named. `places` is empty unless status is "known"."""

    said: str
    status: Status
    kind: Literal["plz", "stadtteil", "bezirk", ""] = ""
    label: str = ""
    places: tuple[Place, ...] = ()

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """The Bezirke it may lie in."""
        return tuple(dict.fromkeys(p.district for p in self.places))

    @cached_property
    def quarters(self) -> tuple[str, ...]:
        """The Stadtteile it may lie in."""
        return tuple(dict.fromkeys(p.quarter for p in self.places))

    @cached_property
    def postcodes(self) -> tuple[str, ...]:
        """The PLZ it may have."""
        return tuple(dict.fromkeys(p.postcode for p in self.places))

    @property
    def beyond(self) -> bool:
        """Whether it reaches beyond the city, so that the person may live outside."""
        return self.kind == "plz" and any(p.beyond for p in self.places)

    @cached_property
    def centre(self) -> Point | None:
        """The middle of its places."""
        if not self.places:
            return None
        n = len(self.places)
        return Point(sum(p.point.lat for p in self.places) / n, sum(p.point.lon for p in self.places) / n)


def fold(name: str) -> str:
    """One spelling for all spellings of a place name.

    >>> fold("Sankt Pauli") == fold("St. Pauli") == fold("ST PAULI")
    True
    """
    text = unicodedata.normalize("NFC", name).casefold().strip() + " "
    for written, plain in _SPELLINGS:
        text = text.replace(written, plain)
    return " ".join(re.sub(r"[^\w]+", " ", text).split())


class Gazetteer:
    """All places of the city, found by PLZ or name."""

    def __init__(self, places: Iterable[Place]):
        self.places = tuple(places)
        self._by_name: dict[str, tuple[str, str, list[Place]]] = {}
        for place in self.places:  # Stadtteile first: "Altona" as a Bezirk is added after them
            for name in (place.quarter, *place.names):
                self._add(name, "stadtteil", place.quarter, place)
        for place in self.places:
            for name in (place.district, f"Bezirk {place.district}"):
                self._add(name, "bezirk", f"Bezirk {place.district}", place)
        for place in self.places:
            self._add(place.postcode, "plz", place.postcode, place)

    def _add(self, name: str, kind: str, label: str, place: Place) -> None:
        known = self._by_name.setdefault(fold(name), (kind, label, []))
        if known[0] == kind and place not in known[2]:
            known[2].append(place)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name of every place, as written."""
        names = (name for p in self.places for name in (p.quarter, p.district, *p.names))
        return tuple(dict.fromkeys(names))

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """All Bezirke, in alphabetical order."""
        return tuple(sorted({p.district for p in self.places}))

    def quarters(self, district: str) -> tuple[str, ...]:
        """All Stadtteile of a Bezirk, in alphabetical order."""
        return tuple(sorted({p.quarter for p in self.places if p.district == district}))

    def find(self, said: str) -> Location:
        """The place that was meant; status "outside" for a PLZ elsewhere, "unknown" for any other words.

        "22765 Ottensen" is read by its PLZ; "Hamburg" alone is no narrower than nothing.
        """
        words = fold(said)
        hit = self._by_name.get(words) or self._by_name.get(words.removeprefix("hamburg ").removesuffix(" hamburg"))
        code = re.search(r"\b\d{5}\b", said)
        if not hit and code:
            hit = self._by_name.get(code[0])
            if not hit:
                return Location(said=said, status="outside", kind="plz", label=code[0])
        if not hit:
            return Location(said=said, status="unknown")
        kind, label, places = hit
        return Location(said=said, status="known", kind=kind, label=label, places=tuple(places))  # type: ignore[arg-type]
