// Lights the lines that the fragment names: #line=54, #line=53-54,60. One on another page of the document leads there.
function light() {
  const named = decodeURIComponent(window.location.hash).match(/^#line=(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)$/);
  if (!named) return;
  for (const lit of document.querySelectorAll(".source .lit")) lit.classList.remove("lit");
  const list = document.querySelector(".source");
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
  const wanted = Number(named[1].match(/^\d+/)[0]);
  const asked = new URLSearchParams(window.location.search);
  if (first) first.scrollIntoView({ block: "start" });
  else if (list && wanted <= Number(list.dataset.count) && asked.get("line") !== named[1]) {
    asked.set("line", named[1]);
    asked.delete("show");
    window.location.replace(`?${asked}#line=${named[1]}`);
  }
}
window.addEventListener("hashchange", light);
light();
if (!window.location.hash) document.querySelector(".source .lit")?.scrollIntoView({ block: "center" });
