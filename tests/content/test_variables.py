import pytest

from lib.content import variables
from lib.content.documents import Document
from lib.content.variables import ALL, ListVariable, TextVariable
from lib.errors import Refused

TIMES = {"__interval": "15s", "__range": "1h"}


def declared(**spec):
    lines = ["kind: ListVariable", "spec:", "  name: team", *(f"  {name}: {value}" for name, value in spec.items())]
    lines += ["  plugin:", "    kind: StaticListVariable", "    spec: {values: [sales, a.b, 'q\"z']}"]
    return Document("x.yaml", "\n".join(lines).encode()).convert(ListVariable)


TEXT = TextVariable(spec=variables.TextSpec(name="window", value="5m"))
SINGLE, SEVERAL = declared(), declared(allowMultiple="true", allowAllValue="true")
CHOICES = {"team": ["sales", "a.b", 'q"z']}


def filled(text, variable=SINGLE, values=("sales",), choices=CHOICES):
    return variables.interpolated(text, [variable, TEXT], {"team": list(values), "window": ["5m"]}, choices, TIMES)


@pytest.mark.parametrize(
    ("text", "variable", "values", "wanted"),
    [
        ('x{t="$team"}', SINGLE, ["sales"], 'x{t="sales"}'),
        ('x{t="${team}"}', SINGLE, ['q"z'], 'x{t="q\\"z"}'),
        ('x{t=~"$team"}', SEVERAL, ["sales", "a.b"], 'x{t=~"(sales|a\\\\.b)"}'),
        ('x{t=~"$team"}', SEVERAL, ["a.b"], 'x{t=~"a\\\\.b"}'),
        ('x{t=~"$team"}', SEVERAL, [ALL], 'x{t=~"(sales|a\\\\.b|q\\"z)"}'),
        ("${team:csv}", SEVERAL, ["sales", "a.b"], "sales,a.b"),
        ("${team:pipe}", SEVERAL, ["sales", "a.b"], "sales|a.b"),
        ("${team:json}", SEVERAL, ["sales", "a.b"], '["sales", "a.b"]'),
        ("rate(x[$window]) $__interval [$__range]", SINGLE, ["sales"], "rate(x[5m]) 15s [1h]"),
        (
            'label_replace(x, "a", "$1", "b", "(.*)$") $other',
            SINGLE,
            [],
            'label_replace(x, "a", "$1", "b", "(.*)$") $other',
        ),
    ],
)
def test_what_a_reader_chose_gets_into_the_query(text, variable, values, wanted):
    assert filled(text, variable, values) == wanted


def test_all_can_stand_for_something_shorter():
    assert filled("$team", declared(allowAllValue="true", customAllValue="'.+'"), [ALL]) == ".+"


@pytest.mark.parametrize(
    ("variable", "wanted", "held"),
    [
        (SINGLE, [], ["sales"]),
        (SINGLE, ["a.b"], ["a.b"]),
        (SINGLE, ["gone"], ["gone"]),
        (SINGLE, ["sales", "a.b"], ["sales"]),
        (SEVERAL, ["sales", "a.b"], ["sales", "a.b"]),
        (SEVERAL, [], [ALL]),
        (SEVERAL, ["sales", ALL], [ALL]),
        (declared(defaultValue="a.b"), [], ["a.b"]),
        (declared(defaultValue="gone"), [], ["sales"]),
    ],
)
def test_what_holds_is_what_was_wanted_or_the_default_or_the_first(variable, wanted, held):
    assert variables.chosen(variable, wanted, CHOICES["team"]) == held


def test_a_constant_does_not_listen_to_the_address():
    fixed = TextVariable(spec=variables.TextSpec(name="x", value="1", constant=True))

    assert variables.chosen(fixed, ["2"], ()) == ["1"]
    assert variables.chosen(TEXT, ["2"], ()) == ["2"]


def test_choices_are_captured_each_once_and_sorted():
    variable = declared(capturingRegexp="'cup-(\\d+)'", sort="alphabetical-desc")
    labels = variables.PrometheusLabelValuesVariable(spec=variables.LabelValues(label_name="event"))
    variable = ListVariable(
        spec=variables.ListSpec(name="e", plugin=labels, capturing_regexp=r"cup-(\d+)", sort="alphabetical-desc")
    )

    assert variables.captured(variable, ["cup-1", "cup-3", "", "league-2", "cup-1"]) == ["3", "1"]


def test_an_unknown_format_is_refused_with_those_that_are_known():
    with pytest.raises(Refused, match=r"lucene.*regex, csv, pipe"):
        variables.sample("${team:lucene}", [SINGLE])
