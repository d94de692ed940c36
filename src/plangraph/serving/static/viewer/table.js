// The table with the same content, kept in step with what is shown.
import { element, kept, linked, titleOf } from "./elements.js";

export function fillTable(body, picture, words) {
  const byId = new Map(picture.nodes.map((node) => [node.id, node]));
  const named = ["from", "relation", "to", "state"].map((key) => words[`picture.${key}`]);
  body.replaceChildren(...picture.edges.map((edge) => {
    const row = element("tr");
    const end = (id) => linked(kept(titleOf(byId.get(id)), 300), byId.get(id).page);
    const cells = [end(edge.from), edge.words, end(edge.to), edge.state ? words[`state.${edge.state}`] : "–"];
    cells.forEach((content, index) => {
      const cell = element("td", "", { "data-name": named[index] });
      cell.append(content);
      row.append(cell);
    });
    return row;
  }));
}
