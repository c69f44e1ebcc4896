import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntityNode } from '../../graph/schema.js';
import { writeBlocks, writePage } from '../../viz/page.js';
import { sampleGraph } from '../viz/sample-graph.js';
import { builtApp, findBrowser, openBrowser, pageFile, visit } from './browser.js';

const place = findBrowser('viewer in Chromium');

describe.skipIf(place === null)('the page, opened from disk without a network', () => {
  const graph = sampleGraph();
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    browser = await openBrowser(place!);
    address = pageFile(graph, { title: 'Sample' });
  });
  afterAll(async () => browser?.close());

  test('draws the graph, asks nobody for anything and breaks no rule of its policy', async () => {
    const { page, faults } = await visit(browser, address);
    expect(await page.title()).toBe('Sample');
    // Reading the canvas back shows that WebGL has drawn: more than one colour.
    const shot = await page.locator('#map').screenshot();
    expect(shot.length).toBeGreaterThan(20_000);
    expect(await page.locator('.shown').textContent()).toMatch(/Showing \d+ points and [\d,]+ lines/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('finds a thing by its abbreviation and shows its facts and marked sentences', async () => {
    const { page, faults } = await visit(browser, address);
    await page.keyboard.press('/');
    await page.keyboard.type('mAP');
    await page.locator('#hits li').first().waitFor();
    expect(await page.locator('#hits li').first().textContent()).toContain('mean average precision');
    await page.keyboard.press('Enter');
    await page.locator('#panel .quote').first().waitFor();
    expect(await page.locator('#panel h2').textContent()).toBe('mean average precision');
    const marks = await page.locator('#panel mark').allTextContents();
    expect(marks.length).toBeGreaterThan(0);
    for (const mark of marks) expect(['mAP', 'mean average precision']).toContain(mark);
    expect(page.url()).toContain('node=metric:mean-average-precision');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('leads from a node to a link and to its sentences, and back', async () => {
    const method = graph.edges.find((edge) => edge.type === 'EVALUATED_ON')!;
    const { page } = await visit(browser, `${address}#node=${method.source}`);
    await page.locator('#panel .step').first().click();
    await page.locator('#panel .relation .quote mark').first().waitFor();
    expect(await page.locator('#panel .kind').first().textContent()).toBe('Link');
    await page.locator('#back').click();
    await page.waitForFunction(() => location.hash.includes('node='));
    await page.locator('#panel .sentences .quote').first().waitFor();
    expect(await page.locator('#panel .kind').first().textContent()).toBe('Method');
    await page.context().close();
  });

  test('restores selection, colour and filters from the address', async () => {
    const id = graph.nodes.find((node) => node.type === 'Dataset')!.id;
    const { page } = await visit(
      browser,
      `${address}#node=${id}&colour=type&types=Dataset,Method&years=2018-2021&view=table`,
    );
    expect(await page.locator('#colour-type').isChecked()).toBe(true);
    expect(await page.locator('#mode-table').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('#year-from').inputValue()).toBe('2018');
    expect(await page.locator('#panel .kind').first().textContent()).toBe('Dataset');
    const types = new Set(await page.locator('#table tbody td:nth-child(2)').allTextContents());
    expect([...types].sort()).toEqual(['Dataset', 'Method']);
    await page.context().close();
  });

  test('a click on a point selects it, a click beside it lets go', async () => {
    const { page } = await visit(browser, address);
    const spot = await page.evaluate(() => {
      const canvas = document.querySelector('#map')!.getBoundingClientRect();
      return { left: canvas.left, top: canvas.top };
    });
    const target = await page.evaluate(() =>
      (document.body as unknown as { pg: { largest(): { x: number; y: number; name: string } } }).pg.largest(),
    );
    await page.mouse.click(spot.left + target.x, spot.top + target.y);
    await page.waitForFunction((name) => document.querySelector('#panel h2')?.textContent === name, target.name);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector('#panel h2')?.textContent === 'Overview');
    await page.context().close();
  });
});

describe.skipIf(place === null)('hostile input', () => {
  const evil = [
    '</script><script>window.hacked = 1</script>',
    '<img src=x onerror="window.hacked = 2">',
    '"><svg onload=window.hacked=3>',
    "javascript:window.hacked=4//'",
    '<!-- ]]> \u2028 ${window.hacked=5}',
    '__proto__',
    'constructor',
    'a\0b\ud800c',
  ];
  const plain = sampleGraph({ papers: 60, fields: 3, entitiesPerField: 16 });
  const graph = {
    ...plain,
    nodes: plain.nodes.map((node, i) => {
      const name = `${evil[i % evil.length]} ${i}`;
      if (node.type === 'Paper')
        return { ...node, name, url: 'javascript:window.hacked=6', authors: [name], venue: name };
      if (node.type === 'Result') return { ...node, name, valueRaw: name };
      return { ...node, name, aliases: [name, ...evil] };
    }),
    communities: plain.communities.map((community, i) => ({
      ...community,
      label: evil[i % evil.length]!,
      description: evil[0]!,
    })),
  };

  test('names, titles, labels and addresses stay text everywhere', async () => {
    const browser = await openBrowser(place!);
    const address = pageFile(graph, { title: evil[0]! });
    const some = graph.nodes.filter((node) => node.type !== 'Result');
    const hashes = [
      '',
      `#node=${encodeURIComponent(some[0]!.id)}`,
      `#node=${encodeURIComponent(some.at(-1)!.id)}`,
      `#node=${encodeURIComponent(graph.nodes.find((node) => node.type === 'Method')!.id)}&view=table`,
      `#cluster=${encodeURIComponent(graph.communities[0]!.id)}`,
      '#node=%3Cscript%3Ewindow.hacked=7%3C/script%3E&view=%22%3E%3Cimg%20src=x%20onerror=window.hacked=8%3E&years=__proto__&types=constructor&at=NaN,1e999,-1',
    ];
    const { page, faults } = await visit(browser, address);
    for (const hash of hashes) {
      await page.goto(address + hash);
      await page.reload();
      await page.waitForFunction(() => document.body.dataset.ready !== undefined);
      await page.locator('#search').fill('script');
      await page.waitForTimeout(200);
      expect(await page.evaluate(() => document.body.dataset.ready)).toBe('true');
      expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
      expect(await page.locator('script[type="application/zlib"]').count()).toBeGreaterThan(3);
      expect(await page.locator('img, iframe, object, embed, [onerror], [onload]').count()).toBe(0);
      for (const link of await page.locator('#panel a').evaluateAll((all) => all.map((a) => a.getAttribute('href'))))
        if (link !== null) expect(link).toMatch(/^https:\/\//);
    }
    expect(faults).toEqual([]);
    await browser.close();
  });
});

describe.skipIf(place === null)('a browser without WebGL', () => {
  test('says so in one line and still has a picture, the table, search and panels', async () => {
    const browser = await openBrowser(place!, ['--disable-3d-apis']);
    const { page, faults } = await visit(browser, pageFile(sampleGraph()));
    expect(await page.locator('#notice').textContent()).toMatch(/no WebGL2/);
    await page.locator('#map img.still').waitFor();
    await page.locator('#mode-table').click();
    expect(await page.locator('#table tbody tr').count()).toBeGreaterThan(100);
    await page.locator('#table tbody th button').first().click();
    await page.locator('#panel .quote mark').first().waitFor();
    expect(faults).toEqual([]);
    await browser.close();
  });
});

describe.skipIf(place === null)('a graph too large for one file', () => {
  const graph = sampleGraph();
  const most = { entities: 100, papers: 60 };

  test('is shown as its backbone, with a line that says of how much', async () => {
    const browser = await openBrowser(place!);
    const { page, faults } = await visit(browser, pageFile(graph, { most }));
    const entities = graph.nodes.filter(({ type }) => type !== 'Paper' && type !== 'Result').length;
    expect(await page.locator('#notice').textContent()).toContain(`100 best connected of ${entities}`);
    expect(faults).toEqual([]);
    await browser.close();
  });

  test('says so too when it lacks papers alone, on top and where they are missed', async () => {
    const browser = await openBrowser(place!);
    const all = graph.nodes.filter(({ type }) => type === 'Paper').length;
    const busiest = graph.nodes
      .filter((node): node is EntityNode => node.type === 'Method')
      .sort((a, b) => b.papers - a.papers)[0]!;
    const address = pageFile(graph, { most: { entities: 1e6, papers: 60 } });
    const { page, faults } = await visit(browser, `${address}#node=${busiest.id}`);
    expect(await page.locator('#notice').textContent()).toBe(
      `Showing 60 of ${all} papers. papergraph view shows the rest.`,
    );
    expect(await page.locator('#panel .missing').textContent()).toMatch(/^Not in this file .*\d+ papers?/);
    expect(await page.locator('#panel h3:has-text("Papers by year")').textContent()).toMatch(/of \d+ on this page/);
    expect(faults).toEqual([]);
    await browser.close();
  });

  test('is served with its sentences on demand', async () => {
    const blocks = new Map([...writeBlocks(graph)].map(({ name, pieces }) => [name, [...pieces].join('')]));
    const html = [...writePage(graph, builtApp(), { apart: 'blocks/1' })].join('');
    const asked: string[] = [];
    const server = createServer((request, response) => {
      const name = request.url!.replace(/^\/(blocks\/1\/)?/, '');
      if (name !== '') asked.push(name);
      if (name === '') response.setHeader('content-type', 'text/html');
      response.end(name === '' ? html : blocks.get(name));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await openBrowser(place!);
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => document.body.dataset.ready === 'true');
    expect(asked).toEqual(['core']);
    await page.locator('#panel .rows button').first().click();
    await page.locator('#panel .rows button').first().click();
    await page.locator('#panel mark').first().waitFor();
    expect(asked.length).toBeGreaterThan(2);
    await browser.close();
    server.close();
  });
});
