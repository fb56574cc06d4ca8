// A request as a line for a shell. The journal has masked the password; its place is taken by the variable PASSWORD.

const LEFT_OUT = new Set(["host", "content-length", "connection", "accept-encoding", "transfer-encoding", "expect"]);
const MASK = /((?:password|pwd)["'\\]*\s*[:=]\s*["'\\]*)\*{6}/gi;

/** The exchange's request, to be sent again. */
export function curl({ request }) {
  const headers = headersOf(request)
    .filter(([name, value]) => !LEFT_OUT.has(name.toLowerCase()) && value !== "******");
  const words = [
    "curl",
    ...(request.method === "GET" ? [] : ["-X", request.method]),
    quoted(addressOf(request)),
    ...headers.flatMap(([name, value]) => ["-H", quoted(value === "" ? `${name};` : `${name}: ${value}`)]),
    ...(request.body ? ["--data-raw", quoted(request.body)] : []),
  ];
  return words.join(" ");
}

const headersOf = ({ headers }) => (Array.isArray(headers) ? headers : Object.entries(headers));

function addressOf(request) {
  if (/^https?:\/\//i.test(request.target)) return request.target;
  const host = headersOf(request).find(([name]) => name.toLowerCase() === "host")?.[1] ?? location.host;
  const protocol = host === location.host ? location.protocol : "http:";
  return `${protocol}//${host}${request.target}`;
}

/** A word in single quotes, with the password's place left open. */
function quoted(text) {
  const word = `'${text.replaceAll("'", `'\\''`)}'`;
  return word.replace(MASK, `$1'"$PASSWORD"'`);
}
