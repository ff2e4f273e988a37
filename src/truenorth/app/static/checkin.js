// A card by keyboard: Enter saves, Shift+Enter begins a line, s skips, 1 to 5 say how sure. Works without.
const card = document.querySelector("[data-card]");
const typing = (target) => target.closest("input:not([type=radio]), textarea, select");

card?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.closest("a, button")) return;
  event.preventDefault();
  card.requestSubmit(card.querySelector("button[value=save]"));
});
document.addEventListener("keydown", (event) => {
  if (!card || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const step = card.querySelector(`input[name=confidence][value="${CSS.escape(event.key)}"]`);
  if (event.key === "s") card.querySelector("[data-skip]")?.click();
  else if (event.key === "Enter" && event.target === document.body) card.requestSubmit(card.querySelector("button[value=save]"));
  else if (step) { step.checked = true; step.focus(); }
});
let sent = false;
card?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });
