/** The viewer on loopback: a closed list of files, and what a page asks about the rest of a large graph; read-only. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { PapergraphError } from '../src/errors.js';
import { type Rest, restOf } from './rest.js';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  gexf: 'application/xml; charset=utf-8',
  graphml: 'application/xml; charset=utf-8',
};
/** What may be fetched by name; everything else is 404, whatever the path is made of. */
const SERVED = [
  'graph.html',
  'graph.served.html',
  'graph.json',
  'REPORT.md',
  'graph.gexf',
  'graph.graphml',
  'nodes.csv',
  'edges.csv',
];
/** What the page of a graph too large for one file fetches. */
const BLOCK = /^graph\.blocks\/[0-9a-f]{16}\/(core|(papers|nodes|edges)-\d{1,6})$/;
export const DEFAULT_PORT = 4747;

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the files of a built folder on 127.0.0.1; `/` is the viewer.
 *
 * @param port  0: any free one; a taken default port gives the next free one
 * @throws PapergraphError OUTPUT_BUSY if a port that was asked for is taken
 */
export async function serveFolder(dir: string, port?: number): Promise<Served> {
  const rest = (await isFile(join(dir, 'graph.served.html'))) ? restOf(dir) : null;
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    answer(dir, rest, request, response).catch(() => response.destroy());
  });
  server.maxConnections = 64;
  const bound = await listen(server, port ?? DEFAULT_PORT).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE' && cause.code !== 'EACCES') throw cause;
    if (port !== undefined)
      throw new PapergraphError(
        'OUTPUT_BUSY',
        `port ${port}`,
        cause.code === 'EACCES' ? 'is not allowed' : 'is taken by another program',
        'Name another with --port, or leave it out',
      );
    return listen(server, 0);
  });
  return {
    url: `http://127.0.0.1:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => (rest ? rest.close().finally(resolve) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve((server.address() as { port: number }).port);
    });
  });
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false;
}

async function answer(
  dir: string,
  rest: Rest | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, text: string) => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(request.method === 'HEAD' ? undefined : `${text}\n`);
  };
  // A page of another origin may point its own host name at 127.0.0.1 (DNS rebinding): only our names are answered.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost' && host !== '[::1]') return refuse(403, 'Forbidden');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Method Not Allowed');
  if (rest && request.url?.startsWith('/rest/')) {
    const { status, body } = await rest.answer(new URL(request.url, 'http://127.0.0.1'));
    response.writeHead(status, {
      'content-type': TYPES.json,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
    return;
  }
  const asked = (request.url ?? '/').split(/[?#]/)[0]!.slice(1);
  const path =
    asked !== '' ? asked : (await isFile(join(dir, 'graph.served.html'))) ? 'graph.served.html' : 'graph.html';
  if (!SERVED.includes(path) && !BLOCK.test(path)) return refuse(404, 'Not Found');
  const file = join(dir, path);
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return refuse(404, 'Not Found');
  response.writeHead(200, {
    'content-type': TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    'content-length': found.size,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  if (request.method === 'HEAD') return void response.end();
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}
