// Light or dark by hand. The server reads the cookie, so that the next page comes in the right colours at once.
const root = document.documentElement;

export function theme() {
  return root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

export function choose(name) {
  root.dataset.theme = name;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `truenorth_theme=${name}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  const say = () => { button.textContent = theme() === "dark" ? "Light colours" : "Dark colours"; };
  button.hidden = false;
  say();
  button.addEventListener("click", () => { choose(theme() === "dark" ? "light" : "dark"); say(); });
}
