// A crosshair at the period under the pointer, and a click that opens the number's receipt. Each page works without it.
const SVG = "http://www.w3.org/2000/svg";

function cross(chart) {
  let mark = chart.querySelector(".crosshair");
  if (!mark) {
    mark = document.createElementNS(SVG, "g");
    mark.setAttribute("class", "crosshair");
    mark.append(document.createElementNS(SVG, "line"), document.createElementNS(SVG, "circle"));
    chart.insertBefore(mark, chart.querySelector(".hit"));
  }
  return mark;
}

document.addEventListener("pointermove", (event) => {
  const hit = event.target.closest?.("svg[data-chart] .hit");
  for (const old of document.querySelectorAll("svg .crosshair")) {
    if (!hit || old.parentNode !== hit.ownerSVGElement) old.remove();
  }
  if (!hit) return;
  const chart = hit.ownerSVGElement;
  const [line, circle] = cross(chart).children;
  const { x, y } = hit.dataset;
  for (const [name, value] of Object.entries({ x1: x, x2: x, y1: chart.dataset.top, y2: chart.dataset.bottom })) {
    line.setAttribute(name, value);
  }
  circle.setAttribute("cx", x);
  circle.setAttribute("cy", y ?? 0);
  circle.setAttribute("r", y === undefined ? 0 : 4.5);
}, { passive: true });

document.addEventListener("click", (event) => {
  const address = event.target.closest?.("svg[data-chart] .hit")?.dataset.href;
  if (!address) return;
  const panel = document.getElementById("receipt");
  if (!panel || !window.htmx) {
    location.href = address;
    return;
  }
  window.htmx.ajax("GET", address, { target: panel, swap: "innerHTML" }).then(() => {
    panel.scrollIntoView({ block: "nearest" });
    panel.querySelector("h2")?.focus();
  });
});

// A choice of segment takes effect at once; without script its button does.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-choose]");
  if (form) form.requestSubmit();
});
