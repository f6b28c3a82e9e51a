// A relay that writes down every byte that passes, for the record-… scripts.
//
// A recording is a text file. `# …` is a remark; all other lines are `N> BYTES` (what the client of
// connection N sent) or `N< BYTES` (what the server sent), in the order in which they passed. Bytes
// other than printable ASCII are \r, \n, \\ and \xNN, and a line ends behind each \n. `N<|` and `N>|`
// say that this side ended the connection.
'use strict';

const childProcess = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const MARKS = { '\r': '\\r', '\n': '\\n', '\\': '\\\\' };

function escaped(bytes) {
  return bytes.toString('latin1').replace(/[^ -[\]-~]/g, (c) =>
    MARKS[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

class Recording {
  constructor(port) {
    this.port = port; // of the server
    this.lines = [];
    this.connections = 0;
    this.sockets = new Set();
    this.server = net.createServer((client) => this.#relay(client));
  }

  listen() {
    return new Promise((done) => this.server.listen(0, '127.0.0.1', () =>
      done(this.server.address().port)));
  }

  remark(text) {
    this.lines.push(`# ${text}`);
  }

  #note(number, side, bytes) {
    for (const line of escaped(bytes).split(/(?<=\\n)/))
      this.lines.push(`${number}${side} ${line}`);
  }

  #relay(client) {
    const number = ++this.connections;
    const server = net.connect(this.port, '127.0.0.1');
    const pair = [[client, server, '>'], [server, client, '<']];
    for (const [from, to, side] of pair) {
      this.sockets.add(from);
      from.on('data', (bytes) => { this.#note(number, side, bytes); to.write(bytes); });
      from.on('end', () => { this.lines.push(`${number}${side}|`); to.end(); });
      from.on('error', () => to.destroy());
      from.on('close', () => this.sockets.delete(from));
    }
  }

  // Ends all connections, as a network that fails.
  cut() {
    for (const socket of this.sockets) socket.destroy();
  }

  write(name, title) {
    this.cut();
    this.server.close();
    const file = path.join(__dirname, `${name}.txt`);
    fs.writeFileSync(file, `# ${title}\n${this.lines.join('\n')}\n`);
    console.log(file);
  }
}

// A port that is free now.
function freePort() {
  return new Promise((done) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(condition, what) {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await wait(50);
  }
  throw new Error(`${what} has not happened in 10 s`);
}

function accepts(port) {
  return new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); done(true); });
    socket.on('error', () => done(false));
  });
}

// Starts a server that ends with this script. `end()` ends it.
async function started(port, command, args, options) {
  const server = childProcess.spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  process.on('exit', () => server.kill());
  await until(() => accepts(port), `${command} accepts connections`);
  return { end: () => new Promise((done) => { server.on('exit', done); server.kill('SIGTERM'); }) };
}

// What curl prints with -i: {status, head, body}.
function curl(...args) {
  return new Promise((done, failed) =>
    childProcess.execFile('curl', ['-s', '-i', '-m', '20', ...args], (error, out) => {
      if (error) return failed(error);
      const [, head, body] = /^(.*?\r\n)\r\n(.*)$/s.exec(out);
      done({ status: Number(head.split(' ')[1]), head, body });
    }));
}

module.exports = { Recording, accepts, curl, freePort, started, until, wait };
