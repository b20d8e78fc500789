"""Nothing that an author writes may run. The payloads go into every place that an author fills.

``tests/web/test_wiki_safety.py`` puts the same into a real browser.
"""

import json
from html.parser import HTMLParser

import pytest

from lib.settings import ROOT
from lib.wiki import diagrams, formulas, markdown, sanitise
from lib.wiki.links import Context

OWN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "[x](javascript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<form action=/api/actions><button formaction=javascript:alert(1)>x</button></form>",
    "<input type=image src=x onerror=alert(1)><input autofocus onfocus=alert(1)>",
    "<style>body{display:none}</style><div style='position:fixed;inset:0'>x</div>",
    "<base href=//evil.example><meta http-equiv=refresh content=0><link rel=stylesheet href=//evil.example>",
    "<object data=x></object><embed src=x><template><img onerror=alert(1)></template>",
    "<tl-scoreboard event='x' onclick=alert(1)></tl-scoreboard>",
    "<tl-recorder event=x></tl-recorder>",
    '"><img src=x onerror=alert(1)>',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<h1 id=root name=body class='stApp tl-rec-pad'>x</h1>",
    "[[x|<img src=x onerror=alert(1)>]]",
    '[[x"onmouseover="alert(1)]]',
    '[x](y "\\" onmouseover=alert(1)")',
    "`x`{onclick=alert(1)}",
    "<details open ontoggle=alert(1)>x</details>",
    "<p competition=x data-tag=script>x</p>",
    "$\\href{javascript:alert(1)}{x}$ $\\text{<img src=x onerror=alert(1)>}$ $\\color{red;background:url(//evil)}x$",
    "$$<script>alert(1)</script>$$ $`\\unknown<img src=x onerror=alert(1)>`$",
    "<math href=javascript:alert(1)><mtext><img src=x onerror=alert(1)></mtext><maction href=javascript:x>x</math>",
    "`= score(<img src=x onerror=alert(1)>)` `= scor('><img src=x>)` `= stat(\"><script>alert(1)</script>)`",
    "<tl-stat block=0123456789abcdef title='<img src=x onerror=alert(1)>' onclick=alert(1)></tl-stat>",
    "<tl-value show=score event=x onfocus=alert(1) tabindex=0 autofocus>x</tl-value>",
    "<tl-diagram><pre><code>graph TD; A[<img src=x onerror=alert(1)>]</code></pre></tl-diagram>",
    "[x](/wiki?page=javascript:alert(1)) [x](//evil.example/x) [x](\\\\evil.example) [x](/\\evil.example)",
    "[x](http://a.b/&#34;onmouseover=&#34;alert(1)) www.a.b/'onmouseover='alert(1) <http://a.b/\"onclick=\"alert(1)>",
    "<a href=x ping=//evil.example target=_parent download>x</a><area href=javascript:alert(1)><map name=x>",
    "<img src=x srcset='//evil.example 1x' usemap=#x longdesc=javascript:alert(1) style='width:9999px'>",
    "<video src=//evil.example poster=javascript:alert(1)><source onerror=alert(1)></video><audio onerror=alert(1)>",
    "<b style='background:url(//evil.example)'>x</b><td style='background:url(//evil.example);color:red'>x</td>",
    "<ruby><rt><style><img src=x onerror=alert(1)></style></ruby><details open><summary onclick=alert(1)>x</summary>",
    "<slot name=x></slot><template shadowrootmode=open><script>alert(1)</script></template>",
]
DOMPURIFY = json.loads((ROOT / "tests" / "data" / "xss-dompurify.json").read_text())
PAYLOADS = OWN + DOMPURIFY
PLACES = {
    "the text": "{}",
    "a heading": "# {}",
    "a link's text": "[{}](page.md)",
    "a link's title": '[x](page.md "{}")',
    "an image's description": "![{}](x.png)",
    "a table": "| a |\n|-|\n| {} |",
    "a footnote": "x[^1]\n\n[^1]: {}",
    "the front matter": "---\ntitle: {}\n---\nx",
    "a broken front matter": "---\ntitle: [{}\n---\nx",
    "a live block": "```live\nscoreboard: {}\n```",
    "a live block's key": "```live\n{}: x\n```",
    "a formula": "$${}$$ ${}$",
    "a block of formulas": "```math\n{}\n```",
    "a diagram": "```mermaid\n{}\n```",
    "a value": "`= stat({})` `= score({})`",
    "a query": "```live\nchart:\n  query: {}\n  title: {}\n```",
    "a wikilink": "[[{}|{}]]",
    "code": "```html\n{}\n```",
    "the language of code": "```{}\nx\n```",
    "an open attribute": '<div title="\n\n```live\nscoreboard: x\n```\n\n<div class="a">{}',
}


class Seen(HTMLParser):
    """Which tags and attributes a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def filled(place: str, payload: str) -> str:
    """The Markdown of a page with *payload* in *place*; where that is a line, on one line."""
    whole = place in {"the text", "code", "a diagram", "a block of formulas", "an open attribute"}
    return PLACES[place].replace("{}", payload if whole else payload.replace("\n", " "))


TAGS = sanitise.TAGS | sanitise.LIVE.keys() | formulas.TAGS | {diagrams.TAG}
# What a browser leaves out before an address: spaces of other scripts are a part of it.
IGNORED = "".join(map(chr, range(33)))
ADDED = {"rel", "loading", "type", "disabled", "role"}


def dangers(html: str) -> list[object]:
    """What in *html* is not on our list, or could run."""
    seen = Seen(html)
    found: list[object] = [tag for tag in seen.tags if tag not in TAGS]
    for tag, name, value in seen.attributes:
        allowed = sanitise.ATTRIBUTES["*"] | sanitise.ATTRIBUTES.get(tag, set()) | ADDED
        address = value.strip(IGNORED).lower().replace("\n", "").replace("\t", "")
        if (
            name not in allowed
            or name.startswith("on")
            or (name in {"href", "src"} and address.startswith(("javascript:", "data:", "vbscript:")))
            or (name == "style" and "url" in value.lower())
            or (name == "id" and not value.startswith(sanitise.ID_PREFIX))
        ):
            found.append((tag, name, value))
    return found


# Payloads that are about HTML alone need not go everywhere.
HTML_PLACES = (
    "the text", "a heading", "a table", "the front matter", "an open attribute",
    "a link's text", "a link's title", "an image's description", "a wikilink",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_nothing_runs(place):
    context = Context(pages={"index": "x"})
    payloads = PAYLOADS if place in HTML_PLACES else OWN

    assert [
        found for one in payloads if (found := dangers(markdown.render(filled(place, one), "index", context).html))
    ] == []


def test_nothing_runs_that_reaches_the_sanitiser_as_it_is():
    assert [found for one in PAYLOADS if (found := dangers(sanitise.clean(one, lambda tag, address: address)))] == []


def test_nothing_runs_in_what_names_a_page():
    found = []
    for payload in PAYLOADS:
        context = Context(pages={payload: payload, "index": payload}, files=frozenset({payload}))
        page = f"[[{payload}]] [x](<{payload}>) ![x](<{payload}>)\n\n```live\nx: {payload}\n```\n\n$\\x$"
        found += dangers(markdown.render(page, payload, context).html)

    assert found == []


def test_classes_of_the_app_cannot_be_taken():
    assert "class" not in markdown.render('<div class="stAlert tl-recorder">x</div>', "index").html


def test_a_page_cannot_show_a_field_to_type_into():
    html = markdown.render("<input type=password><textarea>x</textarea><select><option>x</select>", "index").html

    assert "password" not in html
    assert not {"textarea", "select", "option"} & Seen(html).tags
