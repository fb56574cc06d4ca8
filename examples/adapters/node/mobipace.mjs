// A small client of the MOBIPACE gateway, v2 and v3, for Node 18 or newer. It needs no packages.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';

const LARGEST_BATCH = 20000; // v3 limitation 1
const SUCCESS = 101, SESSION_EXPIRED = 103, UNKNOWN_MESSAGE = 10;
const CLASSES = {
  100: 'server_error', 102: 'incorrect_request', 103: 'session', 104: 'busy', 200: 'bad_credentials', 201: 'locked',
  202: 'blocked', 300: 'out_of_balance', 301: 'too_many_messages', 302: 'currency', 700: 'incorrect_request',
  701: 'bad_credentials', 702: 'out_of_balance', 703: 'unknown_message', 705: 'bad_date', 708: 'past_date',
  709: 'currency', 712: 'server_error', 713: 'server_error',
};
const V2_STATUSES = ['Pending', 'Sent', 'DeliveredToNetwork', 'TimeOut', 'OutOfBalance', 'Scheduled', 'DeliveryToGateway',
  'IncorrectRecipient', 'NotSent', 'Unknown'];

export class GatewayError extends Error {
  constructor(kind, text, code = null) {
    super(text);
    Object.assign(this, { kind, code, isLost: false, accepted: null });
  }
}
const ofCode = (code, text) => new GatewayError(CLASSES[code] ?? 'other', `${code} ${text}`, code);
const malformed = (what) => new GatewayError('malformed_answer', `an answer that cannot be read: ${what}`);
const refused = (text) => new GatewayError('incorrect_request', text);

// One request on a connection of its own: nothing is sent twice, and one timer runs from connecting to the last byte.
function exchange(settings, method, url, body) {
  return new Promise((resolve, reject) => {
    const lose = (kind, text) => reject(Object.assign(new GatewayError(kind, text), { isLost: kind !== 'malformed_answer' }));
    const headers = { Connection: 'close', ...(body && { 'Content-Type': 'application/json', 'Content-Length': body.length }) };
    const ca = settings.ca ? readFileSync(settings.ca) : undefined;
    const request = (url.startsWith('https:') ? https : http).request(url, { method, headers, agent: false, ca });
    const timer = setTimeout(() => { lose('timeout', 'no whole answer in time'); request.destroy(); }, settings.timeoutMs);
    const failed = (error) => lose(error.code?.startsWith('HPE_') ? 'malformed_answer' : 'transport', error.code ?? error.name);
    request.on('error', failed);
    request.on('close', () => clearTimeout(timer));
    request.on('response', (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('error', failed);
      response.on('close', () => {
        if (!response.complete) lose('transport', 'the answer broke off');
        else if (response.statusCode !== 200) reject(new GatewayError('server_error', `HTTP ${response.statusCode}`));
        else resolve(Buffer.concat(pieces));
      });
    });
    request.end(body);
  });
}

// JSON.parse makes doubles of numbers and loses digits of amounts, so numbers become strings first.
function parse(bytes) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    JSON.parse(text);
    const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs, (token) => (token[0] === '"' ? token : `"${token}"`));
    return object(JSON.parse(quoted));
  } catch (error) {
    throw error instanceof GatewayError ? error : malformed('it is not JSON');
  }
}
function object(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('no JSON object where one belongs');
  // The document's example prints " AvailableFund ", with blanks in the name.
  return { ...Object.fromEntries(Object.entries(value).map(([name, each]) => [name.trim(), each])), ...value };
}
function amount(value, name) {
  const found = /^\s*(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?\s*$/.exec(typeof value === 'string' ? value : '');
  if (!found) throw malformed(`${name} is no amount`);
  const [, sign, whole, fraction = '', exponent = '0'] = found;
  const point = whole.length + Number(exponent);
  const digits = (whole + fraction).padEnd(point, '0').padStart(whole.length + fraction.length - Math.min(0, point - 1), '0');
  const at = Math.max(1, point);
  return sign + digits.slice(0, at) + (digits.length > at ? `.${digits.slice(at)}` : '');
}
function whole(value, name) {
  const text = amount(value, name);
  if (!/^-?\d{1,15}(\.0*)?$/.test(text)) throw malformed(`${name} is no whole number`);
  return Number(text);
}
function sum(amounts) {
  if (amounts.includes(undefined)) return undefined;
  const scale = Math.max(...amounts.map((each) => (each.split('.')[1] ?? '').length));
  const total = amounts.reduce((so_far, each) => {
    const [units, fraction = ''] = each.split('.');
    return so_far + BigInt(units + fraction.padEnd(scale, '0'));
  }, 0n);
  const digits = String(total).padStart(scale + 1, '0');
  return scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
}

function date(text) {
  const moment = new Date(text);
  if (Number.isNaN(moment.valueOf())) throw new GatewayError('bad_date', `${text} is no date`);
  return moment;
}
// v3: the account's local time in whole minutes. An hour that a clock set back repeats can be named once only.
function localTime(text, timeZone) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  const wall = (moment) => {
    const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
    return `${part.year.padStart(4, '0')}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
  };
  const moment = date(text);
  const isSecondPass = [30, 60, 120].some((minutes) => wall(moment - minutes * 60000) === wall(moment));
  if (isSecondPass || moment % 60000) throw new GatewayError('bad_date', `${text} cannot be said in local minutes`);
  return wall(moment);
}

function checkText(text) {
  if (/\p{Surrogate}/u.test(text)) throw refused('half of a surrogate pair is no character');
  return text;
}
function checkRecipient(recipient) {
  if (!/^(?!00)\d{1,15}$/.test(recipient)) throw refused(`recipient ${recipient}: 1 to 15 digits are allowed, without + or 00`);
  return recipient;
}
function checkBatch(messages, { send_within_hours: hours = 0 }) {
  if (!messages.length) throw refused('messages: none given');
  if (!(hours >= 0 && hours <= 23)) throw refused(`hours: ${hours} given; 0 to 23 are allowed`);
  for (const { recipient, body } of messages) {
    checkRecipient(recipient);
    if (body.length < 1 || body.length > 500) throw refused(`body: ${checkText(body).length} characters; 1 to 500 are allowed`);
  }
}

export class V2 {
  constructor(settings) { this.settings = settings; }

  send(message) { return this.#ask('send', this.#message(message)); }

  schedule(message) {
    return this.#ask('schedule', { ...this.#message(message), sendingdate: date(message.date).toISOString().slice(0, 19) });
  }

  async status(id) {
    const code = whole(await this.#ask('querymessage', { messageref: String(id) }), 'status');
    return { code, name: V2_STATUSES[code] ?? null };
  }

  async balance() { return amount(await this.#ask('querybalance', {}), 'balance'); }

  #message({ recipient, body, sender = this.settings.sender, wap_push: push }) {
    return { sender, recipient: checkRecipient(recipient), body, ...(push !== undefined && { wap_push: String(push) }) };
  }

  async #ask(name, parameters) {
    const { username, password } = this.settings;
    const query = Object.entries({ function: name, username, password, ...parameters })
      .map(([key, value]) => `${key}=${encodeURIComponent(checkText(value))}`).join('&');
    const answer = new TextDecoder().decode(await exchange(this.settings, 'GET', `${this.settings.v2Url}?${query}`));
    const [, kind, value, text = ''] = /^\s*(ID|Err?)\s*:\s*([^\s:]+)\s*(?::(.*))?$/is.exec(answer) ?? [];
    if (kind?.toUpperCase() === 'ID') return value;
    if (!/^\d{1,9}$/.test(value ?? '')) throw malformed('neither ID nor Err');
    throw ofCode(Number(value), text.trim());
  }
}

export class V3 {
  #session = null;
  #last = Promise.resolve();

  constructor(settings) { this.settings = settings; }

  async send(messages, options = {}) {
    const members = this.#members(messages, options);
    const all = messages.map((each) => ({ ...each, reference: each.reference ?? randomUUID() }));
    const receipts = [];
    for (const part of parts(all)) {
      try {
        receipts.push(await this.#send(part, members));
      } catch (error) {
        error.accepted = receipts.length ? together(receipts) : null;
        throw error;
      }
    }
    return together(receipts);
  }

  async calculate(messages, options = {}) {
    const members = this.#members(messages, options);
    const receipts = [];
    for (const part of parts(messages)) receipts.push(receipt(await this.#ask('Calculate', { ...members, Messages: rows(part) })));
    return together(receipts);
  }

  async status(references) {
    const { MessageStatuses: list } = await this.#ask('QueryMessages', { References: references.map(checkText) });
    if (!Array.isArray(list)) throw malformed('no list of MessageStatuses');
    return list.map(object).map((each) => {
      if (typeof each.Reference !== 'string') throw malformed('a status without a Reference');
      return { reference: each.Reference, code: whole(each.StatusCode, 'StatusCode'), name: typeof each.Status === 'string' ? each.Status : null };
    });
  }

  async balance() {
    const answer = await this.#ask('QueryBalance', {});
    return {
      balance: amount(answer.Balance, 'Balance'),
      credit_limit: amount(answer.BalanceNegativeLimit ?? answer.BalaceNegativeLimit, 'BalanceNegativeLimit'),
      available: amount(answer.AvailableFund, 'AvailableFund'),
    };
  }

  #members(messages, options) {
    checkBatch(messages, options);
    const { sender = this.settings.sender, scheduled_date: when, send_within_hours: hours, wap_push: push } = options;
    return {
      ...(when !== undefined && { ScheduledDate: localTime(when, this.settings.timeZone) }),
      ...(hours !== undefined && { SendWithinHours: hours }),
      ...(push !== undefined && { IsWapPush: String(push) }),
      Sender: checkText(sender),
    };
  }

  // A Send whose answer is lost is not sent again: its messages are asked after, and all of them must be there.
  async #send(part, members) {
    const references = part.map((each) => each.reference);
    try {
      return { ...receipt(await this.#ask('Send', { ...members, Messages: rows(part) })), references };
    } catch (error) {
      if (!error.isLost || new Set(references).size < references.length) throw error;
      const found = new Map((await this.status(references).catch(() => [])).map((each) => [each.reference, each.code]));
      if (references.some((each) => (found.get(each) ?? UNKNOWN_MESSAGE) === UNKNOWN_MESSAGE)) throw error;
      return { message_count: references.filter((each) => !(found.get(each) >= 5 && found.get(each) <= 9)).length, references };
    }
  }

  // One request at a time: each waits for the one before.
  #ask(method, members) {
    const asked = this.#last.then(() => this.#converse(method, members));
    this.#last = asked.catch(() => {});
    return asked;
  }

  async #converse(method, members) {
    const furtherTries = { 103: [0], 104: [250, 500] }; // milliseconds before each; neither was served before
    for (;;) {
      const answer = await this.#post(method, { SessionId: await this.#open(), ...members });
      if (answer.StatusCode === SUCCESS) return answer;
      if (answer.StatusCode === SESSION_EXPIRED) this.#session = null;
      const pause = furtherTries[answer.StatusCode]?.shift();
      if (pause === undefined) throw ofCode(answer.StatusCode, answer.Status);
      await wait(pause);
    }
  }

  async #open() {
    if (this.#session) return this.#session;
    const { username: Username, password: Password } = this.settings;
    const answer = await this.#post('authorize', { Username, Password }).catch((error) => {
      throw Object.assign(error, { isLost: false }); // what was asked for has not been sent yet
    });
    if (answer.StatusCode !== SUCCESS) throw ofCode(answer.StatusCode, answer.Status);
    if (typeof answer.SessionId !== 'string' || !answer.SessionId) throw malformed('a login without a SessionId');
    return (this.#session = answer.SessionId);
  }

  async #post(method, document) {
    const body = Buffer.from(JSON.stringify(document));
    const answer = parse(await exchange(this.settings, 'POST', `${this.settings.v3Url}/${method}`, body));
    const Status = typeof answer.Status === 'string' ? answer.Status : '';
    return { ...answer, Status, StatusCode: whole(answer.StatusCode, 'StatusCode') };
  }
}

function* parts(messages) {
  for (let start = 0; start < messages.length; start += LARGEST_BATCH) yield messages.slice(start, start + LARGEST_BATCH);
}
const rows = (part) => part.map(({ recipient, body, reference }) => ({ Recipient: recipient, Body: body, Reference: reference }));
function receipt(answer) {
  return {
    message_count: whole(answer.MessageCount, 'MessageCount'),
    part_count: whole(answer.PartCount, 'PartCount'),
    average_price: answer.AveragePrice === undefined ? undefined : amount(answer.AveragePrice, 'AveragePrice'),
    total_price: amount(answer.TotalPrice, 'TotalPrice'),
  };
}
function together(receipts) {
  if (receipts.length === 1) return receipts[0];
  const counts = receipts.map((each) => each.part_count);
  return {
    message_count: receipts.reduce((total, each) => total + each.message_count, 0),
    part_count: counts.includes(undefined) ? undefined : counts.reduce((total, each) => total + each, 0),
    total_price: sum(receipts.map((each) => each.total_price)),
    references: receipts[0].references && receipts.flatMap((each) => each.references),
  };
}
