// Beside a field for a number: how it will be written, as soon as it is typed plainly. What could be read in two ways
// (a comma, a percentage) is left to the server.
import { formatExactly } from "./numbers.js";

const PLAIN = /^-?\d+(\.\d+)?$/;

for (const field of document.querySelectorAll("input[data-unit]")) {
  const style = JSON.parse(field.dataset.unit);
  const said = document.createElement("output");
  said.className = "small muted";
  said.htmlFor = field.id;
  field.closest(".field").append(said);
  field.addEventListener("input", () => {
    const text = field.value.trim().replace("−", "-");
    said.textContent = PLAIN.test(text) && style.times === 0 ? `= ${formatExactly(text, style)}` : "";
  });
}
