// A push server on Node's http alone: `node server.js PORT`.
//
//   GET  /channels/CHANNEL   an event stream: `id: NUMBER` and `data: MESSAGE` for each message
//   POST /publish/CHANNEL    publishes the body; answered when it was handed to every user's socket
//   GET  /                   200
//
// A user that comes back with Last-Event-ID gets what it missed, as far as it is kept. The stream
// follows the HTML standard, section "Server-sent events"; the settings follow Node's documentation.
'use strict';

const http = require('node:http');

const BODY_BYTES_MAX = 1 << 20;

// Messages of a channel that are kept for Last-Event-ID: memory, and what a break may last.
const KEPT = 1000;

// A user who leaves that much unread is cut off: Node's documentation of write() says that a stream
// that is not drained keeps everything in memory.
const BACKLOG_BYTES_MAX = 1 << 20;

// The standard's authoring notes advise a comment every 15 seconds or so, since old proxies cut
// silent connections. It costs each user 3 bytes and a chunk's head.
const COMMENT_MS = 15000;

const channels = new Map(); // name: { users, kept, next }

function channelNamed(name) {
  if (!channels.has(name)) channels.set(name, { users: new Set(), kept: [], next: 1 });
  return channels.get(name);
}

// A line break in a message would end the field, so that each line has a field of its own.
function encode(number, message) {
  const lines = message.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return Buffer.from(`id: ${number}\n${lines.join('')}\n`);
}

function send(channel, response, bytes) {
  if (response.writableLength > BACKLOG_BYTES_MAX) {
    channel.users.delete(response);
    response.destroy();
    return false;
  }
  response.write(bytes);
  return true;
}

function publish(name, message) {
  const channel = channelNamed(name);
  // One buffer for all users. Node adds a chunk's head and end, and writes the three in one writev.
  const event = { number: channel.next++, bytes: null };
  event.bytes = encode(event.number, message);
  channel.kept.push(event);
  if (channel.kept.length > KEPT) channel.kept.shift();
  let count = 0;
  for (const response of channel.users) count += send(channel, response, event.bytes) ? 1 : 0;
  return count;
}

function subscribe(name, request, response) {
  const channel = channelNamed(name);
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store', // nothing between server and user may keep it
    'X-Accel-Buffering': 'no', // nginx in front would gather events
  });
  response.flushHeaders(); // else the head waits for the first event
  const last = Number(request.headers['last-event-id']);
  if (Number.isInteger(last))
    for (const event of channel.kept)
      if (event.number > last) send(channel, response, event.bytes);
  channel.users.add(response);
  response.on('close', () => channel.users.delete(response));
  response.on('error', () => {});
}

function answer(response, code, text) {
  response.writeHead(code, { 'Content-Type': 'text/plain', 'Content-Length': text.length });
  response.end(text);
}

function readBody(request, done) {
  const pieces = [];
  let bytes = 0;
  request.on('data', (piece) => {
    bytes += piece.length;
    if (bytes <= BODY_BYTES_MAX) pieces.push(piece);
  });
  request.on('end', () =>
    done(bytes <= BODY_BYTES_MAX ? Buffer.concat(pieces).toString('utf8') : null)
  );
  request.on('error', () => {});
}

function serve(request, response) {
  const path = /^\/(channels|publish)\/([^/?]+)$/.exec(request.url);
  if (path && path[1] === 'channels' && request.method === 'GET') {
    subscribe(path[2], request, response);
  } else if (path && path[1] === 'publish' && request.method === 'POST') {
    readBody(request, (message) => {
      if (message === null) answer(response, 413, '');
      else answer(response, 200, `${publish(path[2], message)}\n`);
    });
  } else {
    answer(response, request.url === '/' ? 200 : 404, '');
  }
}

// TCP_NODELAY, said though it is the default: an event does not wait for an acknowledgement of the
// one before. No compression: Node's http has none, and events of some ten bytes would grow.
const server = http.createServer({ noDelay: true }, serve);

const comment = Buffer.from(':\n\n');
setInterval(() => {
  for (const channel of channels.values())
    for (const response of channel.users) send(channel, response, comment);
}, COMMENT_MS);

// Node's default ends a publisher's connection after 5 s without a request, and each later publish
// would pay for a handshake. Event streams are not concerned.
server.keepAliveTimeout = 75000;

process.on('SIGTERM', () => process.exit(0));

// Connections that wait for accept: Node's default of 511 drops some when 1,000 users come at once.
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 }, () =>
  console.log(`listening on ${server.address().port}`)
);
