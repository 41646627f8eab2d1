"""What time it is for the hotline: Europe/Berlin, as naive local time, which is what content means by a date."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """The present moment, to the second."""
    return datetime.now(BERLIN).replace(tzinfo=None, microsecond=0)
