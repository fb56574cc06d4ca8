// Text that somebody else wrote. It is isolated, so that its direction ends where it ends, and what cannot be seen
// in it is shown by a name: a control character, a mark that turns the direction, a lone half of a surrogate pair.
import { html } from "./html.js";

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034F\u115F\u1160\u3164\uFFA0]/gu;
const JOINERS = "\u200C\u200D"; // they shape emoji and scripts, so after a character of those they stay as they are
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";
const NAMES = new Map(
  Object.entries({
    AD: "SHY", "61C": "ALM", "200B": "ZWSP", "200C": "ZWNJ", "200D": "ZWJ", "200E": "LRM", "200F": "RLM",
    "2028": "LS", "2029": "PS", "202A": "LRE", "202B": "RLE", "202C": "PDF", "202D": "LRO", "202E": "RLO",
    "2060": "WJ", "2066": "LRI", "2067": "RLI", "2068": "FSI", "2069": "PDI", FEFF: "BOM", "7F": "␡",
  }),
);

function nameOf(character) {
  const number = character.codePointAt(0);
  if (number < 0x20) return String.fromCodePoint(0x2400 + number); // the control pictures: ␀ ␁ …
  const code = number.toString(16).toUpperCase();
  return NAMES.get(code) ?? `U+${code.padStart(4, "0")}`;
}

const codeOf = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

function staysAsItIs(text, index, character) {
  return JOINERS.includes(character) && index > 0 && text.charCodeAt(index - 1) > 0x7f;
}

/** A text as pieces: strings to show as they are, and {name, code} for what cannot be seen. */
export function pieces(text) {
  const found = [];
  let done = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (staysAsItIs(text, match.index, match[0])) continue;
    if (match.index > done) found.push(text.slice(done, match.index));
    found.push({ name: nameOf(match[0]), code: codeOf(match[0]) });
    done = match.index + match[0].length;
  }
  if (done < text.length) found.push(text.slice(done));
  return found;
}

/** The same as one string, for places that hold no elements: titles, names for a screen reader, options. */
export function visible(text) {
  const shown = pieces(String(text ?? "")).map((piece) => (typeof piece === "string" ? piece : `⟨${piece.name}⟩`));
  return FIRST_STRONG_ISOLATE + shown.join("") + POP_ISOLATE;
}

/** A text of somebody else's. most: characters to show; lines: whether a line feed begins a new line. */
export function Text({ text, most = Infinity, lines = false }) {
  const whole = String(text ?? "");
  const shown = whole.length > most ? whole.slice(0, most) : whole;
  const marked = pieces(shown).map((piece) => mark(piece, lines));
  return html`<bdi class="text">${marked}${shown === whole ? "" : "…"}</bdi>`;
}

function mark(piece, lines) {
  if (typeof piece === "string") return piece;
  const breaks = lines && piece.code === "U+000A";
  return html`<span class="unseen" title=${piece.code}>${piece.name}</span>${breaks ? html`<br />` : ""}`;
}
