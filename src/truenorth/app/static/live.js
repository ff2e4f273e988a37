// An open page stays true: it asks whether anything became other, and then shows itself anew without losing its reader's
// place. Where someone writes, or looks at an answer they asked for, it only says that there is something newer.
const EVERY = 5_000, LONGEST = 300_000;
const ASKED_FOR = "#receipt, #again, #rows-answer";
const main = document.querySelector("main[data-pulse]");
let mark = main?.dataset.mark, wait = EVERY, timer, answered = false, ended = false;

function written() {
  const fields = main.querySelectorAll("input:not([type=hidden]), textarea, select");
  return [...fields].some((field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (!field.matches("select")) return field.value !== field.defaultValue;
    return [...field.options].some((option) => option.defaultSelected && !option.selected);
  });
}

function busy() {
  const here = document.activeElement;
  const typing = main.contains(here) && here.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  return answered || typing || written() || main.querySelector("[data-card]") || document.querySelector("dialog[open]");
}

// Where the focus is: a selector, and which of those it finds.
function placeOf(element) {
  if (!element || element === main || !main.contains(element)) return null;
  const address = element.getAttribute("href");
  const selector = element.id ? `#${CSS.escape(element.id)}` : address === null ? null : `a[href="${CSS.escape(address)}"]`;
  return selector && [selector, [...main.querySelectorAll(selector)].indexOf(element)];
}

const titleOf = (details) => details.querySelector("summary")?.textContent.replace(/\d+/g, "");

function swap(next) {
  const place = placeOf(document.activeElement);
  const open = new Set([...main.querySelectorAll("details[open]")].map(titleOf));
  const fresh = next.querySelector("main[data-pulse]");
  main.replaceChildren(...document.adoptNode(fresh).childNodes);
  for (const part of [".rail nav", ".crumbs"]) document.querySelector(part)?.replaceWith(next.querySelector(part));
  for (const details of main.querySelectorAll("details")) if (open.has(titleOf(details))) details.open = true;
  document.title = next.title;
  window.htmx?.process(main);
  const again = place && main.querySelectorAll(place[0])[place[1]];
  again?.closest("[data-row]")?.classList.add("is-here");
  again?.focus({ preventScroll: true });
  mark = fresh.dataset.mark;
  answered = false;
  document.getElementById("live").textContent = "The numbers were brought up to date.";
}

async function show() {
  const answer = await fetch(location.href, { redirect: "error" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!next.querySelector("main[data-pulse]")) location.reload();
  else swap(next);
}

function tell(text, label, act) {
  if (main.querySelector(".newer")) return;
  const notice = document.createElement("p");
  notice.className = "notice newer";
  notice.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = label;
  button.addEventListener("click", act);
  notice.append(text, " ", button);
  main.prepend(notice);
}

async function ask() {
  const answer = await fetch(main.dataset.pulse, { redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
    ended = true;
    return tell("You are no longer signed in here; what is shown may be old.", "Sign in", () => location.reload());
  }
  if (!answer.ok) throw new Error(`${answer.status}`);
  const said = await answer.json();
  if (said.mark === mark) return;
  if (busy()) tell("There is something newer.", "Show it", () => location.reload());
  else await show();
}

function next() {
  clearTimeout(timer);
  if (!ended && document.visibilityState === "visible") timer = setTimeout(beat, wait);
}

async function beat() {
  try {
    await ask();
    wait = EVERY;
  } catch {
    wait = Math.min(2 * wait, LONGEST);  // the network or the server is away: ask less often
  }
  next();
}

if (main) {
  next();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") beat();
    else clearTimeout(timer);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.closest?.(ASKED_FOR)) answered = true;
  });
}
