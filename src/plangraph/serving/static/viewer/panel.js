// The panel: what is known of the chosen thing, where it is printed, and what can be done from here.
import { button, element, filled, isolated, kept, linked, titleOf } from "./elements.js";
import { isFolded } from "./state.js";

const LONGEST = 300;
const DEEDS = [
  ["unfold", "panel.unfold"], ["fold", "panel.fold"], ["centre", "panel.centre"], ["from", "panel.from"], ["to", "panel.to"],
];

export class Panel {
  constructor(box, words, { facts, choose, act }) {
    this.box = box;
    this.words = words;
    this.facts = facts;
    this.choose = choose;
    this.act = act;
    this.asked = null;
  }

  async show(node, picture) {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const head = element("h2", "", { tabindex: "-1" });
    head.append(isolated(kept(titleOf(node), LONGEST)));
    this.box.replaceChildren(
      head, element("p", this.words[`kind.${node.group}`] ?? node.group, { class: "over" }), this.actions(node, picture),
    );
    this.box.dataset.of = node.id;
    const rest = element("div");
    this.box.append(rest, this.links(node, picture));
    if (isFolded(node.id)) return;
    const address = element("p", "", { class: "address" });
    address.append(isolated(kept(node.id, LONGEST)));
    this.box.append(address);
    try {
      const found = await this.facts(node.id, signal);
      if (!signal.aborted && found) rest.replaceChildren(...this.said(found));
    } catch (error) {
      if (error.name !== "AbortError") rest.replaceChildren(element("p", this.words["panel.failed"], { class: "quiet" }));
    }
  }

  actions(node, picture) {
    const list = element("p", "", { class: "viewer-acts" });
    for (const [key, name] of isFolded(node.id) ? DEEDS.slice(0, 1) : DEEDS) {
      if (!this.act[key] || (key === "centre" && node.id === picture.focus)) continue;
      list.append(button(this.words[name], () => this.act[key](node.id), { "data-act": key }));
    }
    for (const [key, name] of [["page", "picture.page"], ["trace", "picture.trace"]]) {
      if (node[key]) list.append(element("a", this.words[name], { href: node[key], class: "button plain" }));
    }
    return list;
  }

  said(found) {
    const parts = [];
    for (const group of found.groups) {
      const list = element("ul");
      for (const item of group.items) {
        const line = element("li");
        line.append(linked(kept(item.text, LONGEST), item.href));
        if (item.note) line.append(" ", element("small", item.note));
        list.append(line);
      }
      parts.push(element("h3", group.name), list);
    }
    if (found.sources.length) parts.push(element("h3", this.words["panel.sources"]));
    for (const source of found.sources) {
      const quote = element("blockquote", source.quote, { class: "source-quote" });
      const place = element("p", "", { class: "source-place" });
      place.append(linked(source.text, source.href));
      parts.push(place, quote);
    }
    if (found.sources_left) parts.push(element("p", filled(this.words["panel.more"], { count: found.sources_left })));
    if (found.links.length) {
      const counts = found.links.map((one) => `${one.outgoing ? "→" : "←"} ${one.name} ${one.count}`).join("、");
      parts.push(element("h3", this.words["panel.all_links"]), element("p", counts, { class: "quiet" }));
    }
    return parts;
  }

  links(node, picture) {
    const byId = new Map(picture.nodes.map((one) => [one.id, one]));
    const list = element("dl");
    for (const edge of picture.edges) {
      if (edge.from !== node.id && edge.to !== node.id) continue;
      const outgoing = edge.from === node.id;
      const other = byId.get(outgoing ? edge.to : edge.from);
      const value = element("dd", outgoing ? "→ " : "← ");
      value.append(button(kept(titleOf(other), 80), () => this.choose(other.id), { class: "jump" }));
      if (edge.state) value.append(" ", element("small", this.words[`state.${edge.state}`]));
      list.append(element("dt", edge.words), value);
    }
    const part = element("div");
    if (list.childNodes.length) part.append(element("h3", this.words["panel.in_picture"]), list);
    return part;
  }
}
