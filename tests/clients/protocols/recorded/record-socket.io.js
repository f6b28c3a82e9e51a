// Records again what socket.io-client and our Socket.IO server say: `npm ci` here and in
// targets/socket.io, then `node record-socket.io.js`. Writes socket.io-*.txt and engine.io-*.txt.
'use strict';

const { io } = require('socket.io-client');
const { Relay, note, noted, publish, run, serve, until, write } = require('./recorder');
const version = require('socket.io-client/package.json').version;

// A post of the packet "1" says goodbye to a session that the client has given up already. Ours
// leaves that to the closing of its connections.
const laneOf = (method, target, body) =>
  method === 'GET' ? 'receives' : body === '1' ? null : 'sends';
const environment = { PING_INTERVAL_MS: '400' };

function subscribe(client) {
  let subscribed = false;
  client.emit('subscribe', 'c', () => {
    subscribed = true;
  });
  return () => subscribed;
}

// The client publishes, and waits for the acknowledgement and for the message.
async function publishBySelf(client, text) {
  const before = noted(/^= /);
  let published = false;
  note(`! publish ${text}`);
  client.emit('publish', 'c', text, () => {
    note('! published');
    published = true;
  });
  await until(() => published && noted(/^= /) > before);
}

async function record(transport, name) {
  const first = await serve('socket.io', environment);
  const second = await serve('socket.io', environment);
  const relay = new Relay(laneOf);
  relay.upstream = first;
  const port = await relay.listen();
  note('! open');
  const client = io(`http://127.0.0.1:${port}`, {
    transports: [transport],
    reconnectionDelay: 500,
    randomizationFactor: 0,
  });
  client.io.on('reconnect_attempt', () => note('! open'));
  client.on('message', (text) => note(`= ${text}`));

  // Subscribes; gets two messages at once; publishes two; answers a ping.
  await until(() => client.connected);
  await until(subscribe(client));
  await Promise.all([publish(first, 'c', 'pb-1-c-1'), publish(first, 'c', 'a "pb-1-c-2" \\ <é>')]);
  await until(() => noted(/^= /) === 2);
  await publishBySelf(client, 'pb-1-c-3');
  await publishBySelf(client, 'pb-1-c-4');
  await until(() => noted(/^> (send 3|sends POST .* 3)$/) > 0);

  // Loses its connection, misses two messages, and gets them when it comes back.
  await relay.cut();
  await until(() => !client.connected);
  await publish(first, 'c', 'pb-1-c-5');
  await publish(first, 'c', 'pb-1-c-6');
  await until(() => client.connected && noted(/^= /) === 6);
  if (!client.recovered) throw new Error('the state was not recovered');

  // Another server, which knows neither its sid nor its pid: a new session.
  if (transport === 'polling') {
    await relay.reroute(second);
    note('! publish pb-1-c-7');
    client.emit('publish', 'c', 'pb-1-c-7', () => {});
  } else {
    relay.upstream = second;
    await relay.cut();
  }
  await until(() => !client.connected);
  relay.drop();
  await until(() => client.connected);
  await until(subscribe(client));
  await publish(second, 'c', 'pb-1-c-8');
  await until(() => noted(/^= pb-1-c-8/) === 1);
  relay.close();
  client.disconnect();
  write(name, `socket.io-client ${version} by ${transport}; the server is targets/socket.io`);
}

run(
  () => record('websocket', 'socket.io-websocket.txt'),
  () => record('polling', 'socket.io-long_poll.txt'),
);
