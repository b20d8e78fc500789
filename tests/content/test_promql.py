import pytest

from lib.content import promql
from lib.content.promql import BadPromQL


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ('sum by (a) (rate(x_total{job="b"}[5m])) / on() group_left sum(up offset 5m)', ["x_total", "up"]),
        ("max_over_time(timestamp(x)[7d:5m])", ["x"]),
        ("-(a + b) > bool 2 or topk(3, c)", ["a", "b", "c"]),
        ('last_over_time({__name__="a.b"}[5m])', ["a.b"]),
        ("x + x", ["x"]),
        ("1 + 1", []),
    ],
)
def test_a_query_says_which_series_it_asks_for(query, names):
    assert [one.name for one in promql.selectors(query)] == names


def test_a_selector_is_promql_again_whatever_its_values_are():
    (selector,) = promql.selectors('sum(x{a="q\\"z\\\\",b!~"c|d",e=""}) offset 3m'.replace(") offset", " offset") + ")")

    assert selector.text == 'x{a="q\\"z\\\\",b!~"c|d",e=""}'
    assert promql.selectors(selector.text) == [selector]


@pytest.mark.parametrize("query", ["sum(", "rate(x)", "foo(x)", 'x{a=~"["}', "1 +* 2", "x[5m", "", "sum(x) by"])
def test_what_prometheus_would_not_take_is_refused(query):
    with pytest.raises(BadPromQL):
        promql.check(query)


def test_any_text_has_words_that_together_are_the_text_again():
    for text in ['sum(rate(x{a=~"b.*"}[5m])) > 1e3 # done', 'x{a="unfinished', "", "é ~ \n\t$"]:
        words = list(promql.tokens(text))
        assert "".join(word.text for word in words) == text
        assert [word.start for word in words] == [sum(len(one.text) for one in words[:n]) for n in range(len(words))]


def test_values_are_quoted_as_promql_wants_it():
    assert promql.selector("x", a='b "c" \\ d\ne') == 'x{a="b \\"c\\" \\\\ d\\ne"}'
