// Searching in things by what is written in them: every word has to be there somewhere, in any letter case.

const texts = new WeakMap();

/** The words of a query. */
export const termsOf = (query) => query.toLowerCase().split(/\s+/).filter(Boolean);

/** All that is searched in a thing, as one text that is made once. parts(thing): its strings and numbers. */
export function textOf(thing, parts) {
  let text = texts.get(thing);
  if (text === undefined) {
    text = parts(thing).filter((part) => part !== null).join("\n").toLowerCase();
    texts.set(thing, text);
  }
  return text;
}
