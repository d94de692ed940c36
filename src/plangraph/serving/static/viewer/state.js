// The view is the query of the address: every change makes a new query, and the server says what it shows.

function changed(query, change) {
  const made = new URLSearchParams(query);
  change(made);
  return made.toString();
}

function take(params, name, value) {
  const kept = params.getAll(name).filter((one) => one !== value);
  params.delete(name);
  for (const one of kept) params.append(name, one);
}

const FOLDED = "urn:plangraph:folded:";

export const isFolded = (id) => id.startsWith(FOLDED);

export const unfolded = (query, id) => changed(query, (params) => {
  if (params.getAll("close").includes(id)) take(params, "close", id);
  else if (isFolded(id) || !params.getAll("open").includes(id)) params.append("open", id);
});

export const folded = (query, id) => changed(query, (params) => {
  take(params, "close", id);
  params.append("close", id);
});

export const withValues = (query, values) => changed(query, (params) => {
  for (const [name, value] of Object.entries(values)) {
    params.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) if (one) params.append(name, one);
  }
});

export const centred = (query, id) => changed(query, (params) => {
  for (const name of ["open", "close", "from", "to", "steps"]) params.delete(name);
  params.set("focus", id);
});

// The views one went through, as entries of the browser's own history, so that going back is undoing.
export class Views {
  constructor(onReturn) {
    this.query = window.location.search.slice(1);
    this.index = window.history.state?.view ?? 0;
    this.last = Math.max(this.index, window.history.state?.last ?? 0);
    window.history.replaceState({ view: this.index, last: this.last }, "");
    window.addEventListener("popstate", (event) => {
      this.query = window.location.search.slice(1);
      this.index = event.state?.view ?? 0;
      onReturn(this.query);
    });
  }

  get canUndo() { return this.index > 0; }

  get canRedo() { return this.index < this.last; }

  push(query) {
    this.query = query;
    this.index += 1;
    this.last = this.index;
    window.history.pushState({ view: this.index, last: this.last }, "", `?${query}`);
  }

  // What is chosen or looked for is part of the link and no step of its own.
  note(values) {
    this.query = withValues(this.query, values);
    window.history.replaceState({ view: this.index, last: this.last }, "", `?${this.query}`);
  }

  undo() { if (this.canUndo) window.history.back(); }

  redo() { if (this.canRedo) window.history.forward(); }
}
