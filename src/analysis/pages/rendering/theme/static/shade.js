/* Light or dark: as the reader's system has it, until the button in the header says otherwise. */
"use strict";
{
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const now = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  const other = () => (now() === "dark" ? "light" : "dark");

  try {
    const kept = localStorage.getItem("study-shade");
    if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  } catch { /* a browser that keeps nothing shows what its system has */ }

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.createElement("button");
    const name = () => { button.textContent = other() === "dark" ? "Dark" : "Light"; };
    button.className = "study-shade";
    button.type = "button";
    button.addEventListener("click", () => {
      root.dataset.theme = other();
      try { localStorage.setItem("study-shade", root.dataset.theme); } catch { /* for this page only */ }
      name();
    });
    dark.addEventListener("change", name);
    name();
    document.querySelector(".study-header").append(button);
  });
}
