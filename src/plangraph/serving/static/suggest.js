// Titles under a search field while one types: a combobox with a list (WAI-ARIA 1.2). Without this script the field is a
// plain search. Data come from /api/suggest, as text only.

const WAIT = 120; // milliseconds after the last key

function listen(field, number) {
  const list = document.createElement("ul");
  list.id = `suggestions-${number}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.getAttribute("aria-label") ?? "");
  list.hidden = true;
  field.parentElement.classList.add("suggesting");
  field.parentElement.append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
  field.autocomplete = "off";

  let timer = 0;
  let asked = 0;
  let at = -1;

  const close = () => {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const mark = (index) => {
    const items = [...list.children];
    at = items.length ? (index + items.length) % items.length : -1;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at >= 0) {
      field.setAttribute("aria-activedescendant", items[at].id);
      items[at].scrollIntoView({ block: "nearest" });
    }
  };

  const show = (offered) => {
    list.replaceChildren(
      ...offered.map((one, place) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.href = one.href ?? "";
        item.dataset.label = one.label;
        const title = document.createElement("bdi");
        title.textContent = [one.code, one.label].filter(Boolean).join(" ");
        const about = document.createElement("small");
        about.textContent = [one.kind_label, one.city].filter(Boolean).join(" · ");
        item.append(title, " ", about);
        return item;
      }),
    );
    at = -1;
    list.hidden = !offered.length;
    field.setAttribute("aria-expanded", String(Boolean(offered.length)));
  };

  const ask = async () => {
    const text = field.value.trim();
    const turn = ++asked;
    if (!text) return close();
    const lang = document.documentElement.lang;
    try {
      const answer = await fetch(`/api/suggest?${new URLSearchParams({ q: text, lang })}`, {
        headers: { Accept: "application/json" },
      });
      if (answer.ok && turn === asked && document.activeElement === field) show(await answer.json());
    } catch {
      close(); // no connection: the field still searches
    }
  };

  const go = (item) => {
    if (item.dataset.href.startsWith("/")) location.assign(item.dataset.href);
    else {
      field.value = item.dataset.label;
      field.form.requestSubmit();
    }
  };

  field.addEventListener("input", (event) => {
    if (event.isComposing) return; // kana that are still being converted
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return void ask();
      event.preventDefault();
      mark(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1));
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      go(list.children[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) go(item);
  });
  field.addEventListener("blur", close);
}

document.querySelectorAll('form[role="search"] input[type="search"][name="q"]').forEach(listen);
