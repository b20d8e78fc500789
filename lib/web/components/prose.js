// Texts that were rendered and sanitised on the server (lib/wiki/sanitise.py), as nodes.

/** The nodes of *html*. Nothing but what the server's sanitiser let through may be given to it. */
export function prose(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
