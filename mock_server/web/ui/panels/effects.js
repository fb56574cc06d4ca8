// The effects that a fault can have, and what each takes: which fields a form needs for it.

const DECIMAL = { inputmode: "decimal", required: true };
const WHOLE = { inputmode: "numeric", required: true };

/** name: the parameter's. label: the field's. read: makes the value of its text. rest: the field's other properties. */
const field = (name, label, read, rest) => ({ name, label, read, rest });

/** after: it shapes the answer of a request that was served, and has no other point. */
export const EFFECTS = {
  hold: { says: "the request stays in flight until it is released", takes: [] },
  code: {
    says: "an error of the protocol is answered",
    takes: [field("code", "Code", Number, WHOLE), field("text", "Text, of 712 and 713", String, {})],
  },
  delay: { says: "the answer comes late", takes: [field("seconds", "Seconds", Number, DECIMAL)] },
  hang: {
    says: "the answer never comes",
    takes: [field("seconds", "Seconds, none: without end", Number, { inputmode: "decimal" })],
  },
  reset: { says: "the connection is reset", takes: [] },
  truncate: {
    says: "the answer breaks off",
    takes: [field("bytes", "Bytes that are sent", Number, WHOLE)],
    after: true,
  },
  garbage: { says: "HTTP 200 with bytes that mean nothing", takes: [] },
  empty: { says: "HTTP 200 without a body", takes: [] },
  "http-status": {
    says: "an HTTP error is answered",
    takes: [field("status", "HTTP status", Number, { ...WHOLE, placeholder: "503" })],
  },
  drip: {
    says: "the answer comes in drops",
    takes: [field("bytes_per_second", "Bytes in a second", Number, DECIMAL)],
    after: true,
  },
  "extra-fields": {
    says: "the answer has members that no document knows",
    takes: [field("fields", "Members, as JSON", json, { required: true, placeholder: '{"TraceId": "4bf92f35"}' })],
    after: true,
  },
};

/** What is no JSON is sent as it is, and the server says what is wrong with it. */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
