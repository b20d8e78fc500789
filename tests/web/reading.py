"""A wiki in a browser without Streamlit: the real routes, a real repository, and the modules of the page."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

from lib.live.routes import assets_digest
from lib.web import wiki
from tests.checkout import Checkout
from tests.web.hosting import Site

FOLDER = "content/wiki"
ROUTES = ["/", "/wiki", "/event", "/record"]

# As Streamlit mounts the parts, one beside the other, and says once more what the address asks for when it hears that
# it changed.
MOUNT = """async ([module, routes, css]) => {
  const LAYOUT = `
    .sidebar { position: fixed; inset: 0 auto 0 0; inline-size: 16rem; overflow-y: auto; }
    .page { margin-inline-start: 17rem; }`;
  const { mount } = await import(module);
  document.head.append(Object.assign(document.createElement('style'), { textContent: css + LAYOUT }));
  const places = {};
  window.runs = 0;
  window.run = () => {
    window.runs++;
    const asked = new URLSearchParams(location.search).get('page') ?? '';
    for (const part of ['sidebar', 'page']) {
      places[part] ??= document.body.appendChild(Object.assign(document.createElement('div'), { className: part }));
      mount(places[part], { part, routes, asked, path: asked || 'index', revision: '', view: null });
    }
  };
  window.addEventListener('popstate', (event) => event.isTrusted || window.run());
  window.run();
}"""


class Wiki:
    """A wiki of *checkout* in *page*, at the address of *site*, which is up."""

    def __init__(self, page: Page, site: Site, checkout: Checkout) -> None:
        self.page, self.site, self._checkout = page, site, checkout
        self.errors: list[Exception] = []
        page.on("pageerror", lambda error: self.errors.append(error))

    def commit(self, files: Mapping[str, str | bytes | None]) -> str:
        """Commit *files* of the wiki and serve them."""
        sha = self._checkout.commit({f"{FOLDER}/{name}": text for name, text in files.items()})
        self.site.node.library.branch.step()
        return sha

    def open(self, address: str = "/wiki", wanted: str = "") -> None:
        """Open *address*, and wait until the page *wanted* is shown, or any."""
        self.page.goto("about:blank")  # an address that differs in its heading alone would not be loaded
        self.page.goto(self.site.address + address)
        self.mount(wanted)

    def mount(self, wanted: str = "") -> None:
        """Bring the address that the browser has to life, and wait until the page *wanted* is shown, or any."""
        css = wiki.elements.sheet("palette.css", *wiki.STYLES)
        self.page.evaluate(MOUNT, [f"/assets/{assets_digest()}/wiki.js", ROUTES, css])
        self.shows(wanted)

    def shows(self, path: str) -> None:
        """Wait until the page *path* is shown."""
        chosen = f'="{path}"' if path else ""
        self.page.wait_for_selector(f"article[data-wiki-page{chosen}] > *", state="attached")
