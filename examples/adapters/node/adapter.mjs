// An adapter for a Node client: `mobipace-mock verify-client -- node examples/adapters/node/adapter.mjs`.
// Put your own client in the place of ./mobipace.mjs, and adapt `CALLS` and `describe` to it.
import { GatewayError, V2, V3 } from './mobipace.mjs';

console.log = console.info = console.error; // standard output is the protocol's alone

const CALLS = {
  v2: {
    send: async ({ v2 }, args) => ({ message_id: await v2.send(args) }),
    schedule: async ({ v2 }, args) => ({ message_id: await v2.schedule(args) }),
    status: ({ v2 }, { message_id: id }) => v2.status(id),
    balance: async ({ v2 }) => ({ balance: await v2.balance() }),
  },
  v3: {
    send: ({ v3 }, { messages, ...options }) => v3.send(messages, options),
    calculate: ({ v3 }, { messages, ...options }) => v3.calculate(messages, options),
    status: async ({ v3 }, { references }) => ({ statuses: await v3.status(references) }),
    balance: ({ v3 }) => v3.balance(),
  },
};

let client = null;

const OPERATIONS = {
  hello: () => ({
    ok: true,
    client: { name: 'mobipace-node-example', language: 'node' },
    calls: Object.fromEntries(Object.entries(CALLS).map(([api, calls]) => [api, Object.keys(calls)])),
    features: { concurrency: 4 },
  }),
  begin: (context) => {
    const settings = {
      v2Url: context.v2_url,
      v3Url: context.v3_url,
      username: context.username,
      password: context.password,
      sender: context.sender,
      timeZone: context.time_zone ?? 'UTC',
      timeoutMs: context.timeout_ms,
      ca: context.ca,
    };
    client = { v2: new V2(settings), v3: new V3(settings) };
    return { ok: true };
  },
  call: async ({ api, call, args }) => {
    const run = Object.hasOwn(CALLS[api] ?? {}, call) && CALLS[api][call];
    if (!run) return { unsupported: true, reason: `no call ${api} ${call}` };
    try {
      return { ok: true, value: await run(client, args) };
    } catch (error) {
      if (error instanceof GatewayError) return { ok: false, error: describe(error) };
      throw error;
    }
  },
  end: () => {
    client = null;
    return { ok: true };
  },
  stop: () => {
    process.stdin.destroy(); // nothing is left to wait for, so that Node exits once all is written
    return { ok: true };
  },
};

function describe(error) {
  return { class: error.kind, code: error.code, native: `${error.constructor.name}: ${error.message}`, value: error.accepted };
}

function write(reply) {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

async function take(line) {
  let request;
  try {
    request = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
    if (!Object.hasOwn(OPERATIONS, request.op)) throw new Error(`no operation ${request.op}`);
  } catch (error) {
    write({ seq: request?.seq ?? null, adapter_error: String(error) });
    return;
  }
  try {
    write({ seq: request.seq, ...(await OPERATIONS[request.op](request)) });
  } catch (error) {
    write({ seq: request.seq, adapter_error: error.stack });
  }
}

// Lines end in LF alone. Node's readline will not do: it splits at U+2028 as well, which a message may hold.
let pieces = [];
process.stdin.on('data', (data) => {
  let start = 0;
  for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
    pieces.push(data.subarray(start, end));
    take(Buffer.concat(pieces));
    pieces = [];
    start = end + 1;
  }
  pieces.push(data.subarray(start));
});
