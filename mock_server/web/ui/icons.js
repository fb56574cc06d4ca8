// Icons of the tabs: lines on a field of 24 by 24.
import { html } from "./html.js";

const icon = (path) => html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"
  stroke-linecap="round" stroke-linejoin="round"><path d=${path} /></svg>`;

export const ICONS = {
  brand: icon("M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM7.5 9h9M7.5 12.5h5"),
  messages: icon("M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8l-4 3.5v-3.5H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z"),
  exchanges: icon("M4 9h14M14.5 5.5 18 9l-3.5 3.5M20 15H6M9.5 11.5 6 15l3.5 3.5"),
  accounts: icon("M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5"),
  clock: icon("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2"),
  faults: icon("M13 3 5.5 13.5H12L11 21l7.5-10.5H12z"),
  report: icon("M6 3.5h9l4 4v13H6zM9.5 12h6M9.5 16h6"),
};
