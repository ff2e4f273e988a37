// Keys: / search, j and k through rows, Enter opens, g then a letter, ? says them all.
const GO = { h: "Home", s: "Scorecards", k: "KPIs", m: "Metrics", c: "Check-in", d: "Data", f: "Check", e: "Settings" };
let waiting = 0;

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.classList.contains("is-here"));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  all[here]?.classList.remove("is-here");
  all[next].classList.add("is-here");
  all[next].querySelector("a")?.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

function go(letter) {
  const label = GO[letter];
  const link = [...document.querySelectorAll(".rail nav a")].find((each) => each.firstChild?.textContent.trim() === label);
  if (link) location.href = link.href;
}

function help() {
  let dialog = document.querySelector("#keys");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "keys";
    dialog.setAttribute("aria-labelledby", "keys-title");
    const title = document.createElement("h2");
    title.id = "keys-title";
    title.textContent = "Keys";
    const list = document.createElement("dl");
    const lines = [["/", "Search"], ["j k", "Next and previous row"], ["Enter", "Open it"]];
    for (const [letter, label] of Object.entries(GO)) lines.push([`g ${letter}`, label]);
    for (const [keys, text] of [...lines, ["?", "This list"]]) {
      const term = document.createElement("dt");
      const kbd = document.createElement("kbd");
      kbd.textContent = keys;
      term.append(kbd);
      const said = document.createElement("dd");
      said.textContent = text;
      list.append(term, said);
    }
    const form = document.createElement("form");
    form.method = "dialog";
    const button = document.createElement("button");
    button.className = "btn";
    button.textContent = "Close";
    form.append(button);
    dialog.append(title, list, form);
    document.body.append(dialog);
  }
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const after = waiting && Date.now() - waiting < 1500;
  waiting = 0;
  if (after) go(event.key);
  else if (event.key === "g") waiting = Date.now();
  else if (event.key === "/") { event.preventDefault(); document.querySelector(".search input")?.focus(); }
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "?") help();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.asof[open], details.rail-menu[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
