// The answer as a table that can be sorted, narrowed and turned over. YASGUI's own table rewrites {{…}} in texts and
// compares figures as texts, so this one stands in its place.
import { cell, digits, element, isNumber, say, short } from "../src/plangraph/serving/static/answers.js";

const PAGE = 100;

export class AnswerTable {
  label = say("sparql.view_table");
  priority = 10;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return (this.yasr.results?.getVariables() ?? []).length > 0;
  }

  draw() {
    const { names, rows } = this.answer();
    this.names = names;
    this.all = rows.map((row) => ({ row, text: names.map((name) => textOf(row[name])).join("\n").toLowerCase() }));
    Object.assign(this, { sorted: null, falling: false, page: 0, found: this.all, whole: false });
    this.table = element("table");
    this.table.append(this.head(), element("tbody"));
    this.pages = element("div", undefined, { class: "pages" });
    const scroll = element("div", undefined, { class: "scroll", tabindex: "0", role: "region", "aria-label": say("sparql.view_table") });
    scroll.append(this.table);
    this.yasr.resultsEl.append(this.controls(), scroll, this.pages);
    this.show();
  }

  answer() {
    const { results } = this.yasr;
    if (!/json/.test(results.getContentType() ?? "")) return { names: results.getVariables(), rows: results.getBindings() };
    const { head, results: found } = JSON.parse(results.getOriginalResponseAsString());
    return { names: head.vars, rows: found.bindings };
  }

  controls() {
    const made = element("div", undefined, { class: "table-controls" });
    const narrow = element("input", undefined, { type: "search", "aria-label": say("sparql.narrow"), placeholder: say("sparql.narrow") });
    narrow.addEventListener("input", () => this.narrow(narrow.value));
    const whole = element("input", undefined, { type: "checkbox" });
    whole.addEventListener("change", () => {
      this.whole = whole.checked;
      this.show();
    });
    const label = element("label", undefined, { class: "check" });
    label.append(whole, say("sparql.whole_terms"));
    made.append(narrow, label);
    return made;
  }

  head() {
    const line = element("tr");
    this.names.forEach((name, index) => {
      const button = element("button", name, { type: "button" });
      button.addEventListener("click", () => this.sortBy(index));
      const figures = this.all.every(({ row }) => row[name] === undefined || isNumber(row[name]));
      const head = element("th", undefined, { scope: "col", ...(figures ? { class: "number" } : {}) });
      head.append(button);
      line.append(head);
    });
    const made = element("thead");
    made.append(line);
    return made;
  }

  narrow(typed) {
    const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
    this.found = this.all.filter(({ text }) => parts.every((part) => text.includes(part)));
    this.page = 0;
    this.order();
    this.show();
  }

  // Rising, falling, then as the server gave it.
  sortBy(index) {
    if (this.sorted !== index) [this.sorted, this.falling] = [index, false];
    else if (!this.falling) this.falling = true;
    else [this.sorted, this.falling] = [null, false];
    this.page = 0;
    this.order();
    this.show();
  }

  order() {
    const name = this.names[this.sorted];
    const sign = this.falling ? -1 : 1;
    const places = new Map(this.all.map((one, place) => [one, place]));
    this.found = [...this.found].sort((a, b) =>
      name === undefined
        ? places.get(a) - places.get(b)
        : compare(a.row[name], b.row[name], sign) || places.get(a) - places.get(b),
    );
  }

  show() {
    const body = element("tbody");
    for (const { row } of this.found.slice(this.page * PAGE, (this.page + 1) * PAGE)) {
      const line = element("tr");
      for (const name of this.names) line.append(cell(row[name], { whole: this.whole, opens: "_blank" }));
      body.append(line);
    }
    this.table.tBodies[0].replaceWith(body);
    [...this.table.tHead.rows[0].cells].forEach((head, index) => {
      if (index === this.sorted) head.setAttribute("aria-sort", this.falling ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    this.showPages();
  }

  showPages() {
    const last = Math.max(0, Math.ceil(this.found.length / PAGE) - 1);
    const first = this.page * PAGE;
    const place = say("sparql.page_of", {
      first: this.found.length ? (first + 1).toLocaleString("en") : 0,
      last: Math.min(first + PAGE, this.found.length).toLocaleString("en"),
      all: this.found.length.toLocaleString("en"),
    });
    const step = (key, to, possible) => {
      const made = element("button", say(key), { type: "button", class: "plain" });
      made.disabled = !possible;
      made.addEventListener("click", () => {
        this.page = to;
        this.show();
        this.table.parentElement.focus();
      });
      return made;
    };
    const parts = [element("span", place, { role: "status" })];
    if (last > 0) {
      parts.push(step("sparql.previous", this.page - 1, this.page > 0), step("sparql.next", this.page + 1, this.page < last));
    }
    this.pages.replaceChildren(...parts);
  }
}

// What the reader sees and what stands behind it, so that either can be looked for.
function textOf(term) {
  if (term === undefined) return "";
  return term.type === "uri" ? `${short(term.value)} ${term.value}` : `${term.value} ${digits(term)}`;
}

// Blanks come last, whichever way; figures by their size, all else in the order of the language.
function compare(a, b, sign) {
  if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
  if (isNumber(a) && isNumber(b)) return sign * (Number(a.value) - Number(b.value));
  return sign * collator.compare(a.value, b.value);
}

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
