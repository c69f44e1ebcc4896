import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, temporaryFolder } from './run.js';

const folder = temporaryFolder();
afterAll(folder.remove);
let endpoint = '';
let requests = 0;
const server = createServer((_request, response) => {
  requests++;
  response.end(
    '<feed xmlns="http://www.w3.org/2005/Atom"><opensearch:totalResults>1</opensearch:totalResults><entry><id>http://arxiv.org/abs/2001.00001v1</id><title>Birds</title><summary>We count the birds of a garden with BirdNet and reach 93.2% accuracy.</summary></entry></feed>',
  );
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('--dry-run says what would be asked, and asks nothing', async () => {
  const { code, stdout } = await run(
    ['fetch', 'arxiv', 'cat:cs.CL AND abs:"knowledge graph"', '--max', '250', '--endpoint', endpoint, '--dry-run'],
    { cwd: folder.dir },
  );
  expect(code).toBe(0);
  expect(stdout).toContain(
    `GET ${endpoint}?search_query=cat%3Acs.CL+AND+abs%3A%22knowledge+graph%22&start=0&max_results=100`,
  );
  expect(stdout).toContain('about 3 requests, one every 3 s');
  expect(stdout).toContain('fetched/arxiv-cat-cs-cl-and-abs-knowledge-graph');
  expect(requests).toBe(0);
});

test('what is fetched is what build and extract read', async () => {
  const dir = join(folder.dir, 'papers');
  const fetched = await run(['--json', 'fetch', 'arxiv', 'birds', '--endpoint', endpoint, '--delay', '0', '-o', dir]);
  expect(fetched.stderr).toBe('');
  expect(JSON.parse(fetched.stdout)).toEqual({ dir, papers: 1, added: 1, total: 1, requests: 1, complete: true });
  const again = await run(['fetch', 'arxiv', 'birds', '--endpoint', endpoint, '--delay', '0', '-o', dir]);
  expect(again.stderr).toContain('0 papers fetched, 1 there before');
  const extracted = await run(['--quiet', 'extract', dir]);
  expect(JSON.parse(extracted.stdout)).toMatchObject({ paper: { id: 'arxiv:2001.00001', title: 'Birds' } });
});

test.each([
  [['fetch', 'scopus', 'x'], /scopus: is no source\. Known: arxiv, openalex, s2, hf-daily/],
  [['fetch', 'arxiv'], /arxiv: needs a query\. For example/],
  [['fetch', 'hf-daily'], /--from: hf-daily needs a first day/],
  [['fetch', 'hf-daily', 'x', '--from', '2024-05-01'], /takes no query/],
  [['fetch', 'arxiv', 'x', '--max', '0'], /--max: 0 is no number of papers/],
  [['fetch', 'arxiv', 'x', '--from', '2024-13-01'], /--from: "2024-13-01" is no day/],
  [['fetch', 'arxiv', 'x', '--from', '2024-05-02', '--to', '2024-05-01'], /--to: 2024-05-01 is before/],
  [['fetch', 'arxiv', 'x', '--endpoint', 'file:///etc/passwd'], /is no web address/],
])('wrong use is told with a cure and exit code 2: %j', async (args, message) => {
  const { code, stdout, stderr } = await run(args, { cwd: folder.dir });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
});
