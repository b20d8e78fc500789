"""The rules of a stage in words."""

from tests.content.playing import Play, declare

KNOCKOUT = """\
- id: cup
  type: knockout
  entries: [a, b, c, d]
  third_place: true
  rounds: [{id: semi-final, legs: 2, away_goals: true}, {id: final, best_of: 3}]
"""
LADDERS = """\
- {id: challenges, type: ladder, reach: 2, move: insert}
- {id: ratings, type: ladder, rating: {system: elo}}
"""
RACE = """\
- id: run
  type: race
  format: {discipline: race, checkpoints: [{id: finish, distance: 21097.5}], rank_by: gun, open: false}
  events: [{id: half, title: Half marathon}]
"""
CHALLENGE = """\
- id: steps
  type: challenge
  format: {discipline: challenge, unit: steps, target: 2500000, target_of: all, daily_cap: 25000, team: average}
  events: [{id: autumn, title: Autumn}]
"""


def rules(stages, sport="football"):
    return [stage.rules for stage in Play(declare(stages, sport=sport)).progress().stages]


def test_a_knockout_says_how_many_games_a_tie_has_in_each_round_and_what_decides_it():
    assert rules(KNOCKOUT) == [
        (
            "The best seeds can meet only in the last rounds.",
            "Semi-final: 2 games, whose scores are added; where they are level, goals scored away count more.",
            "Third place: one game.",
            "Final: up to 3 games, until one side has won 2.",
            "What is level at the end goes into extra time, and then to a shoot-out.",
            "Those who lose in the semi-finals play for third place.",
        )
    ]


def test_a_ladder_says_whom_one_may_challenge_and_what_a_win_does_or_by_which_ratings_it_goes():
    challenges, ratings = rules(LADDERS)

    assert challenges[0] == (
        "Whoever beats somebody up to 2 places above comes in above them, and those between move down by one."
    )
    assert ratings == ("The order is that of Elo ratings (from 1500, K 32), after all final results of the ladder.",)


def test_a_race_says_its_length_what_places_go_by_and_who_has_one():
    assert rules(RACE, "running") == [
        (
            "21,097.5 m.",
            "Places go by the time from the gun to the finish.",
            "Times are shown in whole seconds, rounded up; places go by the exact time.",
            "Only those who are entered have a place, however late.",
        )
    ]


def test_a_challenge_says_what_counts_how_far_and_for_whom():
    assert rules(CHALLENGE, "steps") == [
        (
            "What counts: steps.",
            "The target is 2,500,000 steps for all together.",
            "A day counts up to 25,000 steps.",
            "A team has the average of its members.",
        )
    ]
