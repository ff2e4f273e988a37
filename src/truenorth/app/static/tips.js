// What a place of a chart says: its text stands in data-tip; shown beside the pointer, and hidden again.
let tip;

function show(text, x, y) {
  if (!tip) {
    tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("aria-hidden", "true");
    document.body.append(tip);
  }
  tip.textContent = text;
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  // Set by the object model: the content policy forbids style attributes in HTML, not this.
  tip.style.left = `${Math.max(8, Math.min(x + 12, innerWidth - width - 8))}px`;
  tip.style.top = `${y + 18 + height > innerHeight ? y - height - 10 : y + 18}px`;
}

document.addEventListener("pointermove", (event) => {
  const place = event.target.closest?.("[data-tip]");
  if (place) show(place.dataset.tip, event.clientX, event.clientY);
  else if (tip) tip.hidden = true;
}, { passive: true });
document.addEventListener("focusin", (event) => {
  const place = event.target.closest?.("[data-tip]");
  if (!place) return;
  const box = place.getBoundingClientRect();
  show(place.dataset.tip, box.left, box.bottom - 10);
});
document.addEventListener("focusout", () => { if (tip) tip.hidden = true; });
