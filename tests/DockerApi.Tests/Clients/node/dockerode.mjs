// A life through dockerode, as programs use it: node dockerode.mjs SOCKET REGISTRY-PROGRAM. Ends with 'all is well' or what was not.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import Docker from 'dockerode';
import { registry, text, until } from './setting.mjs';

const docker = new Docker({ socketPath: process.argv[2] });
const finished = (stream) => new Promise((resolve, reject) => docker.modem.followProgress(stream, (error, output) => (error ? reject(error) : resolve(output))));
const refused = (status, words) => (error) => {
  assert.equal(error.statusCode, status, error.message);
  assert.match(error.json.message, words);
  return true;
};
const loop = ['sh', '-c', 'echo ready; trap "exit 4" TERM; while :; do sleep 0.1; done'];

/** Both outputs of a connection that has no terminal, once it ends. */
async function outputs(stream) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, out, err);
  stream.once('end', () => { out.end(); err.end(); });
  return Promise.all([text(out), text(err)]);
}

async function system() {
  assert.equal((await docker.ping()).toString(), 'OK');
  assert.equal((await docker.version()).Os, 'linux');
  assert.equal((await docker.info()).OSType, 'linux');
  assert.ok((await docker.df()).LayersSize > 0);
}

async function images() {
  const { name, end } = await registry(process.argv[3]);
  const box = docker.getImage('busybox:latest');
  await box.tag({ repo: `${name}/box`, tag: '1' });
  const pushed = await finished(await docker.getImage(`${name}/box:1`).push({ authconfig: { username: '', password: '' } }));
  assert.match(pushed.find((line) => line.aux)?.aux.Digest, /^sha256:[0-9a-f]{64}$/);
  await docker.getImage(`${name}/box:1`).remove();
  await assert.rejects(docker.getImage(`${name}/box:1`).inspect(), refused(404, /No such image/));
  await finished(await docker.pull(`${name}/box:1`));
  const pulled = await docker.getImage(`${name}/box:1`).inspect();
  assert.ok(pulled.RepoTags.includes(`${name}/box:1`));
  assert.equal(pulled.Architecture, (await box.inspect()).Architecture);
  await assert.rejects(docker.pull(`${name}/nosuch:1`), (error) => error.statusCode === 404);
  await assert.rejects(docker.createContainer({ Image: `${name}/nosuch:1` }), refused(404, /No such image/));
  assert.ok((await docker.listImages({ filters: { reference: [`${name}/*`] } })).length === 1);
  assert.ok((await box.history()).length > 0);
  const saved = await docker.getImage(`${name}/box:1`).get();
  await docker.getImage(`${name}/box:1`).remove({ force: true });
  await finished(await docker.loadImage(saved));
  await docker.getImage(`${name}/box:1`).remove({ force: true });
  await end();
}

async function streams() {
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['sh', '-c', 'read line; echo "got $line"; echo err >&2; exit 3'], OpenStdin: true, StdinOnce: true, AttachStdin: true });
  const attached = await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true });
  const both = outputs(attached);
  await container.start();
  attached.end('line\n');
  assert.equal((await container.wait()).StatusCode, 3);
  assert.deepEqual(await both, ['got line\n', 'err\n']);
  assert.deepEqual(await outputs(new PassThrough().end(await container.logs({ stdout: true, stderr: true }))), ['got line\n', 'err\n']);
  await assert.rejects(container.kill(), refused(409, /is not running/));
  await container.remove();

  const terminal = await docker.createContainer({ Image: 'busybox', Cmd: ['sh'], Tty: true, OpenStdin: true });
  const typed = await terminal.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true });
  const shown = text(typed);
  await terminal.start();
  await terminal.resize({ h: 33, w: 77 });
  typed.write('stty size; exit 5\n');
  assert.equal((await terminal.wait()).StatusCode, 5);
  assert.match(await shown, /33 77\r\n/);
  await terminal.remove();

  const [data, ran] = await docker.run('busybox', ['sh', '-c', 'exit 6'], new PassThrough(), { HostConfig: { AutoRemove: true } });
  assert.equal(data.StatusCode, 6);
  await until(async () => !(await docker.listContainers({ all: true })).some((one) => one.Id === ran.id), 'the container removes itself');
}

async function commands(container) {
  const exec = await container.exec({ Cmd: ['sh', '-c', 'cat; echo err >&2; exit 7'], AttachStdin: true, AttachStdout: true, AttachStderr: true, Env: ['A=b'], WorkingDir: '/tmp' });
  const stream = await exec.start({ hijack: true, stdin: true });
  const both = outputs(stream);
  stream.end('typed');
  assert.deepEqual(await both, ['typed', 'err\n']);
  const seen = await exec.inspect();
  assert.deepEqual([seen.Running, seen.ExitCode, seen.ProcessConfig.entrypoint], [false, 7, 'sh']);

  const terminal = await container.exec({ Cmd: ['tty'], Tty: true, AttachStdout: true });
  assert.match(await text(await terminal.start({ hijack: true, Tty: true })), /\/dev\/pts\/\d+\r\n/);

  const detached = await container.exec({ Cmd: ['touch', '/tmp/touched'] });
  await detached.start({ Detach: true });
  await until(async () => (await detached.inspect()).ExitCode === 0, 'the detached command ends');
  assert.ok((await container.infoArchive({ path: '/tmp/touched' })));
  await assert.rejects(exec.start({ Detach: true }), (error) => error.statusCode === 409);

  const missing = await container.exec({ Cmd: ['nosuch'], AttachStdout: true, AttachStderr: true });
  await text(await missing.start({ hijack: true }));
  // Docker says 126 for both reasons not to run.
  assert.ok([126, 127].includes((await missing.inspect()).ExitCode));
}

async function watching(container) {
  const followed = await container.logs({ follow: true, stdout: true, stderr: true });
  const chunk = await new Promise((resolve) => followed.once('data', resolve));
  assert.equal(chunk.subarray(8).toString(), 'ready\n');
  followed.destroy();

  const once = await container.stats({ stream: false });
  assert.ok(once.read && once.memory_stats.usage > 0 && once.cpu_stats.cpu_usage.total_usage > 0 && once.precpu_stats.cpu_usage.total_usage > 0);
  assert.ok((await container.stats({ stream: false, 'one-shot': true })).cpu_stats.system_cpu_usage > 0);
  const stream = await container.stats({ stream: true });
  const lines = [];
  for await (const piece of stream) {
    lines.push(...piece.toString().split('\n').filter(Boolean));
    if (lines.length >= 2) break;
  }
  assert.ok(JSON.parse(lines[1]).networks.eth0.rx_packets >= 0);
  assert.ok((await container.top()).Processes.length >= 1);
}

async function files(container) {
  const folder = mkdtempSync(`${tmpdir()}/dockerode-`);
  writeFileSync(`${folder}/file`, 'content\n');
  await container.putArchive(execFileSync('tar', ['-C', folder, '-cf', '-', 'file']), { path: '/tmp' });
  const back = await container.getArchive({ path: '/tmp/file' });
  assert.equal(execFileSync('tar', ['-xOf', '-', 'file'], { input: await buffer(back) }).toString(), 'content\n');
  await assert.rejects(container.getArchive({ path: '/nosuch' }), (error) => error.statusCode === 404);
  assert.ok((await container.changes()).some((change) => change.Path === '/tmp/file'));
  assert.match(execFileSync('tar', ['-tf', '-'], { input: await buffer(await container.export()) }).toString(), /tmp\/file/);
  const { Id } = await container.commit({ repo: 'dockerode', tag: 'made', changes: 'CMD ["cat","/tmp/file"]' });
  assert.equal((await docker.getImage('dockerode:made').inspect()).Id, Id);
  const output = new PassThrough();
  const all = text(output);
  const [{ StatusCode }, made] = await docker.run('dockerode:made', [], [output, new PassThrough()], { Tty: false });
  output.end();
  assert.deepEqual([StatusCode, await all], [0, 'content\n']);
  await made.remove();
  await docker.getImage('dockerode:made').remove();
  rmSync(folder, { recursive: true });
}

async function buffer(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function life() {
  const events = await docker.getEvents({ filters: { type: ['container'], label: ['by=dockerode'] } });
  const actions = [];
  events.on('data', (piece) => actions.push(...piece.toString().split('\n').filter(Boolean).map((line) => JSON.parse(line)).map((event) => ({ id: event.Actor.ID, action: event.Action }))));
  const container = await docker.createContainer({
    name: 'life', Image: 'busybox', Cmd: loop, Labels: { by: 'dockerode' }, ExposedPorts: { '80/tcp': {} },
    HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '0' }] }, Binds: ['life-data:/data'], Memory: 64 * 1024 * 1024 },
    Healthcheck: { Test: ['CMD', 'true'], Interval: 1e9 },
  });
  await assert.rejects(docker.createContainer({ name: 'life', Image: 'busybox' }), refused(409, /is already in use by container/));
  await container.start();
  await assert.rejects(container.start(), (error) => error.statusCode === 304);
  await until(async () => (await container.logs({ stdout: true })).includes('ready'), 'the container is ready');
  await until(async () => (await container.inspect()).State.Health.Status === 'healthy', 'the container is healthy');
  assert.match((await container.inspect()).NetworkSettings.Ports['80/tcp'][0].HostPort, /^[1-9]\d+$/);
  await commands(container);
  await watching(container);
  await files(container);
  await container.rename({ name: 'renamed' });
  await container.update({ Memory: 96 * 1024 * 1024, MemorySwap: 192 * 1024 * 1024 });
  assert.deepEqual([(await container.inspect()).Name, (await container.inspect()).HostConfig.Memory], ['/renamed', 96 * 1024 * 1024]);
  await container.pause();
  assert.equal((await container.inspect()).State.Status, 'paused');
  await container.unpause();
  await assert.rejects(container.remove(), refused(409, /container is running|You cannot remove a running container/i));
  const exit = container.wait({ condition: 'next-exit' });
  await container.stop({ t: 10 });
  assert.equal((await exit).StatusCode, 4);
  await container.restart({ t: 0 });
  await container.kill({ signal: 'KILL' });
  assert.deepEqual([(await container.inspect()).State.Status, (await container.wait()).StatusCode], ['exited', 137]);
  const removed = container.wait({ condition: 'removed' });
  await container.remove({ v: true });
  await removed;
  await assert.rejects(container.inspect(), refused(404, /No such container/));
  await until(() => actions.some((event) => event.id === container.id && event.action === 'destroy'), 'the removal is told');
  const own = actions.filter((event) => event.id === container.id).map((event) => event.action);
  const told = own.filter((action) => !/^(exec_|health_status|top|archive-path|extract-to-dir|export|commit|attach|resize)/.test(action));
  // Docker tells of a stop sometimes before the end, sometimes after it.
  assert.deepEqual(told.sort(), ['create', 'start', 'pause', 'unpause', 'rename', 'update', 'pause', 'unpause', 'kill', 'die', 'stop', 'start', 'restart', 'kill', 'die', 'destroy'].sort());
  assert.ok(own.includes('health_status: healthy') && own.some((action) => action.startsWith('exec_create: sh -c cat')));
  events.destroy();
}

async function rest() {
  assert.ok((await docker.listVolumes({ filters: { name: ['life-data'] } })).Volumes.length === 1);
  assert.equal((await docker.getVolume('life-data').inspect()).Driver, 'local');
  await docker.getVolume('life-data').remove();
  await docker.createVolume({ Name: 'other', Labels: { a: 'b' } });
  assert.deepEqual((await docker.pruneVolumes({ filters: { all: ['1'], label: ['a=b'] } })).VolumesDeleted, ['other']);
  const networks = (await docker.listNetworks()).map((network) => network.Name);
  assert.ok(['bridge', 'host', 'none'].every((name) => networks.includes(name)));
  assert.equal((await docker.getNetwork('bridge').inspect()).Driver, 'bridge');
  await assert.rejects(docker.getNetwork('nosuch').inspect(), refused(404, /network nosuch not found/));
  const left = await docker.createContainer({ Image: 'busybox', Labels: { left: '' } });
  assert.deepEqual((await docker.pruneContainers({ filters: { label: ['left'] } })).ContainersDeleted, [left.id]);
}

for (const part of [system, images, streams, life, rest]) {
  console.error(part.name);
  await part();
}

console.log('all is well');
process.exit(0);
