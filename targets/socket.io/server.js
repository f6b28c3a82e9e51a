// A Socket.IO server with channels: `node server.js PORT`. PORT 0 takes a free one; the line
// "listening on PORT" says which, and that it is ready.
//
// A client subscribes by the event "subscribe" (channel) and gets the channel's messages as events
// "message" (text). It publishes by the event "publish" (channel, text). Both events are
// acknowledged when the server has carried them out. `POST /publish/CHANNEL` publishes its body.
'use strict';

const http = require('node:http');
const { Server } = require('socket.io');

const port = Number(process.argv[2] ?? 0);
const MESSAGE_BYTES_MAX = 1e6;

const httpServer = http.createServer(answerRequest);
// Node's own settings stay as they are. One of them shows in figures: keepAliveTimeout (5 s) closes
// a client's connection for posts between two of its pongs, so a polling user who only listens
// opens one for each pong.

const io = new Server(httpServer, {
  // Off by default. With it each packet of a channel carries an offset as its last argument, and
  // the server keeps the packets of two minutes: some 10 bytes more for each message, and memory in
  // proportion to the rate. In exchange a client that comes back within that time gets what it
  // missed. https://socket.io/docs/v4/connection-state-recovery recommends these values.
  connectionStateRecovery: { maxDisconnectionDuration: 2 * 60 * 1000, skipMiddlewares: true },

  // The default, as https://socket.io/docs/v4/server-options#permessagedeflate recommends: a
  // compressor for each WebSocket would cost processor time and memory.
  perMessageDeflate: false,

  // The default: polls' answers of 1,024 bytes or more are compressed where the client takes that.
  httpCompression: { threshold: 1024 },

  // The defaults: the server pings each client every 25 s and gives it 20 s to answer. Each ping
  // ends a held poll, and its answer takes a post. The variable is for tests.
  pingInterval: Number(process.env.PING_INTERVAL_MS ?? 25000),
  pingTimeout: 20000,

  // The default, in bytes of a WebSocket's message or of a post.
  maxHttpBufferSize: MESSAGE_BYTES_MAX,
});
// Also of influence, and found by the library itself: the package bufferutil, which masks and
// unmasks frames in native code. https://socket.io/docs/v4/performance-tuning recommends it.

// Otherwise the first request of each client stays in memory
// (https://socket.io/docs/v4/memory-usage, "Discarding the initial HTTP request").
io.engine.on('connection', (socket) => {
  socket.request = null;
});

function publish(channel, text) {
  io.to(channel).emit('message', text);
}

io.on('connection', (socket) => {
  socket.on('subscribe', (channel, done) => {
    socket.join(String(channel));
    if (typeof done === 'function') done();
  });
  socket.on('publish', (channel, text, done) => {
    publish(String(channel), text);
    if (typeof done === 'function') done();
  });
});

// The channel of /publish/CHANNEL; undefined where the path is another.
function channelOf(request) {
  const name = /^\/publish\/([^/?]+)$/.exec(request.url)?.[1];
  try {
    return name && decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

function answerRequest(request, response) {
  const channel = channelOf(request);
  if (channel === undefined || request.method !== 'POST') {
    response.writeHead(channel === undefined ? 404 : 405).end();
    return;
  }
  const parts = [];
  let bytes = 0;
  request.on('data', (part) => {
    bytes += part.length;
    if (bytes <= MESSAGE_BYTES_MAX) parts.push(part);
  });
  request.on('end', () => {
    if (bytes > MESSAGE_BYTES_MAX) {
      response.writeHead(413).end();
      return;
    }
    publish(channel, Buffer.concat(parts).toString());
    response.writeHead(204).end();
  });
}

process.on('SIGTERM', () => process.exit(0));

// Node's default of 511 connections that wait to be accepted is fewer than users may come at once.
httpServer.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on ${httpServer.address().port}`);
});
