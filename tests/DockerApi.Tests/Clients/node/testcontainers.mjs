// Testcontainers for Node, as tests use it: node testcontainers.mjs SOCKET. Ends with 'all is well' or what was not.
// Ryuk, which removes what a crashed test left, is an image of a public registry, which these tests do not reach; its documented switch turns it off.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { execFileSync } from 'node:child_process';
import { text, until } from './setting.mjs';

process.env.DOCKER_HOST = `unix://${process.argv[2]}`;
process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
process.env.TESTCONTAINERS_REUSE_ENABLE = 'true';
const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers');
const { default: Docker } = await import('dockerode');
const docker = new Docker({ socketPath: process.argv[2] });

const folder = mkdtempSync(`${tmpdir()}/testcontainers-`);
const web = (...before) => ['sh', '-c', [...before, 'mkdir -p /www', 'echo hello >/www/index.html', 'echo serving', 'exec httpd -f -p 80 -h /www'].join('; ')];
const box = (command) => new GenericContainer('busybox:latest').withCommand(command).withStartupTimeout(60_000);

async function waitsForPort() {
  const container = await box(web('sleep 0.3')).withExposedPorts(80).withWaitStrategy(Wait.forListeningPorts()).start();
  const answer = await fetch(`http://${container.getHost()}:${container.getMappedPort(80)}/index.html`);
  assert.equal(await answer.text(), 'hello\n');
  assert.ok(container.getIpAddress('bridge') && container.getName() && container.getId());
  await container.restart();
  assert.equal((await fetch(`http://${container.getHost()}:${container.getMappedPort(80)}/`)).status, 200);
  await container.stop();
  await assert.rejects(docker.getContainer(container.getId()).inspect(), (error) => error.statusCode === 404);
}

async function waitsForLogs() {
  const lines = [];
  const container = await box(['sh', '-c', 'for i in 1 2 3; do echo line $i; sleep 0.2; done; echo failed >&2; exec sleep 1000'])
    .withLogConsumer((stream) => stream.on('data', (line) => lines.push(line.toString()))).withWaitStrategy(Wait.forLogMessage(/line \d/, 3)).start();
  await until(() => lines.join('').includes('line 3'), 'the consumer has the log');
  const logs = await container.logs();
  logs.once('data', () => logs.destroy());
  await container.stop({ timeout: 0 });
}

async function waitsForHealth() {
  const container = await box(['sleep', '1000']).withHealthCheck({ test: ['CMD-SHELL', 'test -e /ready || touch /ready'], interval: 1000, timeout: 3000, retries: 5, startPeriod: 1000 })
    .withWaitStrategy(Wait.forHealthCheck()).start();
  await container.stop({ timeout: 0 });
}

async function waitsForCommandsAndHttp() {
  const container = await box(web()).withExposedPorts(80)
    .withWaitStrategy(Wait.forAll([Wait.forSuccessfulCommand('test -e /www/index.html'), Wait.forHttp('/index.html', 80).forStatusCode(200)])).start();
  await container.stop({ timeout: 0 });
  const once = await box(['sh', '-c', 'exit 0']).withWaitStrategy(Wait.forOneShotStartup()).start();
  await once.stop();
}

async function failsInTime() {
  await assert.rejects(box(['sleep', '1000']).withWaitStrategy(Wait.forLogMessage('never')).withStartupTimeout(500).withLabels({ failed: 'yes' }).start(), /Log message "never" not received after 500ms/);
  assert.deepEqual(await docker.listContainers({ filters: { label: ['failed=yes'] } }), []);
  await assert.rejects(new GenericContainer('127.0.0.1:1/nosuch:1').start(), /127\.0\.0\.1:1/);
}

async function carriesFiles() {
  writeFileSync(`${folder}/file`, 'from the host\n');
  const container = await box(['sh', '-c', 'cat /given/file /given/content && echo $A && id -u && stat -c %a /given/content && exec sleep 1000']).withEnvironment({ A: 'b' }).withUser('0')
    .withCopyFilesToContainer([{ source: `${folder}/file`, target: '/given/file' }]).withCopyContentToContainer([{ content: 'content\n', target: '/given/content', mode: 0o640 }])
    .withCopyDirectoriesToContainer([{ source: folder, target: '/folder' }]).withTmpFs({ '/scratch': 'rw,size=1m' }).withBindMounts([{ source: folder, target: '/bound', mode: 'ro' }])
    .withResourcesQuota({ memory: 0.25, cpu: 1 }).withWaitStrategy(Wait.forLogMessage('640')).start();
  const ran = await container.exec(['sh', '-c', 'cat /folder/file /bound/file; echo err >&2; grep -c scratch /proc/mounts; exit 3'], { workingDir: '/tmp', env: { C: 'd' } });
  assert.deepEqual([ran.exitCode, ran.stdout, ran.stderr], [3, 'from the host\nfrom the host\n1\n', 'err\n']);
  await container.copyContentToContainer([{ content: 'later\n', target: '/later' }]);
  const archive = await container.copyArchiveFromContainer('/later');
  assert.equal(execFileSync('tar', ['-xOf', '-', 'later'], { input: await text(archive) }).toString(), 'later\n');
  const image = await container.commit({ repo: 'testcontainers', tag: 'made', deleteOnExit: false });
  assert.equal((await docker.getImage('testcontainers:made').inspect()).Id, (await docker.getImage(image).inspect()).Id);
  await container.stop({ timeout: 0 });
  await docker.getImage('testcontainers:made').remove();
}

async function reuses() {
  const reused = () => box(['sleep', '1000']).withName('reused').withReuse().start();
  const [first, second] = [await reused(), await reused()];
  assert.equal(second.getId(), first.getId());
  await docker.getContainer(first.getId()).remove({ force: true });
}

async function knowsTheServer() {
  const client = await getContainerRuntimeClient();
  assert.equal(client.info.containerRuntime.operatingSystemType ?? 'linux', 'linux');
}

for (const part of [knowsTheServer, waitsForPort, waitsForLogs, waitsForHealth, waitsForCommandsAndHttp, failsInTime, carriesFiles, reuses]) {
  console.error(part.name);
  await part();
}

rmSync(folder, { recursive: true });
console.log('all is well');
process.exit(0);
