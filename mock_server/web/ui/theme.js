// Light, dark, or as the machine has it; remembered for the next time.
import { html, useEffect, useState } from "./html.js";

const KEY = "mobipace-mock theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" };
const SIGNS = { auto: "◐", light: "☀", dark: "☾" };

const kept = () => (localStorage.getItem(KEY) in NEXT ? localStorage.getItem(KEY) : "auto");

document.documentElement.dataset.theme = kept(); // before anything is drawn

export function ThemeButton() {
  const [theme, setTheme] = useState(kept);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
  }, [theme]);
  return html`<button type="button" class="plain" aria-label=${`Theme: ${theme}`} title=${`Theme: ${theme}`}
    onClick=${() => setTheme(NEXT[theme])}>${SIGNS[theme]}</button>`;
}
