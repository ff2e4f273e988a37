// The list under the search box: asked for while one types, walked by the arrow keys. Without it the form opens a page.
const form = document.querySelector("form.search");
const box = form?.querySelector("input[name=q]");

if (box && window.fetch) {
  const list = document.createElement("div");
  list.className = "found";
  list.setAttribute("aria-live", "polite");
  form.append(list);
  let waiting, asked = "";

  const ask = async () => {
    const query = box.value.trim();
    if (query === asked) return;
    asked = query;
    if (!query) return list.replaceChildren();
    const answer = await fetch(`${form.action}?q=${encodeURIComponent(query)}`, { headers: { "HX-Request": "true" } });
    if (answer.ok && query === asked) list.innerHTML = await answer.text();
  };
  const hits = () => [...list.querySelectorAll("[data-hit]")];
  const close = () => { list.replaceChildren(); asked = ""; };

  box.autocomplete = "off";
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 150); });
  box.addEventListener("focus", () => { if (!list.childElementCount) ask(); });
  form.addEventListener("keydown", (event) => {
    const all = hits(), here = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && all.length) { event.preventDefault(); all[Math.min(here + 1, all.length - 1)].focus(); }
    else if (event.key === "ArrowUp" && here >= 0) { event.preventDefault(); (all[here - 1] ?? box).focus(); }
    else if (event.key === "Escape") { close(); box.focus(); }
  });
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) close(); });
}
