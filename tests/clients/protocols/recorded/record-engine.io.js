// Records again what engine.io-client and an Engine.IO server that answers each text with the same
// text say: `npm ci` here and in targets/socket.io, then `node record-engine.io.js`. Writes
// engine.io-*.txt.
'use strict';

const http = require('node:http');
const { Server } = require('../../../../targets/socket.io/node_modules/engine.io');
const { Socket } = require('engine.io-client');
const { Relay, note, noted, run, until, write } = require('./recorder');
const version = require('engine.io-client/package.json').version;

const laneOf = (method) => (method === 'GET' ? 'receives' : 'sends');

async function record(transport, name) {
  const engine = new Server({ pingInterval: 400, pingTimeout: 5000, maxHttpBufferSize: 100 });
  const httpServer = http.createServer();
  engine.attach(httpServer);
  engine.on('connection', (socket) => socket.on('message', (text) => socket.send(text)));
  await new Promise((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  const relay = new Relay(laneOf);
  relay.upstream = httpServer.address().port;
  note('! open');
  const client = new Socket(`http://127.0.0.1:${await relay.listen()}`, { transports: [transport] });
  let open = false;
  client.on('open', () => {
    open = true;
  });
  client.on('message', (text) => note(`= ${text}`));
  const publish = (text) => {
    note(`! publish ${text}`);
    client.send(text);
  };

  // The join and one text, then more at once than the server takes in one body, then a ping.
  await until(() => open);
  client.send('join c');
  await until(() => noted(/^= join c/) === 1);
  publish('pb-1-c-1');
  await until(() => noted(/^= pb-1-c-1/) === 1);
  for (let i = 2; i < 7; i++) publish(`pb-1-c-${i} ${'x'.repeat(30)}`);
  await until(() => noted(/^= /) === 7);
  await until(() => noted(/^> (send 3|sends POST .* 3)$/) > 0);
  client.close();
  relay.close();
  engine.close();
  httpServer.close();
  write(name, `engine.io-client ${version} by ${transport}; the server is engine.io and echoes`);
}

run(
  () => record('websocket', 'engine.io-websocket.txt'),
  () => record('polling', 'engine.io-long_poll.txt'),
);
