// Elements from texts. Nothing here reads markup.

export function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// A text of a document, which may hold marks of direction.
export const isolated = (text, attributes = {}) => element("bdi", text, attributes);

// A link, where there is somewhere to lead to.
export function linked(text, href) {
  if (!href || !/^(\/|https?:)/.test(href)) return isolated(text);
  const made = element("a", "", { href });
  made.append(isolated(text));
  return made;
}

export function button(text, onClick, attributes = {}) {
  const made = element("button", text, { type: "button", class: "plain", ...attributes });
  made.addEventListener("click", onClick);
  return made;
}

export const readJson = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

export const titleOf = (node) => [node.code, node.name].filter(Boolean).join(" ");

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

export const kept = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

export function save(name, href) {
  element("a", "", { href, download: name }).click();
}
