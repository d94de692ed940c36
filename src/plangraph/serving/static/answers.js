// What both editors show of an answer: terms with links to the pages here, tables' cells, problems.
const read = (id) => JSON.parse(document.getElementById(id).textContent);

export const words = read("words");
export const examples = new Map(read("examples").map((one) => [one.name, one.query]));
const base = document.getElementById("editor").dataset.base;
const reading = document.documentElement.lang;

export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// An address on this server that keeps the language the reader chose.
export function address(path, parameters = {}) {
  const kept = new URLSearchParams({ ...parameters, ...(words.lang ? { lang: words.lang } : {}) });
  const said = kept.toString();
  const [before, fragment] = path.split("#");
  return before + (said ? `?${said}` : "") + (fragment === undefined ? "" : `#${fragment}`);
}

export function target(iri) {
  if (iri.startsWith(base)) {
    const path = encodeURI(iri.slice(base.length)).replaceAll("%25", "%").replaceAll("?", "%3F").replaceAll("#", "%23");
    return address(`/id/${path}`);
  }
  if (iri.startsWith(words.ontology)) return address(`/ontology#${encodeURIComponent(iri.slice(words.ontology.length))}`);
  return /^https?:\/\//.test(iri) ? iri : null;
}

export function short(iri) {
  if (iri.startsWith(base)) return iri.slice(base.length);
  const prefix = Object.entries(words.namespaces).find(([, space]) => iri.startsWith(space));
  return prefix ? `${prefix[0]}:${iri.slice(prefix[1].length)}` : iri;
}

const NUMBER = /#(integer|decimal|double|float)$/;

// A year and a code keep their digits together; from five digits on, thousands are parted.
export function digits(term) {
  if (!/#integer$/.test(term.datatype ?? "") || !/^[+-]?\d{5,}$/.test(term.value)) return term.value;
  return BigInt(term.value).toLocaleString("en");
}

export function isNumber(term) {
  return NUMBER.test(term?.datatype ?? "");
}

// `whole` shows datatypes and languages too. `opens` is the target of links: "_blank" keeps the answer in view.
export function cell(term, { whole = false, opens = "_self" } = {}) {
  const made = element("td");
  if (term === undefined) return made;
  if (term.type === "uri") {
    const to = target(term.value);
    const shown = element("bdi", whole ? term.value : short(term.value));
    if (to === null) made.append(shown);
    else {
      const link = element("a", undefined, { href: to, rel: "noopener noreferrer", target: opens });
      link.append(shown);
      made.append(link);
    }
    return made;
  }
  if (isNumber(term)) made.className = "number";
  made.append(element("bdi", whole ? term.value : digits(term)));
  const language = term["xml:lang"];
  if (language && (whole || language !== reading)) made.append(element("small", ` (${language})`, { class: "keep quiet" }));
  if (whole && term.datatype && !/#(string|langString)$/.test(term.datatype)) {
    made.append(element("small", ` ${short(term.datatype)}`, { class: "keep quiet" }));
  }
  return made;
}

export function problem(found) {
  const made = element("div", undefined, { class: "message violation", role: "alert" });
  made.append(element("strong", found.title), element("p", found.detail));
  if (found.line) made.append(element("p", say("sparql.place", found), { class: "quiet" }));
  return made;
}

// The server says in a header where it left off (as "rows=100000").
export function cutNote(response) {
  const cut = response.headers.get("x-plangraph-cut");
  return cut === null ? [] : [element("p", say("sparql.cut_short", { at: cut }), { class: "message violation" })];
}

export async function ask(query, signal, accept = "application/sparql-results+json, text/turtle;q=0.9") {
  return fetch(address("/sparql"), {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: query,
    signal,
  });
}
