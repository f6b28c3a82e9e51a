// What the scripts record-*.js share: a server of targets/, a TCP relay in front of it that writes
// down what passes, and the notes that they become. The notes are lines:
//
//   ! open | ! lost | ! publish TEXT | ! published    what the client's user did, or was told
//   = TEXT                                            what the client handed to its user
//   > receives|sends METHOD TARGET BODY               a request of the client
//   < receives|sends STATUS BODY                      its answer
//   > websocket|stream TARGET, < opened STATUS        the beginning of one
//   > send TEXT, < text TEXT, < event DATA            what is said on it
//   < ended                                           the stream has ended
//
// Control characters and backslashes are written \xNN. What a client makes up stands as *.
'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const lines = [];

function note(line) {
  lines.push(line.replace(/[\x00-\x1f\\]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`));
}

// Numbers that clients make up: engine.io-client's time stamp, sockjs-client's two identifiers.
function withoutChance(target) {
  return target.replace(/([?&]t=)[^&]*/, '$1*').replace(/\/\d{3}\/[a-z0-9]{8}\//, '/*/*/');
}

// --- HTTP and frames -------------------------------------------------------------------

function headEnd(bytes) {
  const at = bytes.indexOf('\r\n\r\n');
  return at < 0 ? -1 : at + 4;
}

function headerOf(head, name) {
  return new RegExp(`^${name}: *(.*?)\r$`, 'im').exec(head)?.[1];
}

// The body behind the head, with its end; null where more must come.
function bodyAt(bytes, start, head) {
  if (!/chunked/i.test(headerOf(head, 'transfer-encoding') ?? '')) {
    const end = start + Number(headerOf(head, 'content-length') ?? 0);
    return bytes.length < end ? null : { body: bytes.subarray(start, end), end };
  }
  const parts = [];
  for (let at = start; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return null;
    const count = parseInt(bytes.subarray(at, line).toString(), 16);
    if (bytes.length < line + 4 + count) return null;
    parts.push(bytes.subarray(line + 2, line + 2 + count));
    at = line + 4 + count;
    if (count === 0) return { body: Buffer.concat(parts), end: at };
  }
}

// The frame at the beginning of the bytes; null where more must come.
function frameAt(bytes) {
  if (bytes.length < 2) return null;
  let count = bytes[1] & 127;
  let at = 2;
  if (count === 126) {
    if (bytes.length < 4) return null;
    count = bytes.readUInt16BE(2);
    at = 4;
  } else if (count === 127) {
    throw new Error('no recorded frame is so long');
  }
  const masked = bytes[1] & 128;
  const start = at + (masked ? 4 : 0);
  if (bytes.length < start + count) return null;
  const payload = Buffer.from(bytes.subarray(start, start + count));
  for (let i = 0; masked && i < count; i++) payload[i] ^= bytes[at + (i % 4)];
  return { opcode: bytes[0] & 15, text: payload.toString(), end: start + count };
}

// --- one connection --------------------------------------------------------------------

class Tap {
  constructor(laneOf) {
    this.laneOf = laneOf;
    this.mode = 'http';
    this.waits = false; // for an answer
    this.sent = Buffer.alloc(0);
    this.received = Buffer.alloc(0);
  }

  fromClient(part) {
    this.sent = Buffer.concat([this.sent, part]);
    while (this.mode === 'websocket' ? this.frame('sent', '> send') : this.request());
  }

  fromServer(part) {
    this.received = Buffer.concat([this.received, part]);
    while (
      this.mode === 'websocket'
        ? this.frame('received', '< text')
        : this.mode === 'stream'
          ? this.event()
          : this.answer()
    );
  }

  receives() {
    return this.mode !== 'http' || (this.waits && this.lane === 'receives');
  }

  request() {
    const start = headEnd(this.sent);
    if (start < 0) return false;
    const head = this.sent.subarray(0, start).toString();
    const whole = bodyAt(this.sent, start, head);
    if (!whole) return false;
    this.sent = this.sent.subarray(whole.end);
    const [method, target] = head.split(' ');
    this.waits = true;
    this.lane = this.laneOf(method, target, whole.body.toString());
    if (this.lane === null) return true;
    if (headerOf(head, 'upgrade')) this.lane = 'websocket';
    const begins = this.lane === 'websocket' || this.lane === 'stream';
    const words = [`> ${this.lane}`, ...(begins ? [] : [method]), withoutChance(target)];
    note([...words, ...(whole.body.length > 0 ? [whole.body] : [])].join(' '));
    return true;
  }

  answer() {
    const start = headEnd(this.received);
    if (start < 0) return false;
    const head = this.received.subarray(0, start).toString();
    const status = head.split(' ')[1];
    if (status === '101' || /event-stream/.test(headerOf(head, 'content-type'))) {
      note(`< opened ${status}`);
      this.mode = status === '101' ? 'websocket' : 'stream';
      this.received = this.received.subarray(start);
      return true;
    }
    const whole = bodyAt(this.received, start, head);
    if (!whole) return false;
    this.received = this.received.subarray(whole.end);
    this.waits = false;
    if (this.lane !== null) note(`< ${this.lane} ${status}${whole.body.length > 0 ? ' ' : ''}${whole.body}`);
    return true;
  }

  frame(which, mark) {
    const frame = frameAt(this[which]);
    if (!frame) return false;
    this[which] = this[which].subarray(frame.end);
    if (frame.opcode === 1) note(`${mark} ${frame.text}`);
    return true;
  }

  // One chunk of the stream; each that comes from these servers is one event.
  event() {
    const line = this.received.indexOf('\r\n');
    if (line < 0) return false;
    const count = parseInt(this.received.subarray(0, line).toString(), 16);
    if (this.received.length < line + 4 + count) return false;
    const chunk = this.received.subarray(line + 2, line + 2 + count).toString();
    this.received = this.received.subarray(line + 4 + count);
    const data = /^data: (.*)$/m.exec(chunk)?.[1].replace(/\r$/, '');
    if (count === 0) {
      note('< ended');
      this.mode = 'http';
    } else if (data !== undefined) {
      note(`< event ${data}`);
    }
    return true;
  }
}

// --- the relay, the servers ------------------------------------------------------------

class Relay {
  // laneOf(method, target, body): "receives", "sends", "stream"; null: is not noted.
  constructor(laneOf) {
    this.taps = new Map(); // of the clients' sockets
    this.server = net.createServer((client) => {
      const tap = new Tap(laneOf);
      const upstream = net.connect(this.upstream, '127.0.0.1');
      this.taps.set(client, tap);
      for (const [from, to, take] of [
        [client, upstream, 'fromClient'],
        [upstream, client, 'fromServer'],
      ]) {
        from.on('data', (part) => {
          if (client.destroyed) return;
          tap[take](part);
          to.write(part);
        });
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.taps.delete(client);
          to.destroy();
        });
      }
    });
  }

  async listen() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this.server.address().port;
  }

  // Resets every connection while the client receives: one on which nothing is asked is not missed.
  async cut() {
    await until(() => [...this.taps.values()].some((tap) => tap.receives()));
    note('! lost');
    for (const client of this.taps.keys()) client.resetAndDestroy();
  }

  // Leads new connections to another server, and closes those on which nothing is asked. The client
  // has just begun to receive, so that it goes on to do so from the old server.
  async reroute(port) {
    const asked = noted(/^> receives/);
    await until(() => this.taps.size > 0 && [...this.taps.values()].some((tap) => tap.receives()));
    if (![...this.taps.values()].some((tap) => tap.mode === 'stream')) {
      await until(() => noted(/^> receives/) > asked);
    }
    this.upstream = port;
    for (const [client, tap] of this.taps) if (tap.mode === 'http' && !tap.waits) client.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100)); // until the client knows
  }

  // Closes every connection.
  drop() {
    for (const client of this.taps.keys()) client.destroy();
  }

  close() {
    this.drop();
    this.server.close();
  }
}

const servers = [];

// Starts targets/NAME/server.js; its port.
async function serve(name, environment) {
  const folder = path.join(__dirname, '../../../../targets', name);
  const child = spawn(process.execPath, ['server.js', '0'], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  servers.push(child);
  for await (const part of child.stdout) {
    const port = /listening on (\d+)/.exec(part)?.[1];
    if (port) return Number(port);
  }
  throw new Error(`${name} did not start`);
}

async function publish(port, channel, text) {
  const answer = await fetch(`http://127.0.0.1:${port}/publish/${channel}`, {
    method: 'POST',
    body: text,
  });
  if (!answer.ok) throw new Error(`publishing was answered ${answer.status}`);
}

// Waits until the condition holds, 10 s at most.
async function until(condition) {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 1000) throw new Error(`never: ${condition}\n${lines.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

// How many notes match, since the recording began.
function noted(pattern) {
  return lines.filter((line) => pattern.test(line)).length;
}

function write(name, title) {
  fs.writeFileSync(path.join(__dirname, name), [`# ${title}`, ...lines, ''].join('\n'));
  console.log(`${name}: ${lines.length} lines`);
  lines.length = 0;
}

// Runs the recordings one after the other, 60 s at most, and ends the servers.
async function run(...recordings) {
  const guard = setTimeout(() => {
    console.error('the recording took more than 60 s');
    servers.forEach((child) => child.kill('SIGKILL'));
    process.exit(1);
  }, 60000);
  try {
    for (const recording of recordings) await recording();
  } finally {
    clearTimeout(guard);
    servers.forEach((child) => child.kill('SIGTERM'));
  }
  process.exit(0);
}

module.exports = { Relay, note, noted, publish, run, serve, until, write };
