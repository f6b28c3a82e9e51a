// A push server on Node's ws: `node server.js PORT`.
//
//   GET  /channels/CHANNEL   a WebSocket: each message of the channel, in a text frame
//   POST /publish/CHANNEL    publishes the body; answered when it was handed to every user's socket
//   GET  /                   200
//
// Settings follow ws's README; where it is silent, its defaults stay. One process: the README
// says nothing of a cluster, and users of one channel would have to be told across it.
'use strict';

const http = require('node:http');
const { WebSocketServer, WebSocket } = require('ws');

const BODY_BYTES_MAX = 1 << 20;

// A user who leaves that much unread is cut off. ws has no limit of its own (its documentation
// says to look at bufferedAmount); without one a frozen user takes memory until the server dies.
const BACKLOG_BYTES_MAX = 1 << 20;

// The README's "How to detect and close broken connections" has this period. Each user costs a ping
// of 2 bytes and a pong of 6, every half minute.
const PING_MS = 30000;

const channels = new Map(); // name: the set of its WebSockets

const sockets = new WebSocketServer({
  noServer: true,
  // Off, which is the default: "We do not recommend enabling this option unless you know what it is"
  // about; compressing takes memory and time for each connection, and small messages grow.
  perMessageDeflate: false,
  // Users send nothing; the default is 100 MiB.
  maxPayload: 1 << 16,
});

function publish(name, message) {
  const channel = channels.get(name) || [];
  let count = 0;
  // The README's broadcast: one buffer for all, so that the text is encoded once. ws makes a frame's
  // head for each, and writes head and text in one writev.
  for (const socket of channel) {
    if (socket.readyState !== WebSocket.OPEN) continue;
    if (socket.bufferedAmount > BACKLOG_BYTES_MAX) {
      socket.terminate();
      continue;
    }
    socket.send(message, { binary: false });
    count++;
  }
  return count;
}

function subscribe(name, socket) {
  if (!channels.has(name)) channels.set(name, new Set());
  channels.get(name).add(socket);
  socket.alive = true;
  socket.on('pong', () => (socket.alive = true));
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    channels.get(name)?.delete(socket);
    if (channels.get(name)?.size === 0) channels.delete(name);
  });
}

function answer(response, code, text) {
  response.writeHead(code, { 'Content-Type': 'text/plain', 'Content-Length': text.length });
  response.end(text);
}

// Whole, as a buffer: the users' frames are made from it without a copy.
function readBody(request, done) {
  const pieces = [];
  let bytes = 0;
  request.on('data', (piece) => {
    bytes += piece.length;
    if (bytes <= BODY_BYTES_MAX) pieces.push(piece);
  });
  request.on('end', () => done(bytes <= BODY_BYTES_MAX ? Buffer.concat(pieces) : null));
  request.on('error', () => {});
}

const server = http.createServer((request, response) => {
  const path = /^\/publish\/([^/?]+)$/.exec(request.url);
  if (request.method !== 'POST' || !path) {
    answer(response, request.url === '/' ? 200 : 404, '');
    return;
  }
  readBody(request, (message) => {
    if (message) answer(response, 200, `${publish(path[1], message)}\n`);
    else answer(response, 413, '');
  });
});

// ws sets TCP_NODELAY itself, so small frames do not wait for an acknowledgement.
server.on('upgrade', (request, socket, head) => {
  const path = /^\/channels\/([^/?]+)$/.exec(request.url);
  if (!path) {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  sockets.handleUpgrade(request, socket, head, (websocket) => subscribe(path[1], websocket));
});

setInterval(() => {
  for (const channel of channels.values())
    for (const socket of channel) {
      if (!socket.alive) {
        socket.terminate();
        continue;
      }
      socket.alive = false;
      socket.ping();
    }
}, PING_MS);

// Node's default ends a publisher's connection after 5 s without a request, and each later publish
// would pay for a handshake.
server.keepAliveTimeout = 75000;

process.on('SIGTERM', () => process.exit(0));

// Connections that wait for accept: Node's default of 511 drops some when 1,000 users come at once.
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 }, () =>
  console.log(`listening on ${server.address().port}`)
);
