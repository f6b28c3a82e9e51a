// A Bayeux server (Faye) with channels: `node server.js PORT`. PORT 0 takes a free one; the line
// "listening on PORT" says which, and that it is ready.
//
// Clients speak Bayeux at /bayeux, by long-polling and WebSockets: the channel C of the suite is
// Bayeux's /C. `POST /publish/C` publishes its body.
'use strict';

const http = require('node:http');
const faye = require('faye');

const port = Number(process.argv[2] ?? 0);

const bayeux = new faye.NodeAdapter({
  mount: '/bayeux',

  // Of a /meta/connect without messages, in seconds: 45 as https://faye.jcoglan.com/node.html
  // recommends (the default is 60), below the limits of proxies. Each user asks again as often: some
  // 240 bytes and an answer of 400, over a WebSocket 120 and 164. A user that is not heard of for
  // twice as long is forgotten, with the messages that wait for it. The variable is for tests.
  timeout: Number(process.env.TIMEOUT_S ?? 45),

  // `ping` (keep-alive frames on WebSockets) is off by default; /meta/connect is traffic enough.
  // `engine`: by default all is in this process's memory. Messages for a user wait there without a
  // limit, and are gone after a restart. faye-redis would share them among processes.
});
// Compression of WebSockets (permessage-deflate) is an extension that the documentation leaves to
// the user; without it messages go as they are.

const server = http.createServer(answerRequest);
// Node's own settings stay as they are. keepAliveTimeout (5 s) closes connections that wait for the
// next publication; a poll is under way all the time, so polls' connections stay.
bayeux.attach(server);

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
  let body = '';
  request.setEncoding('utf8').on('data', (piece) => { body += piece; }).on('end', () => {
    bayeux.getClient().publish(`/${channel}`, body).then(
      () => response.writeHead(204).end(),
      (error) => response.writeHead(400).end(error.message));
  });
}

process.on('SIGTERM', () => process.exit(0));
server.listen(port, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
