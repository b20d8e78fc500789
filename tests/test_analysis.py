"""The questions of docs/analysis.md are answered as it says."""

import contextlib
import io
import re

import pytest

from lib.settings import ROOT

TEXT = (ROOT / "docs" / "analysis.md").read_text()
BLOCK = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)
BLOCKS = BLOCK.findall(TEXT)


@pytest.fixture(scope="module")
def answers():
    """What each block prints, run one after the other in one namespace."""
    space: dict[str, object] = {}
    printed = []
    with contextlib.chdir(ROOT):
        for code, _ in BLOCKS:
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(code, space)
            printed.append(out.getvalue())
    return printed


def test_there_are_ten_questions_each_with_its_answer():
    assert len(re.findall(r"^## \d+\. .*\?$", TEXT, re.MULTILINE)) == 10
    assert len([answer for _, answer in BLOCKS if answer]) == 10


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_block_prints_what_is_written_below_it(number, answers):
    def lines(text):
        return [line.rstrip() for line in text.rstrip().splitlines()]

    assert lines(answers[number]) == lines(BLOCKS[number][1])


def test_each_answer_takes_a_few_lines():
    assert all(len(code.splitlines()) <= 6 for code, answer in BLOCKS if answer)
