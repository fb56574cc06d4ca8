// Sends one message over v3 and one over v2, with Node 18 or newer and no packages.   node send.mjs RECIPIENT TEXT
// The gateway is that of the environment: node --env-file=examples/gateways/local.env send.mjs (Node 20.6 or newer)
import { randomUUID } from 'node:crypto';

const { MOBIPACE_V3_URL, MOBIPACE_V2_URL, MOBIPACE_USERNAME, MOBIPACE_PASSWORD, MOBIPACE_SENDER } = process.env;
const [recipient = '37499123456', text = 'Hello'] = process.argv.slice(2);

async function v3(method, document) {
  const response = await fetch(`${MOBIPACE_V3_URL}/${method}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(document),
    signal: AbortSignal.timeout(60_000), // the gateway's own limit for an answer
  });
  const answer = await response.json();
  if (answer.StatusCode !== 101) throw new Error(`${method}: ${answer.StatusCode} ${answer.Status}`);
  return answer;
}

async function v2(func, parameters = {}) {
  const query = new URLSearchParams({ function: func, username: MOBIPACE_USERNAME, password: MOBIPACE_PASSWORD, ...parameters });
  return (await fetch(`${MOBIPACE_V2_URL}?${query}`, { signal: AbortSignal.timeout(60_000) })).text();
}

const { SessionId } = await v3('authorize', { Username: MOBIPACE_USERNAME, Password: MOBIPACE_PASSWORD });
const Reference = randomUUID();
const sent = await v3('Send', { SessionId, Sender: MOBIPACE_SENDER, Messages: [{ Recipient: recipient, Body: text, Reference }] });
console.log(`v3 Send: ${sent.StatusCode} ${sent.Status}, ${sent.TotalPrice.toFixed(2)}`);
const { MessageStatuses } = await v3('QueryMessages', { SessionId, References: [Reference] });
console.log(`v3 QueryMessages: ${MessageStatuses[0].Status}`);
console.log(`v2 send: ${await v2('send', { sender: MOBIPACE_SENDER, recipient, body: text })}`);
console.log(`v2 querybalance: ${await v2('querybalance')}`);
