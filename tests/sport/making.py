"""Short ways to build actions for tests."""

from datetime import UTC, datetime, timedelta

from lib.sport.actions import KINDS, Action, Competitor, make

KICK_OFF = datetime(2026, 5, 2, 14, 0, tzinfo=UTC)


def action(kind: str, /, *, at: float = 0, id: str | None = None, subject: str = "e1", **data) -> Action:
    """An action of *kind*, *at* seconds after the kick-off."""
    return make(
        kind,
        KINDS[kind](**data),
        id=id or f"{kind}-{at:g}-{'-'.join(str(value) for value in data.values())[:40]}".replace(" ", ""),
        subject=subject,
        time=KICK_OFF + timedelta(seconds=at),
        source="test",
    )


def declared(sport: str = "football", *, at: float = -3600, subject: str = "e1", **data) -> Action:
    """The event between Sales and Logistics."""
    both = [Competitor(id="sales", name="Sales"), Competitor(id="logistics", name="Logistics")]
    return action(
        "event.declared",
        at=at,
        id=f"{subject}-declared-{sport}",
        subject=subject,
        sport=sport,
        competitors=both,
        **data,
    )
