"""In a real browser: nothing that a stranger writes runs, wherever in the wiki it stands, and nothing reaches out."""

import json
from datetime import UTC, datetime

import pytest

from lib.live import reading
from lib.live.reading import Change, Missing, Page, Reference
from lib.live.routes import assets_digest
from lib.wiki import markdown, sanitise
from lib.wiki.links import Context
from tests.web.reading import ROUTES
from tests.wiki.test_safety import DOMPURIFY, HTML_PLACES, OWN, PAYLOADS, PLACES, filled

pytestmark = pytest.mark.browser

MARK = "window.alert = window.confirm = window.prompt = window.print = () => { window.__pwned = true; };"
SHOW = """async ([module, routes, views]) => {
  const { mount } = await import(module);
  const ends = [];
  for (const [number, view] of views.entries()) {
    const place = document.body.appendChild(document.createElement('div'));
    const { path } = JSON.parse(view);
    ends.push(await mount(place, { part: 'page', routes, asked: '', path, revision: '', view, etag: `W/"${number}"` }));
  }
  for (const node of document.body.querySelectorAll('*'))
    for (const name of ['mouseover', 'focus', 'toggle', 'error', 'load']) node.dispatchEvent(new Event(name));
  const harmless = /^(https?|mailto|ftp|tel|xmpp):$/;
  const wrong = [...document.links].map((link) => link.protocol).filter((one) => !harmless.test(one));
  await new Promise((done) => setTimeout(done, 100)); // for what is loaded, and fails
  ends.forEach((end) => end());
  return [wrong, Boolean(window.__pwned)];
}"""

# Search for each of the queries, and touch whatever is drawn; answers with all that was found.
SEARCH = """async (queries) => {
  const palette = globalThis[Symbol.for('touchline.palette')];
  const found = new Set();
  palette.open();
  const dialog = document.querySelector('.tl-search');
  for (const query of queries) {
    const drawn = new Promise((done) => {
      new MutationObserver((_, all) => (all.disconnect(), done()))
        .observe(dialog, { childList: true, subtree: true, characterData: true });
    });
    palette.open(query);
    await drawn;
    for (const node of dialog.querySelectorAll('*'))
      for (const name of ['mouseover', 'focus', 'toggle', 'error', 'load']) node.dispatchEvent(new Event(name));
    for (const one of dialog.querySelectorAll('[data-result]')) found.add(one.dataset.result);
  }
  return [...found];
}"""

DIAGRAMS = [
    'graph TD; A["<img src=x onerror=alert(1)>"] --> B["<script>alert(1)</script>"]',
    "graph TD; A[x]; click A javascript:alert(1)",
    'graph TD; A[x]; click A call alert(1) "tip"',
    'graph TD; A[x]; click A href "javascript:alert(1)" "<img src=x onerror=alert(1)>"',
    '%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%\ngraph TD; A["<iframe src=//evil.example>"]',
    "---\nconfig:\n  securityLevel: loose\n  themeCSS: '@import url(//evil.example/x.css);'\n---\ngraph TD; A-->B",
    '%%{init: {"themeCSS": "* { background: url(//evil.example/x.png) }"}}%%\ngraph TD; A',
    '%%{init: {"fontFamily": "x;}</style><img src=//evil.example>"}}%%\ngraph TD; A',
    "sequenceDiagram\n  A->>B: <img src=//evil.example onerror=alert(1)>\n  link A: x @ javascript:alert(1)",
    'classDiagram\n  class A["<svg onload=alert(1)>"]\n  click A href "javascript:alert(1)"',
    "mindmap\n  root((<img src=//evil.example>))\n    ::icon(fa fa-book onload=alert(1))",
    'graph TD; A@{ img: "//evil.example/x.png", label: "<b onclick=alert(1)>x</b>" }',
    'graph TD; A["$$\\href{javascript:alert(1)}{x}$$"]',
]


@pytest.fixture
def page(wiki):
    return wiki.page


@pytest.fixture
def reached(wiki, page):
    """What ran or was asked for elsewhere, as sentences. Images that an author shows from elsewhere are no danger."""
    found: list[str] = []

    def elsewhere(route):
        request = route.request
        if request.resource_type != "image":
            found.append(f"{request.resource_type} {request.url}")
        elif request.headers.get("referer"):
            found.append(f"the address of the page was told to {request.url}")
        route.abort()

    def asked(dialog):
        found.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.route(lambda url: not url.startswith((wiki.site.address, "data:")), elsewhere)
    page.on("dialog", asked)
    page.add_init_script(MARK)
    page.goto(f"{wiki.site.address}/page")
    yield found
    page.remove_listener("dialog", asked)
    page.unroute_all()


def view(number: int, html: str, payload: str) -> str:
    """A page with *html*, and *payload* in everything that is around it."""
    there, nowhere = Reference(payload, payload), Reference(payload, None)
    made = Page(
        path=f"p{number}/{payload}",
        title=payload,
        html=html,
        headings=(
            markdown.Heading(1, payload, payload),
            *(markdown.Heading(2, payload, f"{payload}-{n}") for n in range(3)),
        ),
        revision=payload,
        description=payload,
        tags=(payload,),
        breadcrumbs=(there, nowhere),
        previous=there,
        next=there,
        change=Change(payload, payload, datetime(2026, 5, 2, tzinfo=UTC), payload),
        backlinks=(there,),
        linked=1,
        events={payload: payload},
    )
    return reading.encode(made).decode()


def test_nothing_in_a_page_or_around_it_runs(page, reached):
    context = Context({"index": "x"})
    there = [
        (one, "".join(markdown.render(filled(place, one), "index", context).html for place in PLACES)) for one in OWN
    ]
    for some in batched(DOMPURIFY, 20):
        places = (markdown.render(filled(place, one), "index", context).html for place in HTML_PLACES for one in some)
        cleaned = (sanitise.clean(one, lambda tag, address: address) for one in some)
        there += [(some[0], "".join([*places, *cleaned])), *((one, "") for one in some[1:])]
    pages = [view(number, html, payload) for number, (payload, html) in enumerate(there)]
    pages += [
        reading.encode(Missing(f"m{n}/{one}", one, one, one, (Reference(one, one),))).decode()
        for n, one in enumerate(PAYLOADS)
    ]

    for some in batched(pages, 20):
        assert page.evaluate(SHOW, [f"/assets/{assets_digest()}/wiki.js", ROUTES, some]) == [[], False]

    assert reached == []


def said_everywhere(payload: str) -> str:
    """A page with *payload* in everything that a tree and a search show of it."""
    line, quoted = " ".join(payload.split()), json.dumps(payload)
    return f"---\ntitle: {quoted}\ntags: [{quoted}]\n---\n\n# {line}\n\nneedle {line} [{line}](p000.md) [[{line}]]\n"


def batched(all_: list[str], size: int) -> list[list[str]]:
    return [all_[start : start + size] for start in range(0, len(all_), size)]


def test_nothing_in_a_title_a_file_name_or_a_search_runs(wiki, page, reached):
    """Each payload is the title, a tag, a heading and a link's text of a page; some can be file names, too."""
    names = [one for one in OWN if "/" not in one and "\n" not in one and len(one) < 100]
    files = {f"p{number:03}.md": said_everywhere(one) for number, one in enumerate(PAYLOADS)}
    files |= {name: said_everywhere(one) for one in names for name in (f"{one}.md", f"{one}/x.md")}
    wiki.commit({"index.md": "# Home\n", **files})

    wiki.open("/wiki", "index")
    page.wait_for_selector(".tl-tree button")
    page.evaluate("document.querySelectorAll('.tl-tree [data-folder]').forEach((one) => one.click())")
    page.wait_for_selector(".tl-tree a[data-page$='/x']")
    while page.locator(".tl-tree-more").count():
        page.locator(".tl-tree-more").last.click()
    rows = page.locator(".tl-tree a").count()
    found = page.evaluate(SEARCH, ["needle", *PAYLOADS])

    assert rows > len(PAYLOADS) + len(names)
    assert len(found) > len(PAYLOADS) / 2
    assert not page.evaluate("Boolean(window.__pwned)")
    assert reached == []


def test_nothing_in_a_diagram_runs_not_even_in_its_frame(wiki, page, reached):
    wiki.commit({"index.md": "\n\n".join(f"```mermaid\n{one}\n```" for one in DIAGRAMS)})

    wiki.open("/wiki", "index")
    page.evaluate("document.querySelectorAll('tl-diagram').forEach((one) => one.draw())")
    page.wait_for_function(
        "[...document.querySelectorAll('tl-diagram')].every((one) => one.querySelector('img, .tl-mistake'))",
        timeout=60_000,
    )

    frame = page.frame(url="**/diagrams.html")
    assert page.locator("tl-diagram img").count() >= 5
    assert not page.evaluate("Boolean(window.__pwned)")
    assert not frame.evaluate("Boolean(window.__pwned)")
    assert reached == []


def test_nothing_in_the_labels_of_a_series_runs(wiki, page, reached):
    payload = "<img src=x onerror=alert(1)>"
    lines = [{"name": payload, "points": [[0, 1], [60_000, 2]]}, {"name": "=cmd|x", "points": [[0, 2], [60_000, 3]]}]
    answer = {"query": payload, "at": 1, "every": 60, "notes": [{"kind": "wrong", "text": payload, "offset": 1}]}
    answer |= {"event": "", "prometheus": payload, "lines": lines}
    page.route("**/api/blocks/**", lambda route: route.fulfill(json=answer))
    wiki.commit(
        {"index.md": f"```live\nchart: {{query: up, title: '{payload}', unit: '{payload[:20]}'}}\n```\n\n`= stat(up)`"}
    )

    wiki.open("/wiki", "index")
    page.locator("tl-chart").scroll_into_view_if_needed()
    page.wait_for_selector(f"tl-chart .tl-chart-legend >> text={payload}")
    page.click("tl-chart summary >> nth=0")
    page.hover("tl-chart svg")

    assert "'=cmd|x" in page.get_attribute(".tl-chart-csv", "href").replace("%3D", "=").replace("%7C", "|").replace(
        "%27", "'"
    )
    assert not page.evaluate("Boolean(window.__pwned)")
    assert reached == []
