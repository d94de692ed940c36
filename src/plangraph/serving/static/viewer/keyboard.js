// The picture by keys alone: arrows go along the columns, and every deed of the mouse has its key.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The nearest thing in a direction; what is linked to the one here comes before what merely lies there.
export function nextThing(places, here, [dx, dy], linked) {
  const from = places.get(here);
  if (!from) return places.keys().next().value ?? null;
  let best = null;
  let least = Infinity;
  for (const [id, to] of places) {
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    if (along < 20) continue;
    const across = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    const cost = along + across * (dx ? 1 : 6) - (dx && linked.has(id) ? 1e6 : 0);
    if (cost < least) [best, least] = [id, cost];
  }
  return best;
}

export function listenToKeys(box, { drawing, chosen, choose, deeds }) {
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const linked = new Set(drawing.picture.edges.flatMap((edge) => (edge.from === chosen() ? [edge.to] : edge.to === chosen() ? [edge.from] : [])));
      const next = nextThing(drawing.places, chosen(), arrow, linked);
      if (next) choose(next);
      event.preventDefault();
      return;
    }
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}
