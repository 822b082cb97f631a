// Serves the log viewer on a made-up source: node tests/Web.Js/harness.mjs [port], then open /harness.html?rate=10000&kind=mixed&theme=dark.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; base-uri 'none'";

export const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, 'http://localhost').pathname);
  const file = [here, join(here, '../../wwwroot')].map(root => join(root, path)).find(existsSync);
  if (!file || !types[extname(file)]) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': types[extname(file)], 'content-security-policy': policy, 'cache-control': 'no-store' });
  createReadStream(file).pipe(response);
});

server.listen(Number(process.argv[2] ?? 8089), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/harness.html`));
