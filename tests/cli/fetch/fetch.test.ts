import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchPages } from '../../../cli/fetch/fetch.js';
import { PoliteClient, type PoliteOptions } from '../../../cli/fetch/polite.js';
import { type Request, SOURCES } from '../../../cli/fetch/sources.js';
import { PapergraphError } from '../../../src/errors.js';
import { readPapers } from '../../../src/read/index.js';
import { temporaryFolder } from '../run.js';

const ABSTRACT = 'We count the birds of a garden with a small network and find that it counts as well as people do.';

/** How each of the four answers, told from what is known of their forms. */
type Answer = (
  url: URL,
  request: IncomingMessage,
) => { status?: number; headers?: Record<string, string>; body?: string } | 'cut' | 'silence';
let answer: Answer;
let asked: { url: URL; at: number; headers: IncomingMessage['headers'] }[] = [];
let endpoint = '';
let dir = '';
let clean = () => {};
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  const url = new URL(request.url!, endpoint);
  asked.push({ url, at: performance.now(), headers: request.headers });
  const told = answer(url, request);
  if (told === 'silence') return;
  if (told === 'cut') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('<feed');
    response.destroy();
    return;
  }
  response.writeHead(told.status ?? 200, told.headers);
  response.end(told.body ?? '');
});

beforeEach(async () => {
  asked = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const folder = temporaryFolder();
  dir = join(folder.dir, 'papers');
  clean = folder.remove;
});
afterEach(async () => {
  clean();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const REQUEST: Request = { query: 'cat:cs.CL', from: '', to: '', max: 500 };
const FAST: Partial<PoliteOptions> = { delayMs: 0, pauseMs: 1, tries: 3, timeoutMs: 2000 };

async function fetchFrom(
  name: string,
  request: Partial<Request> = {},
  options: Partial<PoliteOptions> & { fresh?: boolean } = {},
) {
  const client = new PoliteClient({ ...FAST, ...options });
  const fetched = await fetchPages(name, SOURCES.get(name)!, { ...REQUEST, ...request }, dir, client, {
    endpoint,
    fresh: options.fresh ?? false,
  });
  return { ...fetched, requests: client.requests };
}
async function read(): Promise<string[]> {
  const ids: string[] = [];
  for await (const record of readPapers([dir])) ids.push('reason' in record ? `skip: ${record.detail}` : record.id);
  return ids;
}
const files = () => readdirSync(dir).sort();
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof PapergraphError ? error.code : error),
  );

const arxivFeed =
  (total: number): Answer =>
  (url) => {
    const start = Number(url.searchParams.get('start'));
    const size = Math.max(0, Math.min(Number(url.searchParams.get('max_results')), total - start));
    const entries = Array.from(
      { length: size },
      (_, i) =>
        `<entry><id>http://arxiv.org/abs/2001.${String(start + i).padStart(5, '0')}v1</id><title>Paper ${start + i}</title><summary>${ABSTRACT}</summary></entry>`,
    );
    return {
      body: `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><opensearch:totalResults>${total}</opensearch:totalResults>${entries.join('')}</feed>`,
    };
  };
const openalexPages =
  (total: number): Answer =>
  (url) => {
    const cursor = url.searchParams.get('cursor');
    const start = cursor === '*' ? 0 : Number(cursor);
    const size = Math.min(Number(url.searchParams.get('per-page')), total - start);
    const results = Array.from({ length: size }, (_, i) => ({
      id: `https://openalex.org/W${10000 + start + i}`,
      title: `Paper ${start + i}`,
      abstract_inverted_index: { We: [0], count: [1], birds: [2] },
    }));
    return {
      body: JSON.stringify({
        meta: { count: total, next_cursor: start + size < total ? String(start + size) : null },
        results,
      }),
    };
  };
const s2Pages =
  (total: number, size: number): Answer =>
  (url) => {
    const start = Number(url.searchParams.get('token') ?? 0);
    const data = Array.from({ length: Math.min(size, total - start) }, (_, i) => ({
      paperId: (start + i).toString(16).padStart(40, '0'),
      title: `Paper ${start + i}`,
      abstract: ABSTRACT,
    }));
    return { body: JSON.stringify({ total, ...(start + size < total ? { token: String(start + size) } : {}), data }) };
  };
const hfDays: Answer = (url) => ({
  body: JSON.stringify(
    [1, 2].map((n) => ({
      paper: { id: `2405.0${url.searchParams.get('date')!.slice(-2)}0${n}`, title: `Paper ${n}`, summary: ABSTRACT },
    })),
  ),
});

describe('each source gives its papers, page by page, in a form that is read', () => {
  test('arXiv', async () => {
    answer = arxivFeed(230);
    expect(await fetchFrom('arxiv')).toMatchObject({
      papers: 230,
      added: 230,
      total: 230,
      pages: 3,
      requests: 3,
      isComplete: true,
    });
    expect(await read()).toEqual(Array.from({ length: 230 }, (_, i) => `arxiv:2001.${String(i).padStart(5, '0')}`));
    expect(asked[0]!.url.searchParams.get('search_query')).toBe('cat:cs.CL');
  });

  test('OpenAlex', async () => {
    answer = openalexPages(450);
    expect(await fetchFrom('openalex', { query: 'birds', from: '2024-01-01' })).toMatchObject({
      papers: 450,
      requests: 3,
      isComplete: true,
    });
    expect(await read()).toHaveLength(450);
    expect(asked[0]!.url.searchParams.get('filter')).toBe('has_abstract:true,from_publication_date:2024-01-01');
  });

  test('Semantic Scholar', async () => {
    answer = s2Pages(25, 10);
    expect(await fetchFrom('s2')).toMatchObject({ papers: 25, requests: 3 });
    expect((await read())[24]).toBe(`s2:${'18'.padStart(40, '0')}`);
  });

  test('Hugging Face, over the end of a month', async () => {
    answer = hfDays;
    expect(await fetchFrom('hf-daily', { query: '', from: '2024-04-29', to: '2024-05-02' })).toMatchObject({
      papers: 8,
      requests: 4,
    });
    expect(asked.map(({ url }) => url.searchParams.get('date'))).toEqual([
      '2024-04-29',
      '2024-04-30',
      '2024-05-01',
      '2024-05-02',
    ]);
    expect(await read()).toHaveLength(8);
  });
});

describe('no paper is asked for twice', () => {
  test('a folder that is complete costs no request', async () => {
    answer = arxivFeed(30);
    await fetchFrom('arxiv');
    expect(await fetchFrom('arxiv')).toMatchObject({ papers: 30, added: 0, requests: 0 });
  });

  test.each([
    ['arxiv', arxivFeed(230), 3],
    ['openalex', openalexPages(450), 3],
    ['s2', s2Pages(25, 10), 3],
  ] as const)('%s goes on behind the last page that was written', async (name, pages, all) => {
    let left = 2;
    answer = (url, request) => (left-- > 0 ? pages(url, request) : { status: 503 });
    expect(await code(fetchFrom(name))).toBe('FETCH_FAILED');
    expect(files()).toHaveLength(3);
    answer = pages;
    const before = asked.length;
    expect(await fetchFrom(name)).toMatchObject({ pages: all, requests: 1 });
    expect(asked).toHaveLength(before + 1);
    expect(new Set(await read()).size).toBe((await read()).length);
  });

  test.each([
    ['arxiv', arxivFeed(230)],
    ['openalex', openalexPages(450)],
    ['s2', s2Pages(230, 90)],
  ] as const)('%s stops at --max exactly, and a higher one fetches the rest', async (name, pages) => {
    answer = pages;
    expect(await fetchFrom(name, { max: 120 })).toMatchObject({ papers: 120, isComplete: true });
    expect(await read()).toHaveLength(120);
    expect(await fetchFrom(name, { max: 210 })).toMatchObject({ papers: 210, added: 90 });
    const ids = await read();
    expect(ids).toHaveLength(210);
    expect(new Set(ids).size).toBe(210);
  });

  test('another request in the same folder is refused, and --fresh starts over', async () => {
    answer = arxivFeed(3);
    await fetchFrom('arxiv');
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    expect(await code(fetchFrom('arxiv', { query: 'cat:cs.CV' }))).toBe('BAD_OPTION');
    answer = arxivFeed(2);
    expect(await fetchFrom('arxiv', { query: 'cat:cs.CV' }, { fresh: true })).toMatchObject({ papers: 2 });
    expect(files()).toEqual(['.fetch.json', '00001.xml', 'notes.txt']);
  });

  test('a damaged note is told', async () => {
    answer = arxivFeed(3);
    await fetchFrom('arxiv');
    writeFileSync(join(dir, '.fetch.json'), '{"source":');
    await expect(fetchFrom('arxiv')).rejects.toThrow(/\.fetch\.json: is damaged/);
  });
});

describe('politeness', () => {
  test('requests keep their distance', async () => {
    answer = arxivFeed(230);
    await fetchFrom('arxiv', {}, { delayMs: 80 });
    const gaps = asked.slice(1).map(({ at }, i) => at - asked[i]!.at);
    for (const gap of gaps) expect(gap).toBeGreaterThan(70);
  });

  test('arXiv is never asked faster than every three seconds', () => {
    expect(SOURCES.get('arxiv')!.delayMs).toBe(3000);
  });

  test('Retry-After is kept', async () => {
    let first = true;
    answer = (url, request) => {
      if (!first) return arxivFeed(1)(url, request);
      first = false;
      return { status: 429, headers: { 'retry-after': '1' } };
    };
    await fetchFrom('arxiv');
    expect(asked[1]!.at - asked[0]!.at).toBeGreaterThan(990);
  });

  test('a server that asks for an hour is left alone', async () => {
    answer = () => ({ status: 503, headers: { 'retry-after': '3600' } });
    await expect(fetchFrom('arxiv')).rejects.toThrow(/asks to wait 60 minutes.*goes on where it stopped/);
    expect(asked).toHaveLength(1);
  });

  test('the key comes from the environment', () => {
    expect(SOURCES.get('s2')!.headers!({ S2_API_KEY: 'k' })).toEqual({ 'x-api-key': 'k' });
    expect(SOURCES.get('s2')!.headers!({})).toEqual({});
  });
});

describe('what servers do at times', () => {
  test.each([
    ['an error of the server', { status: 502, body: 'bad gateway' }],
    ['a web page with status 200', { body: '<!DOCTYPE html><html>maintenance</html>' }],
    ['an empty page in the midst', { body: '<feed><opensearch:totalResults>5</opensearch:totalResults></feed>' }],
    ['half an answer', 'cut'],
  ] as const)('%s is tried again', async (_, bad) => {
    let first = true;
    answer = (url, request) => {
      if (!first) return arxivFeed(5)(url, request);
      first = false;
      return bad;
    };
    expect(await fetchFrom('arxiv')).toMatchObject({ papers: 5, requests: 2 });
  });

  test('an answer that never comes is given up after a time, and tried again', async () => {
    let first = true;
    answer = (url, request) => {
      if (!first) return arxivFeed(5)(url, request);
      first = false;
      return 'silence';
    };
    expect(await fetchFrom('arxiv', {}, { timeoutMs: 150 })).toMatchObject({ papers: 5 });
  });

  test("arXiv's error entry, OpenAlex's and Semantic Scholar's refusals are told in their words", async () => {
    answer = () => ({
      body: '<feed><entry><id>http://arxiv.org/api/errors#x</id><summary>malformed query</summary></entry></feed>',
    });
    await expect(fetchFrom('arxiv')).rejects.toThrow(/malformed query/);
    answer = () => ({
      status: 403,
      body: JSON.stringify({ error: 'Invalid query parameters', message: 'bogus is not a filter' }),
    });
    await expect(fetchFrom('openalex')).rejects.toThrow(/403.*bogus is not a filter/);
    answer = () => ({ status: 400, body: JSON.stringify({ error: 'Unrecognized token' }) });
    await expect(fetchFrom('s2')).rejects.toThrow(/400.*Unrecognized token/);
    expect(asked).toHaveLength(3);
  });

  test('circles of redirects, and redirects to another host without https, end', async () => {
    answer = () => ({ status: 301, headers: { location: endpoint } });
    await expect(fetchFrom('arxiv')).rejects.toThrow(/redirects more than 5 times/);
    answer = () => ({ status: 302, headers: { location: 'http://example.org/' } });
    await expect(fetchFrom('arxiv')).rejects.toThrow(/example\.org, which is another host/);
  });

  test('an endless answer is cut', async () => {
    answer = () => ({ body: 'x'.repeat(2_000_000) });
    await expect(fetchFrom('arxiv', {}, { maxBytes: 1_000_000 })).rejects.toThrow(/longer than 1 MB/);
  });

  test('no server at all', async () => {
    endpoint = 'http://127.0.0.1:9/api';
    expect(await code(fetchFrom('arxiv'))).toBe('FETCH_FAILED');
  });
});

test('a page on the disk is what the server sent', async () => {
  answer = arxivFeed(2);
  await fetchFrom('arxiv');
  expect(readFileSync(join(dir, '00001.xml'), 'utf8')).toBe(
    (arxivFeed(2)(asked[0]!.url, {} as IncomingMessage) as { body: string }).body,
  );
});
