"""``python -m bench.standings``: the table of a full season of 20 teams, with its explanations, by each preset.

The teams are in tiers of three that have the same points: most are told apart by goals, or by a table of their own; one
tier is level in everything, so that each criterion is asked.

Against a table by points, difference and goals alone with pandas, without a tie-breaker and without a reason, from the
same results in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

import pandas as pd

from bench.report import report, say
from lib.sport import standings
from lib.sport.actions import Competitor
from lib.sport.results import Cards, Result
from lib.sport.standings import Adjustments

TEAMS = 20
TIER = 3
LEVEL = 5  # the tier that is level in everything
SETS = {"fivb", "ittf"}


def main() -> None:
    """Time every preset, and pandas."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=50)
    arguments = parser.parse_args()
    teams = [Competitor(id=f"team-{number:02}", name=f"Team {number:02}") for number in range(TEAMS)]
    decided = Adjustments(rankings={name: {} for name in ("fifa", "fifa-previous", "qualifiers", "seeding", "uefa")})
    times = {}
    for name in standings.PRESETS:
        rules, played = standings.rules(name), season(teams, 3 if name in SETS else 1)
        made = standings.table(teams, played, rules, decided)
        assert len({row.points for row in made.rows}) == -(-TEAMS // TIER), "there are no ties"
        times[name] = measure(
            lambda rules=rules, played=played: standings.table(teams, played, rules, decided), arguments.repeat
        )
        say(f"{name}: {times[name]:.2f} ms")
    played = season(teams, 1)
    plain = measure(lambda: with_pandas(played), arguments.repeat)
    slowest = max(times, key=times.get)
    report(
        "standings",
        {"ms": times[slowest], "median_ms": round(statistics.median(times.values()), 2), "games": len(played), **times},
        {"pandas_ms": plain},
        plain / times[slowest],
    )


def measure(work: Callable[[], object], repeat: int) -> float:
    """The fastest of some runs in milliseconds of the processor: as timeit says, others on the machine only add."""
    taken = []
    for _ in range(repeat):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return round(min(taken) * 1000, 2)


def season(teams: Sequence[Competitor], win: int) -> list[Result]:
    """Everybody at home to everybody. A better tier wins by two, and of a tier whoever is at home: by one, and by more
    against the next member of the same tier."""
    played = []
    for home, one in enumerate(teams):
        for away, other in enumerate(teams):
            if home != away:
                mine, theirs = (2, 0) if home // TIER < away // TIER else (0, 2)
                if home // TIER == away // TIER:
                    more = home // TIER != LEVEL and away - home == 1
                    mine, theirs = 1 + (TIER - home % TIER) * more, 0
                played.append(_result(one.id, other.id, (mine, theirs), len(played), win))
    return played


def _result(home: str, away: str, goals: tuple[int, int], number: int, win: int) -> Result:
    """For sets, whoever wins has three, and the rallies are what the goals are elsewhere."""
    mine, theirs = goals
    return Result(
        event=f"{home}-{away}",
        home=home,
        away=away,
        score=goals if win == 1 else (win * (mine > theirs), win * (mine < theirs)),
        rallies=(30 + mine, 30 + theirs),
        cards=(Cards(yellow=1), Cards(yellow=1)),
        time=number,
    )


def with_pandas(played: Sequence[Result]) -> pd.DataFrame:
    """Points, difference and goals of each team, in order."""
    games = pd.DataFrame(
        [(one.home, one.away, *one.score) for one in played], columns=["home", "away", "mine", "theirs"]
    )
    turned = games.rename(columns={"home": "away", "away": "home", "mine": "theirs", "theirs": "mine"})
    sides = pd.concat([games, turned])
    sides["points"] = 3 * (sides["mine"] > sides["theirs"]) + (sides["mine"] == sides["theirs"])
    sides["difference"] = sides["mine"] - sides["theirs"]
    sums = sides.groupby("home")[["points", "difference", "mine"]].sum()
    return sums.sort_values(["points", "difference", "mine"], ascending=False)


if __name__ == "__main__":
    main()
