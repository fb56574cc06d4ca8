// Preact and htm, as every module here uses them: tagged templates take the place of a build step.
// Whatever stands in ${} becomes a text node or an attribute's value; nothing on this page makes markup of text.
import { h } from "./vendor/preact.js";
import htm from "./vendor/htm.js";

export { render } from "./vendor/preact.js";
export { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "./vendor/hooks.js";

export const html = htm.bind(h);
