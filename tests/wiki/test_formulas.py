import threading

import pytest

from lib.wiki import formulas, markdown
from lib.wiki.mistakes import Mistake


def html(text: str) -> str:
    return markdown.render(text, "index").html


@pytest.mark.parametrize(
    "text",
    ["$x^2$", "a $x^2$.", "$`x^2`$", "| a |\n|-|\n| $x^2$ |", "($x^2$)", "$$x^2$$", "$$\nx^2\n$$", "```math\nx^2\n```"],
)
def test_a_formula_becomes_mathml(text):
    assert "<msup><mi>x</mi><mn>2</mn></msup></math>" in html(text)


@pytest.mark.parametrize(
    "text",
    ["It costs $5, or $6.", "$ x $", "a \\$x$ b", "`$x$`", "$\nx\n$", "US$20 and US$30", "$$", "$20,000 to $30,000"],
)
def test_money_is_no_formula(text):
    assert "<math" not in html(text)


def test_a_formula_on_lines_of_its_own_is_displayed():
    assert '<math display="block">' in html("$$x$$")
    assert '<math display="block">' in html("```math\nx\n```")
    assert "<math>" in html("a $x$ b")


def test_columns_that_are_aligned_stay_so():
    assert 'style="text-align: right' in html("$$\\begin{aligned}a&=b\\\\&=c\\end{aligned}$$").replace(
        ":right", ": right"
    )


def test_a_mistake_in_a_formula_is_said_with_its_line():
    shown = html("a\n\n$$\n\\unknown\n$$\n")

    assert "This formula cannot be shown." in shown
    assert 'Unknown command "\\unknown"' in shown.replace("&quot;", '"')
    assert "(index.md, line 3)" in shown


DEEP = {
    "braces": "{" * 3000 + "x" + "}" * 3000,
    "roots": "\\sqrt{" * 3000 + "x" + "}" * 3000,
    "bare commands": "\\sqrt" * 3000 + " x",
    "fractions": "\\frac1" * 3000 + "x",
    "fences": "\\left(" * 3000 + "x" + "\\right)" * 3000,
    "matrices": "\\begin{matrix}" * 3000 + "x" + "\\end{matrix}" * 3000,
    "options": "\\sqrt[" * 3000 + "x" + "]x" * 3000,
    "macros": "\\def\\a{\\sqrt\\b}\\def\\b{\\sqrt\\a}\\a",
    "length": "x" * 10_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_what_would_fill_the_stack_is_refused(name):
    with pytest.raises(Mistake, match=r"too large|cannot define"):
        formulas.mathml(DEEP[name])


def test_the_deepest_that_is_taken_fits_into_a_small_stack():
    deepest = "\\sqrt{" * formulas.MOST_DEPTH
    rest = "\\sqrt" * (formulas.MOST_COMMANDS - formulas.MOST_DEPTH)
    taken = []
    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(
            target=lambda: taken.append(formulas.mathml(f"{deepest}{rest} x{'}' * formulas.MOST_DEPTH}"))
        )
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)

    assert taken[0].count("<msqrt>") == formulas.MOST_COMMANDS


def test_threads_may_render_formulas_at_the_same_time():
    wrong = []

    def render(number: int) -> None:
        for _ in range(200):
            if f"<mn>{number}</mn>" not in formulas.mathml(f"x_{{{number}}}"):
                wrong.append(number)

    threads = [threading.Thread(target=render, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
