import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Served, serveFolder } from '../../cli/serve.js';
import { temporaryFolder } from './run.js';

let folder: ReturnType<typeof temporaryFolder>;
let served: Served;
let port: number;
beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(join(folder.dir, 'graph.html'), '<!doctype html><title>map</title>');
  writeFileSync(join(folder.dir, 'graph.duckdb'), 'secret');
  served = await serveFolder(folder.dir, 0);
  port = Number(new URL(served.url).port);
});
afterAll(async () => {
  await served.close();
  folder.remove();
});

function ask(
  path: string,
  options: { method?: string; host?: string } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    request({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk)).on('end', () => resolve({ status: response.statusCode!, body }));
    })
      .on('error', reject)
      .end();
  });
}

test('the viewer is served at the root', async () => {
  expect(await ask('/')).toEqual({ status: 200, body: '<!doctype html><title>map</title>' });
  expect((await ask('/graph.html#node=x')).status).toBe(200);
});

test.each([
  '/graph.duckdb',
  '/../../etc/passwd',
  '/%2e%2e%2fetc/passwd',
  '/..%5c..%5cx',
  '/graph.html%00',
  '//graph.html',
  '/nodes.csv',
])('%s is not found', async (path) => expect((await ask(path)).status).toBe(404));

test('of a graph too large for one file the other page is served, and its blocks by their exact names', async () => {
  const large = temporaryFolder();
  const blocks = join(large.dir, 'graph.blocks', '0123456789abcdef');
  mkdirSync(blocks, { recursive: true });
  writeFileSync(join(large.dir, 'graph.html'), 'backbone');
  writeFileSync(join(large.dir, 'graph.served.html'), 'served');
  writeFileSync(join(blocks, 'papers-0'), 'block');
  writeFileSync(join(blocks, 'secret'), 'secret');
  const server = await serveFolder(large.dir, 0);
  const get = (path: string) => fetch(new URL(path, server.url)).then(async (r) => `${r.status} ${await r.text()}`);
  expect(await get('/')).toBe('200 served');
  expect(await get('/graph.html')).toBe('200 backbone');
  expect(await get('/graph.blocks/0123456789abcdef/papers-0')).toBe('200 block');
  for (const path of [
    '/graph.blocks/0123456789abcdef/secret',
    '/graph.blocks/',
    '/graph.blocks/0123456789abcdef/papers-1',
  ])
    expect(await get(path)).toMatch(/^404/);
  await server.close();
  large.remove();
});

test('another host name is refused, so that no outside page can read the graph', async () => {
  expect((await ask('/', { host: 'evil.example' })).status).toBe(403);
  expect((await ask('/', { host: `localhost:${port}` })).status).toBe(200);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) =>
  expect((await ask('/', { method })).status).toBe(405),
);

test('HEAD gives no body', async () => expect(await ask('/', { method: 'HEAD' })).toEqual({ status: 200, body: '' }));

test('a taken port that was asked for is an error with a cure; the default gives way', async () => {
  await expect(serveFolder(folder.dir, port)).rejects.toMatchObject({ code: 'OUTPUT_BUSY' });
});

test('rubbish on the socket does no harm', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(`GET ${'a'.repeat(100_000)}`));
    socket.on('error', () => {}).on('close', () => resolve());
    socket.resume();
  });
  expect((await ask('/')).status).toBe(200);
});

test('a link out of the folder is not followed for names outside the list', async () => {
  symlinkSync('/etc/passwd', join(folder.dir, 'passwd'));
  expect((await ask('/passwd')).status).toBe(404);
});
