// YASGUI's view of answers with our words, without its links to other sites and without its own downloads.
import Yasgui from "@zazuko/yasgui";

import { element, say } from "../src/plangraph/serving/static/answers.js";
import { AnswerTable } from "./table.js";

const { Yasr } = Yasgui;
const { response: StockResponse } = Yasr.plugins;

class AnswerText extends StockResponse {
  label = say("sparql.view_response");
  helpReference = undefined;

  // JSON comes on one line; as one line a long answer would stop the browser.
  draw(config) {
    const { results } = this.yasr;
    if (/json/.test(results.getContentType() ?? "")) {
      const lines = JSON.stringify(JSON.parse(results.getOriginalResponseAsString()), null, 2);
      results.getOriginalResponseAsString = () => lines;
    }
    super.draw(config);
    this.cm.getInputField().setAttribute("aria-label", this.label);
  }

  showLess(setValue) {
    super.showLess(setValue);
    const [more, download] = this.cm.getWrapperElement().querySelectorAll(".overlay_btn");
    more.textContent = more.title = say("sparql.show_all");
    download.remove();
  }
}

class YesOrNo {
  priority = 10;
  hideFromSelection = true;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return typeof this.yasr.results?.getBoolean() === "boolean";
  }

  draw() {
    const key = this.yasr.results.getBoolean() ? "sparql.yes" : "sparql.no";
    this.yasr.resultsEl.append(element("p", say(key), { class: "message" }));
  }
}

Yasr.registerPlugin("table", AnswerTable);
Yasr.registerPlugin("response", AnswerText);
Yasr.registerPlugin("boolean", YesOrNo);

// The stock class draws each part of its head by a method of its own; these are replaced.
class Answers extends Yasr {
  updateResponseInfo() {
    const rows = this.results?.getBindings()?.length;
    this.dataElement.textContent =
      rows === undefined ? "" : say("sparql.rows", { rows: rows.toLocaleString("en"), ms: this.results.getResponseTime() ?? 0 });
  }

  drawPluginSelectors() {
    super.drawPluginSelectors();
    for (const button of this.headerEl.querySelectorAll(".yasr_btn")) button.removeAttribute("aria-label");
    this.markChosen();
  }

  updatePluginSelectors(enabled) {
    super.updatePluginSelectors(enabled);
    this.markChosen();
  }

  markChosen() {
    for (const button of this.headerEl.querySelectorAll(".yasr_btnGroup .yasr_btn")) {
      button.setAttribute("aria-pressed", String(button.classList.contains("selected")));
      button.disabled = button.classList.contains("disabled");
    }
  }

  drawDownloadIcon() {}
  drawDocumentationButton() {}
  updateHelpButton() {}
  updateExportHeaders() {}
  fillFallbackBox() {} // which of the two views can show an answer is plain to see
}

export function makeAnswers(parent, prefixes, view, onView) {
  const answers = new Answers(parent, { persistenceId: null, prefixes, defaultPlugin: view });
  answers.on("change", () => onView(answers.getSelectedPluginName()));
  return answers;
}
