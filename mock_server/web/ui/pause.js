// How often the page asks for the same thing.

export const PAUSE = 250; // milliseconds between two looks at it

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
