// Records again what sockjs-client and our SockJS server say: `npm ci` here and in targets/sockjs,
// then `node record-sockjs.js`. Writes sockjs-*.txt.
'use strict';

const SockJS = require('sockjs-client');
const { Relay, note, noted, publish, run, serve, until, write } = require('./recorder');
const version = require('sockjs-client/package.json').version;

// GET /info is the client's choice of a transport, which we are given.
const laneOf = (method, target) => {
  if (target.includes('/info')) return null;
  if (target.endsWith('/eventsource')) return 'stream';
  return target.endsWith('/xhr_send') ? 'sends' : 'receives';
};

function open(port, transport) {
  note('! open');
  const client = new SockJS(`http://127.0.0.1:${port}/sockjs`, null, { transports: [transport] });
  client.onopen = () => client.send('{"subscribe":"c"}');
  client.onmessage = (event) => {
    if (event.data === '{"published":"c"}') note('! published');
    else if (event.data !== '{"subscribed":"c"}') note(`= ${event.data}`);
    else client.subscribed = true;
  };
  client.onclose = () => {
    client.closed = true;
  };
  return client;
}

// The client publishes, and waits for the answer and for the message.
async function publishBySelf(client, text) {
  const before = noted(/^= /);
  const answers = noted(/^! published/);
  note(`! publish ${text}`);
  client.send(JSON.stringify({ publish: 'c', message: text }));
  await until(() => noted(/^= /) > before && noted(/^! published/) > answers);
}

const environment = { HEARTBEAT_DELAY_MS: '700', RESPONSE_LIMIT_BYTES: '4096' };

async function record(transport, name) {
  const server = await serve('sockjs', environment);
  const relay = new Relay(laneOf);
  relay.upstream = server;
  const port = await relay.listen();
  const client = open(port, transport);

  // Subscribes; gets two messages; publishes two; is idle until a heartbeat comes.
  await until(() => client.subscribed);
  await publish(server, 'c', 'pb-1-c-1');
  await publish(server, 'c', 'a "pb-1-c-2" \\ <é>');
  await until(() => noted(/^= /) === 2);
  await publishBySelf(client, 'pb-1-c-3');
  await publishBySelf(client, 'pb-1-c-4');
  if (transport !== 'websocket') await until(() => noted(/^< (event|receives 200) h/) > 0);

  // An event stream ends after so many bytes, and the same session goes on by the next.
  if (transport === 'eventsource') {
    for (let i = 0; noted(/^< ended/) === 0; i++) {
      await publish(server, 'c', `${i} ${'x'.repeat(700)}`);
    }
    await until(() => noted(/^> stream/) === 2);
    await publish(server, 'c', 'pb-1-c-5');
    await until(() => noted(/^= pb-1-c-5/) === 1);
  }

  // Its connection is lost, and it begins anew.
  await relay.cut();
  await until(() => client.closed);
  const second = open(port, transport);
  await until(() => second.subscribed);
  await publish(server, 'c', 'pb-1-c-6');
  await until(() => noted(/^= pb-1-c-6/) === 1);

  // Another server, which does not know its session.
  if (transport !== 'websocket') {
    await relay.reroute(await serve('sockjs', environment));
    note('! publish pb-1-c-7');
    second.send(JSON.stringify({ publish: 'c', message: 'pb-1-c-7' }));
    await until(() => second.closed);
    relay.drop();
    const third = open(port, transport);
    await until(() => third.subscribed);
    await publish(relay.upstream, 'c', 'pb-1-c-8');
    await until(() => noted(/^= pb-1-c-8/) === 1);
    third.close();
  }
  relay.close();
  second.close();
  write(name, `sockjs-client ${version} by ${transport}; the server is targets/sockjs`);
}

run(
  () => record('websocket', 'sockjs-websocket.txt'),
  () => record('xhr-polling', 'sockjs-long_poll.txt'),
  () => record('eventsource', 'sockjs-sse.txt'),
);
