"""A championship of races: the points that each race gave, added up to the table after each of them.

No table is made of the places in several races; their points are given in the file, each from the day of its race on.
Points: F1DB (https://github.com/f1db/f1db, CC BY 4.0), the constructors of 2024 after each of the first four races.
"""

from datetime import UTC, datetime

from tests.content.playing import Play, declare

CARS = ("red-bull", "ferrari", "mclaren", "mercedes", "aston-martin", "rb", "haas", "williams", "kick-sauber", "alpine")
# By day: what the two cars of each got, and the sums that were published after it; those with nothing are left out.
RACES = {
    "2024-03-02": (
        {"red-bull": (26, 18), "ferrari": (15, 12), "mercedes": (10, 6), "mclaren": (8, 4), "aston-martin": (2, 1)},
        {"red-bull": 44, "ferrari": 27, "mercedes": 16, "mclaren": 12, "aston-martin": 3},
    ),
    "2024-03-09": (
        {
            "red-bull": (25, 18), "ferrari": (16, 6), "mclaren": (12, 4), "aston-martin": (10,), "mercedes": (8, 2),
            "haas": (1,),
        },
        {"red-bull": 87, "ferrari": 49, "mclaren": 28, "mercedes": 26, "aston-martin": 13, "haas": 1},
    ),
    "2024-03-24": (
        {
            "ferrari": (25, 19), "mclaren": (15, 12), "red-bull": (10,), "aston-martin": (8, 4), "rb": (6,),
            "haas": (2, 1),
        },
        {"red-bull": 97, "ferrari": 93, "mclaren": 55, "mercedes": 26, "aston-martin": 25, "rb": 6, "haas": 4},
    ),
    "2024-04-07": (
        {
            "red-bull": (26, 18), "ferrari": (15, 12), "mclaren": (10, 4), "aston-martin": (8,), "mercedes": (6, 2),
            "rb": (1,),
        },
        {"red-bull": 141, "ferrari": 120, "mclaren": 69, "mercedes": 34, "aston-martin": 33, "rb": 7, "haas": 4},
    ),
}  # fmt: skip


def test_the_points_of_each_race_add_up_to_the_standings_after_it():
    given = "".join(
        f"  - {{competitor: {car}, points: -{points}, day: {day}, reason: Race of {day}}}\n"
        for day, (race, _) in RACES.items()
        for car, each in race.items()
        for points in each
    )
    teams = f"[{', '.join(f'{{id: {car}, name: {car}}}' for car in CARS)}]"
    play = Play(declare(f"- id: season\n  type: league\n  deductions:\n{given}", teams=teams))

    for day, (_, published) in RACES.items():
        end = round(datetime.fromisoformat(f"{day}T23:59").replace(tzinfo=UTC).timestamp() * 1000)
        rows = play.progress(at=end).stage("season").tables[0].rows
        assert {row.competitor: row.points for row in rows if row.points} == published
        assert [row.competitor for row in rows if row.points] == list(published)
