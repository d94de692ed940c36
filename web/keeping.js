// A query stays on this machine only where the user says so: computers in an office are shared.
const KEY = "plangraph.query";

// A browser may forbid storage altogether; then nothing is kept.
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export const kept = () => storage()?.getItem(KEY) ?? null;

export function keep(query) {
  try {
    storage()?.setItem(KEY, query);
  } catch {
    forget(); // the store is full: half of a query is worse than none
  }
}

export const forget = () => storage()?.removeItem(KEY);
