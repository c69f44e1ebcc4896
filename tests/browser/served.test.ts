import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeFormat, writePageFile } from '../../cli/graph-files.js';
import { type Served, serveFolder } from '../../cli/serve.js';
import type { EntityNode, GraphEdge } from '../../graph/schema.js';
import { sampleGraph } from '../viz/sample-graph.js';
import { findBrowser, openBrowser } from './browser.js';

const place = findBrowser('a served graph in Chromium');
const evil = '<img src=x onerror="window.hacked=1">';

describe.skipIf(place === null)('of a graph too large for one file, served, a reader can', () => {
  const plain = sampleGraph({ papers: 200, fields: 6, entitiesPerField: 60 });
  const entities = plain.nodes.filter((n): n is EntityNode => n.type !== 'Paper' && n.type !== 'Result');
  const most = { entities: 120, papers: 50 };
  // The rarest method that still has a result and neighbours: surely not among the best connected.
  const outside = entities
    .filter((n) => n.type === 'Method' && plain.edges.some((e) => e.type === 'OF_METHOD' && e.target === n.id))
    .sort((a, b) => a.papers - b.papers || (a.id < b.id ? -1 : 1))[0]!;
  const graph = {
    ...plain,
    nodes: plain.nodes.map((n) => (n.id === outside.id ? { ...n, aliases: ['Zweitname', evil] } : n)),
  };
  const hub = entities.filter((n) => n.type === 'Dataset').sort((a, b) => b.papers - a.papers)[0]!;
  const around = (id: string, test: (other: string, edge: GraphEdge) => boolean) =>
    new Set(
      graph.edges
        .filter((e) => e.source === id || e.target === id)
        .map((e) => [e.source === id ? e.target : e.source, e] as const)
        .filter(([other, edge]) => test(other, edge))
        .map(([other]) => other as string),
    );
  const isThing = (id: string) => !/^(arxiv|result):/.test(id);

  const dir = mkdtempSync(join(tmpdir(), 'papergraph-served-'));
  let browser: Browser;
  let served: Served;
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    await writePageFile(graph, join(dir, 'graph.html'), most);
    await writeFormat(graph, 'json', dir);
    browser = await openBrowser(place!);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true });
  });
  beforeEach(async () => {
    served = await serveFolder(dir, 0);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(served.url) && !/^(data|blob):/.test(request.url())) faults.push(request.url());
    });
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
    await page.close();
    await served.close();
  });
  const open = async (hash = '') => {
    await page.goto(served.url + hash);
    await page.waitForFunction(() => document.body.dataset.ready === 'true');
  };
  const find = async (words: string) => {
    await page.locator('#search').fill(words);
    await page.locator('#hits li:not(.none)').first().waitFor();
  };
  const shown = async () =>
    Number(/Showing ([\d,]+)/.exec((await page.locator('.shown').textContent())!)![1]!.replace(',', ''));
  const neighbours = () =>
    page
      .locator('#live')
      .textContent()
      .then((text) => Number(/(\d+) neighbour/.exec(text!)?.[1] ?? -1));

  test('find by an alias what the page does not hold, and read all that the graph says of it', async () => {
    await open();
    const before = await shown();
    await find('zweitname');
    await page.waitForFunction(() => /not on the map yet/.test(document.querySelector('#hits')!.textContent!));
    const row = page.locator('#hits li').first();
    expect(await row.textContent()).toContain(outside.name);
    expect(await row.textContent()).toContain('also Zweitname');
    await page.keyboard.press('Enter');
    await page.waitForFunction((name) => document.querySelector('#panel h2')?.textContent === name, outside.name);
    await page.locator('#panel .quote mark').first().waitFor();
    expect(await neighbours()).toBe(around(outside.id, isThing).size);
    expect(await shown()).toBeGreaterThan(before);
    const results = around(outside.id, (_, edge) => edge.type === 'OF_METHOD').size;
    expect(await page.locator('#panel tbody tr').count()).toBe(results);
    // Each sentence leads to its paper, which came along.
    await page.locator('#panel .quote figcaption button').first().click();
    await page.locator('#panel .abstract mark').first().waitFor();
    expect(page.url()).toContain('node=arxiv:');
  });

  test('come back to it by its address alone', async () => {
    await open(`#node=${outside.id}`);
    await page.waitForFunction((name) => document.querySelector('#panel h2')?.textContent === name, outside.name);
    await page.locator('#panel .quote mark').first().waitFor();
  });

  test('open a link of two things by its address alone, with its sentences', async () => {
    const edge = graph.edges.find((e) => e.source === outside.id && isThing(e.target) && e.evidence.length > 0)!;
    await open(`#link=${edge.source}&link=${edge.target}`);
    await page.locator('#panel .relation .quote mark').first().waitFor();
    expect(await page.locator('#panel .relation blockquote').first().textContent()).toBe(edge.evidence[0]!.sentence);
  });

  test('fetch what was left out around a thing of the backbone, until all of it is there', async () => {
    await open(`#node=${hub.id}`);
    await page.locator('#bring').waitFor();
    const said = (await page.locator('#panel .missing').textContent())!;
    const here = await neighbours();
    const all = around(hub.id, isThing).size;
    const papers = around(hub.id, (other) => other.startsWith('arxiv:')).size;
    expect(said).toContain(`${all - here} neighbour`);
    expect(said).toMatch(/\d+ papers?/);
    const before = await shown();
    for (let i = 0; i < 10 && (await page.locator('#bring').count()) > 0; i++) {
      const text = await page.locator('#panel .missing').textContent();
      await page.locator('#bring').click();
      await page.waitForFunction(
        (old) =>
          document.querySelector('#panel .missing')?.textContent !== old &&
          !/Fetching/.test(document.querySelector('#bring')?.textContent ?? ''),
        text,
      );
    }
    expect(await page.locator('#panel .missing').count()).toBe(0);
    expect(await neighbours()).toBe(all);
    // Ends of results that were fetched come along.
    expect(await shown()).toBeGreaterThanOrEqual(before + all - here);
    const label = (await page.locator('#panel .chart').getAttribute('aria-label'))!;
    expect([...label.matchAll(/\d{4}: (\d+)/g)].reduce((sum, m) => sum + Number(m[1]), 0)).toBe(papers);
  });

  test('walk on from what was fetched: its neighbours open with their sentences', async () => {
    await open(`#node=${outside.id}`);
    await page.locator('#panel .rows .step').first().click();
    await page.locator('#panel .relation .quote mark').first().waitFor();
    await page.locator('#back').click();
    await page.waitForFunction((name) => document.querySelector('#panel h2')?.textContent === name, outside.name);
  });

  test('see at the top how much of the graph is shown, and that it grows', async () => {
    await open();
    const notice = () => page.locator('#notice').textContent();
    expect(await notice()).toContain(`120 best connected of ${entities.length} things and 50 of 200 papers`);
    await find('zweitname');
    await page.waitForFunction(() => /not on the map yet/.test(document.querySelector('#hits')!.textContent!));
    await page.keyboard.press('Enter');
    await page.waitForFunction((name) => document.querySelector('#panel h2')?.textContent === name, outside.name);
    expect(await notice()).toMatch(new RegExp(`^Showing 1[2-9]\\d of ${entities.length} things`));
    const types = await page.locator('[data-switch="types-1"] ~ .soft').textContent();
    expect(Number(types)).toBeGreaterThan(0);
  });

  test('read in one line that the server is gone, and go on when it is back', async () => {
    await open(`#node=${hub.id}`);
    await page.locator('#bring').waitFor();
    const port = Number(new URL(served.url).port);
    await served.close();
    await page.locator('#bring').click();
    await page.locator('#panel .missing .fault').waitFor();
    expect(await page.locator('#panel .missing .fault').textContent()).toBe(
      'The server does not answer. Is papergraph view still running?',
    );
    await page.locator('#search').fill('zweitname');
    await page.waitForFunction(() => /does not answer/.test(document.querySelector('#hits')!.textContent!));
    served = await serveFolder(dir, port);
    await page.locator('#bring').click();
    await page.waitForFunction(() => document.querySelector('#panel .missing .fault') === null);
  });

  test('rely on a page that may speak to its own server and to nobody else', async () => {
    const html = readFileSync(join(dir, 'graph.served.html'), 'utf8');
    expect(html).toContain("connect-src 'self'");
    expect(readFileSync(join(dir, 'graph.html'), 'utf8')).toContain("connect-src 'none'");
    await open();
    const refused = await page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => false,
        () => true,
      ),
    );
    expect(refused).toBe(true);
    faults.length = 0;
  });
});
