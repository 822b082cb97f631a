// What both scripts need: a server that has the image busybox:latest, and a registry beside it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until the condition holds. */
export async function until(condition, what, patience = 60_000) {
  for (const end = Date.now() + patience; ; await sleep(50)) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what} did not happen`);
  }
}

/** Everything that a stream gives until it ends. */
export async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** Debian's docker-registry on a free port of 127.0.0.1; its place in image names, and what ends it. */
export async function registry(program) {
  const folder = mkdtempSync(path.join(tmpdir(), 'registry-'));
  const port = await freePort();
  writeFileSync(`${folder}/config.yml`, `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${folder}}}\nhttp: {addr: "127.0.0.1:${port}"}\n`);
  const server = spawn(program, ['serve', `${folder}/config.yml`], { stdio: 'ignore' });
  await until(() => connects(port), 'the registry answers');
  return {
    name: `127.0.0.1:${port}`,
    end: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function connects(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}
