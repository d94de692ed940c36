// Lights the lines that the fragment names: #line=54, #line=53-54,60.
function light() {
  for (const lit of document.querySelectorAll(".source .lit")) lit.classList.remove("lit");
  const named = decodeURIComponent(window.location.hash).match(/^#line=(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)$/);
  if (!named) return;
  let first = null;
  for (const part of named[1].split(",")) {
    const [from, to = from] = part.split("-").map(Number);
    for (let number = from; number <= to; number += 1) {
      const line = document.getElementById(`L${number}`);
      if (!line) break;
      line.classList.add("lit");
      first = first || line;
    }
  }
  if (first) first.scrollIntoView({ block: "start" });
}
window.addEventListener("hashchange", light);
light();
