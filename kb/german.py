"""Facts in German words: money, dates, lengths of time, opening hours. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kb.model import Deadline, Duration, Fee, Span

MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
ONE = {
    "minuten": "Minute",
    "stunden": "Stunde",
    "tage": "Tag",
    "werktage": "Werktag",
    "wochen": "Woche",
    "monate": "Monat",
    "jahre": "Jahr",
}


def money(amount: Decimal) -> str:
    """An amount of euro.

    >>> money(Decimal("1250.5")), money(Decimal("46.00"))
    ('1.250,50 Euro', '46,00 Euro')
    """
    return f"{amount:,.2f} Euro".translate(str.maketrans(",.", ".,"))


def day(value: date) -> str:
    """A date.

    >>> day(date(2026, 11, 4))
    '4. November 2026'
    """
    return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"


def fee(value: Fee) -> str:
    """A fee without its note.

    >>> fee(Fee(low=Decimal(10), high=Decimal(20))), fee(Fee(free=True))
    ('10,00 bis 20,00 Euro', 'kostenlos')
    """
    if value.free:
        return "kostenlos"
    if value.amount is not None:
        return money(value.amount)
    if value.low is not None and value.high is not None:
        return f"{money(value.low).removesuffix(' Euro')} bis {money(value.high)}"
    if value.low is not None:
        return f"ab {money(value.low)}"
    return f"bis {money(value.high)}" if value.high is not None else ""


def length(count: int, unit: str | None) -> str:
    """A length of time.

    >>> length(1, "wochen"), length(3, "monate")
    ('1 Woche', '3 Monate')
    """
    many = (unit or "").capitalize()
    return f"{count} {ONE.get(unit or '', many) if count == 1 else many}".strip()


def deadline(value: Deadline) -> str:
    """A time limit without its note."""
    return length(value.length, value.unit) if value.length is not None else value.due or ""


def duration(value: Duration) -> str:
    """How long it takes, without its note.

    >>> duration(Duration(low=2, high=4, unit="wochen"))
    '2 bis 4 Wochen'
    """
    if value.low is not None and value.high is not None:
        many = length(value.high, value.unit)
        return many if value.low == value.high else f"{value.low} bis {many}"
    if value.low is not None:
        return f"mindestens {length(value.low, value.unit)}"
    return f"bis zu {length(value.high, value.unit)}" if value.high is not None else ""


def spans(values: tuple[Span, ...]) -> str:
    """The opening hours of a day.

    >>> from datetime import time
    >>> spans((Span(time(8), time(12)), Span(time(14), time(18, 30)))), spans(())
    ('8 bis 12 Uhr und 14 bis 18.30 Uhr', 'geschlossen')
    """
    if not values:
        return "geschlossen"
    return " und ".join(
        f"{_clock(s.start.hour, s.start.minute)} bis {_clock(s.end.hour, s.end.minute)} Uhr" for s in values
    )


def _clock(hour: int, minute: int) -> str:
    return f"{hour}.{minute:02d}" if minute else str(hour)
