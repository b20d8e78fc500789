"""Formulas: LaTeX to MathML Core, which browsers draw by themselves.

``docs/decisions/0022-formulas-and-diagrams.md`` says why so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from math_core import LatexError, LatexToMathML
from mdit_py_plugins.dollarmath import dollarmath_plugin

from lib.wiki import mistakes
from lib.wiki.mistakes import Mistake

INFO = "math"
TAGS = {
    "math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts",
    "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
    "munder", "munderover",
}  # fmt: skip
ATTRIBUTES = {
    "accent", "accentunder", "columnspan", "depth", "display", "displaystyle", "fence", "form", "height", "largeop",
    "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowspan", "rspace",
    "scriptlevel", "separator", "stretchy", "style", "symmetric", "voffset", "width",
}  # fmt: skip
STYLES = {
    "border-left",
    "border-right",
    "border-top",
    "color",
    "justify-items",
    "padding-left",
    "padding-right",
    "width",
}

# The converter calls itself for each thing within another, and a stack that is full ends the process. A thread has
# half a megabyte of it on some systems: enough for more than twice of this, by trying.
MOST_CHARACTERS = 8_000
MOST_COMMANDS = 250
MOST_DEPTH = 30

_BACKTICKS = re.compile(r"\$`(?P<latex>[^`\n]+)`\$")
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[{}]")
_MACRO = re.compile(r"\\(?:[gex]?def|let|(?:re)?newcommand|providecommand|DeclareMathOperator)(?![A-Za-z])")
_OPTIONAL = re.compile(r"\\[A-Za-z]+\s*\[")
_PAIRS = (("{", "}"), (r"\left", r"\right"), (r"\begin", r"\end"))
_REASON = re.compile(r"\A\d+: ")

_converter = LatexToMathML(fancy_error=False)


def plugin(parser: MarkdownIt) -> None:
    """Read ``$a$``, ``$`a`$`` and ``$$a$$``, and render them and blocks of code in the language *math*.

    A dollar before a digit and one after a space are money, as in Pandoc.
    """
    parser.use(
        dollarmath_plugin,
        allow_space=False,
        allow_digits=False,
        allow_labels=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    parser.inline.ruler.before("math_inline", "math_backticks", _backticks)
    parser.add_render_rule("math_inline", _inline)
    parser.add_render_rule("math_inline_double", _display)
    parser.add_render_rule("math_block", _block)


def mathml(latex: str, line: int = 1, *, display: bool = False) -> str:
    """*latex* as a ``math`` element, on a line of its own when *display*. Raise Mistake, at *line*."""
    if reason := _refused(latex):
        raise Mistake(line, reason)
    try:
        return _converter.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise Mistake(line, _REASON.sub("", str(error))) from None


def block(latex: str, page: str, line: int) -> str:
    """A formula on a line of its own, or what is wrong with it."""
    try:
        return f"<p>{mathml(latex.strip(), line, display=True)}</p>\n"
    except Mistake as error:
        return mistakes.block(page, "This formula cannot be shown.", error, latex)


def _refused(latex: str) -> str:
    """Why the converter does not get to see *latex*."""
    if _MACRO.search(latex):
        return "A formula cannot define commands of its own."
    tokens = _TOKEN.findall(latex)
    deepest = sum(_depth(tokens, *pair) for pair in _PAIRS) + len(_OPTIONAL.findall(latex))
    if (
        len(latex) > MOST_CHARACTERS
        or sum(token[0] == "\\" for token in tokens) > MOST_COMMANDS
        or deepest > MOST_DEPTH
    ):
        return "This formula is too large: make several of it."
    return ""


def _depth(tokens: Sequence[str], opening: str, closing: str) -> int:
    """How deep *opening* is nested, at most."""
    deepest = depth = 0
    for token in tokens:
        depth += (token == opening) - (token == closing)
        deepest = max(deepest, depth)
    return deepest


def _backticks(state: StateInline, silent: bool) -> bool:
    """``$`a`$``, which GitHub has for formulas that other Markdown would take for something else."""
    found = _BACKTICKS.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = found["latex"]
    state.pos = found.end()
    return True


def _inline(renderer: object, tokens: Sequence[Token], index: int, options: object, env: dict) -> str:
    return _within_line(tokens[index], env, display=False)


def _display(renderer: object, tokens: Sequence[Token], index: int, options: object, env: dict) -> str:
    return _within_line(tokens[index], env, display=True)


def _block(renderer: object, tokens: Sequence[Token], index: int, options: object, env: dict) -> str:
    token = tokens[index]
    return block(token.content, env.get("page", ""), token.map[0] + 1 if token.map else 1)


def _within_line(token: Token, env: dict, *, display: bool) -> str:
    try:
        return mathml(token.content, token.map[0] + 1 if token.map else 1, display=display)
    except Mistake as error:
        return mistakes.inline(env.get("page", ""), error, token.content)
