"""Short ways to build actions for tests."""

from datetime import UTC, date, datetime, timedelta

from lib.sport.actions import KINDS, Action, Competitor, make
from lib.sport.profiles import ChallengeFormat, Checkpoint, RaceFormat

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


def runner(bib: str, name: str, **more) -> Competitor:
    """An individual with a bib."""
    return Competitor(id=f"id-{bib}", name=name, kind="individual", bib=bib, **more)


FIVE_KM = RaceFormat(checkpoints=[Checkpoint("start"), Checkpoint("k2", 2000.0, "2 km"), Checkpoint("finish", 5000.0)])
RUNNERS = [runner("1", "Ada", team="ops"), runner("2", "Bob", team="sales"), runner("3", "Cyd", wave="late")]


def race(shape: RaceFormat = FIVE_KM, *, runners: list[Competitor] = RUNNERS, subject: str = "e1", **data) -> Action:
    """A run of five kilometres, with a line at the start and one at two kilometres, and three who run."""
    return action(
        "event.declared", at=-3600, id=f"{subject}-race", subject=subject, sport="running", format=shape,
        competitors=runners, **data,
    )  # fmt: skip


def passing(bib: str, checkpoint: str, at: float, *, id: str | None = None, **data) -> Action:
    """Somebody passes a checkpoint, *at* seconds after the gun."""
    given = {"bib": bib} if bib else {}
    return action("passing", at=at, id=id or f"p-{bib}-{checkpoint}-{at:g}", checkpoint=checkpoint, **given, **data)


TEAMS = [Competitor(id="ops", name="Operations"), Competitor(id="sales", name="Sales")]
WALKERS = [
    Competitor(id=name, name=name.capitalize(), kind="individual", team=team)
    for name, team in (("ada", "ops"), ("bob", "ops"), ("cyd", "sales"))
]


def challenge(shape: ChallengeFormat | None = None, **data) -> Action:
    """A challenge in steps for two teams."""
    return action(
        "event.declared", at=-3600, id="e1-challenge", sport="steps", format=shape, competitors=[*TEAMS, *WALKERS],
        **data,
    )  # fmt: skip


def walked(member: str, value: float, day: str, *, at: float = 0, id: str | None = None, **data) -> Action:
    """An activity of *value* steps, unless it says otherwise."""
    data = {"unit": "steps"} | data
    name = id or f"w-{member}-{value:g}-{day}-{'-'.join(map(str, data.values()))}"
    return action("activity", at=at, id=name, member=member, value=value, day=date.fromisoformat(day), **data)
