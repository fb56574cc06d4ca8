// How the server is: heard, lost for the moment, or asking for a token.
import { setToken } from "./api.js";
import { FormDialog } from "./dialog.js";
import { html } from "./html.js";
import { Field } from "./parts.js";

const WORDS = {
  connecting: ["info", "connecting"],
  live: ["good", "live"],
  waiting: ["bad", "reconnecting"],
  resting: ["info", "resting"],
  refused: ["bad", "refused"],
};

export function Link({ link, health }) {
  const [tone, word] = WORDS[link.state];
  const about = [link.error, health && `version ${health.version}, seed ${health.seed}`].filter(Boolean).join("; ");
  return html`<span class=${`link ${tone}`} role="status" title=${about}><span class="link-dot" aria-hidden="true">
    </span>${word}</span>`;
}

/** Asks for the token; what the server says of it stands below. */
export function TokenDialog({ link, listen }) {
  const submit = async ({ token }) => {
    if (token) setToken(token);
    listen();
    return false; // it goes when the server is content
  };
  const isAsked = link.status === 401;
  return html`<${FormDialog} title=${isAsked ? "A token is needed" : "The server refuses"}
    action=${isAsked ? "Go on" : "Try again"} close=${() => {}} submit=${submit}>
    <p>${isAsked ? "The server printed it when it started. It is kept until you close this tab." : ""}</p>
    ${isAsked && html`<${Field} label="Token" name="token" type="password" autofocus />`}
    <p class="hint" role="alert">${link.error}</p>
  </${FormDialog}>`;
}
