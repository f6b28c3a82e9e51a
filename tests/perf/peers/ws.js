// A server on Node's ws that publishes by itself, as pushbench-server does: `node ws.js PORT RATE`.
// Each text has its due time (CLOCK_MONOTONIC), and leaves in a frame that is prepared once for all
// users, which is the least that ws offers for a broadcast.
'use strict';

const path = require('node:path');
const modules = path.join(__dirname, '..', '..', '..', 'targets', 'ws', 'node_modules', 'ws');
const { WebSocketServer, Sender } = require(modules);

const [port, rate] = process.argv.slice(2).map(Number);
const sockets = new WebSocketServer({ host: '127.0.0.1', port, perMessageDeflate: false });
const data = '0'.repeat(64);
const epoch = process.hrtime.bigint();
let number = 1n;

function dueOf(n) {
  return epoch + BigInt(Math.round((Number(n) * 1e9) / rate));
}

function publish() {
  for (let due = dueOf(number); due <= process.hrtime.bigint(); due = dueOf(++number)) {
    const text = `{"seq":${number},"due_ns":${due},"sent_ns":${process.hrtime.bigint()},"data":"${data}"}`;
    const frame = Buffer.concat(
      Sender.frame(Buffer.from(text), { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: false })
    );
    for (const socket of sockets.clients) socket._socket.write(frame);
  }
  const wait = Number(dueOf(number) - process.hrtime.bigint()) / 1e6;
  setTimeout(publish, Math.max(wait, 0));
}

sockets.on('listening', () => {
  console.log(JSON.stringify({ port: sockets.address().port }));
  publish();
});
