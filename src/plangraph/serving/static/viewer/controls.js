// What the picture can be sifted by, kept in step with what is there.
import { element } from "./elements.js";

export function fillFilters(form, filters, words) {
  for (const [name, key] of [["nokind", "kinds"], ["norelation", "relations"]]) {
    const box = form.querySelector(`[data-filter="${name}"]`);
    box.replaceChildren(...filters[key].map((one) => {
      const label = element("label", "", { class: "viewer-chip" });
      const input = element("input", "", { type: "checkbox", name, value: one.key });
      input.checked = one.left_out;
      label.append(input, element("span", one.words), " ", element("small", String(one.count)));
      return label;
    }));
  }
  for (const [name, key] of [["year", "years"], ["designation", "designations"]]) {
    const select = form.elements.namedItem(name);
    const chosen = select.value;
    select.replaceChildren(element("option", words["graph.any"], { value: "" }), ...filters[key].map((one) => {
      const option = element("option", `${one.words} (${one.count})`, { value: one.key });
      option.selected = one.chosen;
      return option;
    }));
    if (chosen && filters[key].every((one) => one.key !== chosen)) select.append(element("option", chosen, { value: chosen }));
  }
}

export const filterValues = (form) => {
  const given = new FormData(form);
  return {
    nokind: given.getAll("nokind"), norelation: given.getAll("norelation"),
    year: given.get("year"), designation: given.get("designation"),
  };
};

// What a text finds in the picture: width, case and spaces do not matter, nor hiragana for katakana.
const flat = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "")
  .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

export function foundIn(picture, text) {
  const wanted = flat(text);
  if (!wanted) return null;
  return new Set(picture.nodes.filter((node) => flat(`${node.code}${node.name}`).includes(wanted)).map((node) => node.id));
}
