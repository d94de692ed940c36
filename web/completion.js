// Completion from this store alone. The completers that YASGUI brings send what is typed to another site.
import { address, say, words } from "../src/plangraph/serving/static/answers.js";

const MOST = 100;
const namespaces = Object.entries(words.namespaces);
const known = new Map(); // address of a term → its entry in /api/terms
let asked = null;

function terms() {
  asked ??= fetch(address("/api/terms"))
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
    .then((answer) => {
      for (const term of [...answer.classes, ...answer.properties]) known.set(term.iri, term);
      return answer;
    });
  return asked;
}

function named(iri) {
  const found = namespaces.find(([, space]) => iri.startsWith(space) && /^[\w\u0080-\uffff-]+$/.test(iri.slice(space.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : `<${iri}>`;
}

// A term answers to its address, to its name in any letter case, and to a piece of its label in either language.
function fits(term, typed) {
  if (!typed || term.iri.startsWith(typed)) return true;
  const space = namespaces.find(([, iri]) => typed.startsWith(iri));
  if (space && !term.iri.startsWith(space[1])) return false;
  const rest = (space ? typed.slice(space[1].length) : typed).toLowerCase();
  const local = term.iri.replace(/^.*[#/]/, "").toLowerCase();
  return [local, term.ja.toLowerCase(), term.en.toLowerCase()].some((name) => name.includes(rest));
}

function completer(kind, isValidCompletionPosition) {
  return {
    name: `store-${kind}`,
    bulk: false,
    persistenceId: null,
    isValidCompletionPosition,
    get: async (yasqe, token) => {
      try {
        const typed = (token?.autocompletionString ?? "").trim();
        return (await terms())[kind].filter((term) => fits(term, typed)).slice(0, MOST).map((term) => term.iri);
      } catch {
        asked = null;
        yasqe.showNotification(`store-${kind}`, say("sparql.no_terms"));
        return [];
      }
    },
    postProcessSuggestion: (_yasqe, _token, iri) => named(iri),
    postprocessHints: (_yasqe, hints) => hints.map(withLabel),
  };
}

function withLabel(hint) {
  const iri = hint.text.startsWith("<") ? hint.text.slice(1, -1) : whole(hint.text);
  const term = known.get(iri);
  if (!term) return hint;
  const label = term[document.documentElement.lang] || term.en;
  return {
    ...hint,
    render: (line) => {
      const count = document.createElement("span");
      count.className = "hint-label";
      count.textContent = [label, term.count.toLocaleString("en")].filter(Boolean).join("  ");
      line.append(hint.text, " ", count);
    },
  };
}

function whole(name) {
  const [prefix, ...rest] = name.split(":");
  return (words.namespaces[prefix] ?? `${prefix}:`) + rest.join(":");
}

const isVariable = (token) => token.string.startsWith("?") || token.string.startsWith("$");

function atProperty(yasqe) {
  const token = yasqe.getCompleteToken();
  return !isVariable(token) && token.state.possibleCurrent.includes("a");
}

export function installCompleters(Yasqe) {
  const atClass = Yasqe.Autocompleters.class.isValidCompletionPosition;
  Yasqe.forkAutocompleter("class", completer("classes", atClass));
  Yasqe.forkAutocompleter("property", completer("properties", (yasqe) => atProperty(yasqe) && !atClass(yasqe)));
  Yasqe.forkAutocompleter("prefixes", {
    name: "store-prefixes",
    bulk: false,
    persistenceId: null,
    get: (_yasqe, token) => {
      const typed = (token?.autocompletionString ?? token?.string ?? "").trim();
      return namespaces.map(([prefix, iri]) => `${prefix}: <${iri}>`).filter((line) => line.startsWith(typed));
    },
  });
  Yasqe.defaults.autocompleters = ["variables", "store-prefixes", "store-classes", "store-properties"];
}
