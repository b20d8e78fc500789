// A page of the wiki: where it is, its text with live blocks, its contents, and what is around it.

import { competitions } from "./competitions.js";
import { h, icon, mark, painted, refill, say } from "./dom.js";
import { Contents } from "./wiki-contents.js";
import { fit } from "./wiki-code.js";
import { navigation, take } from "./wiki-navigation.js";
import { addressOf, encode } from "./wiki-store.js";

const NAME = "Touchline";

export class Page {
  #top = h("nav", { class: "tl-crumbs", "aria-label": "Where this page is" });
  #tools = h("div", { class: "tl-tools" });
  #article = h("article", { class: "tl-wiki", tabindex: -1 });
  #contents = new Contents();
  #foot = h("footer", { class: "tl-foot" });
  #said = h("p", { class: "tl-hidden", role: "status" });
  #root = h(
    "div", { class: "tl-reader" },
    h("div", { class: "tl-top" }, this.#top, this.#tools),
    h("div", { class: "tl-spread" }, this.#article, this.#foot, this.#contents.node), this.#said,
  );
  #drawn = null; // title and text of what is shown
  #path = null;
  #detach;

  constructor(parent) {
    parent.append(this.#root);
    take(this.#root);
    this.#detach = navigation.attach((page) => this.#draw(page));
  }

  /** Take what Streamlit's script says. */
  show({ routes, view, ...said }) {
    navigation.routes = routes;
    navigation.followed({ ...said, page: view ? JSON.parse(view) : null });
  }

  leave() {
    this.#detach();
    this.#contents.leave();
    competitions.leave(this.#article);
    this.#root.remove();
  }

  #draw(page) {
    const another = page.path !== this.#path;
    document.title = `${page.title} · ${NAME}`;
    mark(this.#article, "data-wiki-page", page.path);
    mark(this.#article, "data-revision", page.revision);
    if (page.missing) this.#drawMissing(page);
    else this.#drawText(page);
    refill(this.#top, page.breadcrumbs ?? [], () => crumbs(page.breadcrumbs ?? []));
    refill(this.#tools, [page.path, Boolean(page.missing)], () => tools(page));
    refill(this.#foot, [page.path, page.tags, page.backlinks, page.whole, page.change, page.previous, page.next], () => around(page));
    this.#contents.show(this.#article, page.headings ?? []);
    if (another && this.#path !== null) painted(() => this.#announce(page));
    this.#path = page.path;
  }

  /** The page's nodes. What is shown already stays as it is: live blocks in it are alive. */
  #drawText(page) {
    const drawn = `${page.title}\n${page.html}`;
    if (this.#drawn !== drawn) {
      this.#drawn = drawn;
      const template = document.createElement("template");
      template.innerHTML = page.html; // sanitised on the server
      if (!page.headings.some((one) => one.level === 1)) template.content.prepend(h("h1", {}, page.title));
      competitions.point(template.content, [], page.events);
      fit(template.content, page);
      this.#article.replaceChildren(template.content);
    }
    competitions.follow(this.#article, page.events);
  }

  #drawMissing(page) {
    this.#drawn = null;
    competitions.leave(this.#article);
    this.#article.replaceChildren(...missing(page));
  }

  /** Tell those who do not see it that another page is here; reading goes on at its beginning. */
  #announce(page) {
    say(this.#said, page.title);
    if (!document.activeElement?.closest?.(".tl-tree, dialog")) this.#article.focus({ preventScroll: true });
  }
}

function crumbs(references) {
  const items = references.map(({ title, path }) => h("li", {}, path === null ? title : link(path, title)));
  return [h("ol", {}, items)];
}

/** What can be done with the page, as far as the app has the pages for it. */
function tools(page) {
  const tool = (route, symbol, label, key) =>
    navigation.routes.includes(route)
      ? h("a", { href: `${route}?page=${encode(page.path)}`, target: "_self", title: key ? `${label} (${key})` : label, "data-tool": route.slice(1) }, icon(symbol, label))
      : null;
  return [
    h("button", { type: "button", class: "tl-tool-search", title: "Search (/)", onclick: () => dispatchEvent(new Event("touchline:search")) }, icon("search", "Search")),
    page.missing ? null : tool("/edit", "edit", "Edit", "e"),
    page.missing ? null : tool("/history", "history", "History"),
    page.missing ? null : h("button", { type: "button", title: "Print", onclick: () => print() }, icon("print", "Print")),
  ];
}

/** Below the text: tags, who links here, the last change, the pages before and after. */
function around(page) {
  if (page.missing) return [];
  const { tags, backlinks, linked, whole, change, previous, next } = page;
  return [
    tags.length ? h("p", { class: "tl-tags" }, tags.map((tag) => h("a", { href: `#tag:${tag}`, "data-tag": tag, role: "button" }, tag))) : null,
    whole === false ? h("p", { class: "tl-quiet" }, "Which pages link here is still being found out.") : null,
    linked ? linking(backlinks, linked) : null,
    change ? changed(page, change) : null,
    previous || next ? h("nav", { class: "tl-neighbours", "aria-label": "Pages before and after" }, turn(previous, "prev"), turn(next, "next")) : null,
  ];
}

function linking(backlinks, linked) {
  const more = linked - backlinks.length;
  return h(
    "details", { class: "tl-backlinks" },
    h("summary", {}, linked === 1 ? "One page links here" : `${linked} pages link here`),
    h("ul", {}, backlinks.map(({ title, path }) => h("li", {}, link(path, title))), more ? h("li", {}, `and ${more} more`) : null),
  );
}

function changed(page, { author, time, subject, sha }) {
  const when = new Date(time);
  const day = h("time", { datetime: time, title: when.toLocaleString() }, when.toLocaleDateString(undefined, { dateStyle: "long" }));
  const address = `/history?page=${encode(page.path)}`;
  const commit = h("code", { title: `${page.path}.md` }, sha.slice(0, 7));
  const sign = navigation.routes.includes("/history") ? h("a", { href: address, target: "_self" }, commit) : commit;
  return h("p", { class: "tl-wiki-change" }, "Last changed by ", author, " on ", day, `: ${subject} `, sign);
}

function turn(reference, way) {
  if (!reference) return h("span", {});
  const words = way === "prev" ? "Before" : "Next";
  return h("a", { href: addressOf(reference.path), rel: way, target: "_self" }, h("span", { class: "tl-quiet" }, words), reference.title);
}

function link(path, title) {
  return h("a", { href: addressOf(path), target: "_self" }, title);
}

/** What to say of a page that is not there, and where to go on. */
function missing({ path, file, near, home, whole }) {
  const create = navigation.routes.includes("/edit")
    ? h("p", {}, h("a", { class: "tl-create", href: `/edit?page=${encode(path)}`, target: "_self" }, icon("edit_note"), "Write this page"))
    : h("p", {}, "To write it, commit a Markdown file with this name: ", h("code", {}, file));
  return [
    h("h1", {}, "There is no such page"),
    h("p", {}, "Nothing in this wiki is called ", h("code", {}, path), "."),
    whole === false ? h("p", { class: "tl-quiet" }, "Its history is still being read: a page that was moved will be found in a moment.") : null,
    create,
    near.length ? h("p", {}, "Did you mean one of these?") : null,
    near.length ? h("ul", {}, near.map((one) => h("li", {}, link(one.path, one.title)))) : null,
    home ? h("p", {}, link(home.path, `Begin at ${home.title}`)) : null,
  ].filter(Boolean);
}
