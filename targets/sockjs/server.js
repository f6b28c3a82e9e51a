// A SockJS server with channels: `node server.js PORT`. PORT 0 takes a free one; the line
// "listening on PORT" says which, and that it is ready.
//
// SockJS carries texts and knows no channels, so these are JSON: {"subscribe":CHANNEL} is answered
// {"subscribed":CHANNEL}, {"publish":CHANNEL,"message":TEXT} is answered {"published":CHANNEL}. The
// subscribers of a channel get TEXT as it is. `POST /publish/CHANNEL` publishes its body.
'use strict';

const http = require('node:http');
const sockjs = require('sockjs');

const port = Number(process.argv[2] ?? 0);
const MESSAGE_BYTES_MAX = 1e6;

const channels = new Map(); // name -> set of connections

const service = sockjs.createServer({
  prefix: '/sockjs',

  // By default each connection is logged, and writing that takes time.
  log: (severity, line) => {
    if (severity === 'error') console.error(line);
  },

  // The default: an event stream is ended after so many bytes, and the client asks for the next. A
  // greater value means fewer requests. The variable is for tests.
  response_limit: Number(process.env.RESPONSE_LIMIT_BYTES ?? 128 * 1024),

  // The default: a heartbeat after 25 s without a message, which ends a held poll. On a WebSocket it
  // is a ping. The variable is for tests.
  heartbeat_delay: Number(process.env.HEARTBEAT_DELAY_MS ?? 25000),

  // The default: for so long the server keeps a user's messages between two polls.
  disconnect_delay: 5000,

  // Off by default, and of use only behind a load balancer.
  jsessionid: false,
});
// Also of influence: SockJS never compresses, and pings and frames its WebSockets in JavaScript.
// Each poll's answer has no Content-Length and is chunked.

function subscribe(connection, channel) {
  if (!channels.has(channel)) channels.set(channel, new Set());
  channels.get(channel).add(connection);
  connection.on('close', () => channels.get(channel).delete(connection));
}

function publish(channel, text) {
  for (const connection of channels.get(channel) ?? []) connection.write(text);
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

service.on('connection', (connection) => {
  connection.on('data', (text) => {
    const said = parsed(text);
    if (typeof said.subscribe === 'string') {
      subscribe(connection, said.subscribe);
      connection.write(JSON.stringify({ subscribed: said.subscribe }));
    } else if (typeof said.publish === 'string' && typeof said.message === 'string') {
      publish(said.publish, said.message);
      connection.write(JSON.stringify({ published: said.publish }));
    } else {
      connection.write('{"refused":"neither subscribe nor publish"}');
    }
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

const httpServer = http.createServer(answerRequest);
service.installHandlers(httpServer);

process.on('SIGTERM', () => process.exit(0));

// Node's default of 511 connections that wait to be accepted is fewer than users may come at once.
httpServer.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on ${httpServer.address().port}`);
});
