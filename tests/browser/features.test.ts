import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Graph from 'graphology';
import { parse as parseGexf } from 'graphology-gexf';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { EntityNode } from '../../graph/schema.js';
import { sampleGraph } from '../viz/sample-graph.js';
import { findBrowser, openBrowser, pageFile, visit } from './browser.js';

const place = findBrowser('features of the viewer in Chromium');

describe.skipIf(place === null)('a reader can', () => {
  const graph = sampleGraph({ papers: 200, fields: 6, entitiesPerField: 60 });
  const busiest = (type: string) =>
    graph.nodes
      .filter((node): node is EntityNode => node.type === type)
      .sort((a, b) => b.papers - a.papers || (a.id < b.id ? -1 : 1))[0]!;
  const method = busiest('Method');
  let browser: Browser;
  let address: string;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await openBrowser(place!);
    address = pageFile(graph, { title: 'Sample' });
  });
  afterAll(async () => browser?.close());
  afterEach(async () => {
    expect(faults).toEqual([]);
    await page.context().close();
  });
  const open = async (hash = '', options = {}) => {
    ({ page, faults } = await visit(browser, address + hash, options));
  };
  const shown = () => page.locator('.shown').textContent();
  const saved = async (act: () => Promise<void>) => {
    const waiting = page.waitForEvent('download');
    await act();
    const download = await waiting;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };

  test('switch a type off in the legend, and all filters with one button', async () => {
    await open();
    const before = await shown();
    await page.getByLabel(/Datasets/).uncheck();
    expect(await shown()).not.toBe(before);
    expect(page.url()).toContain('types=');
    await page.getByRole('button', { name: 'Clear all filters' }).click();
    expect(await shown()).toBe(before);
  });

  test('show papers as points too', async () => {
    await open();
    await page.getByLabel(/^Papers/).check();
    const points = graph.nodes.filter((node) => node.type !== 'Result').length;
    expect((await shown())!.replaceAll(',', '')).toContain(`Showing ${points} points`);
  });

  test('move the years by slider and let them play', async () => {
    await open();
    const before = await shown();
    await page.locator('#year-to').fill('2016');
    expect(await shown()).not.toBe(before);
    expect(page.url()).toContain('years=');
    await page.locator('#year-to').fill('2025');
    await page.locator('#play').click();
    await page.waitForFunction(() => /^20\d\d to 20\d\d$/.test(document.querySelector('.years output')!.textContent!));
    expect(await page.locator('#play').textContent()).toBe('Stop');
    await page.locator('#play').click();
    expect(await page.locator('#play').textContent()).toBe('Play');
  });

  test('reach two and three steps around a node, and hide the rest', async () => {
    await open(`#node=${method.id}`);
    const heard = async () => Number(/(\d+) neighbour/.exec((await page.locator('#live').textContent())!)![1]);
    const near = await heard();
    await page.locator('#depth').selectOption('2');
    await page.waitForFunction(
      (n) => Number(/(\d+) neighbour/.exec(document.querySelector('#live')!.textContent!)![1]) > n,
      near,
    );
    expect(page.url()).toContain('depth=2');
    await page.locator('#only').click();
    expect(await page.locator('#only').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('#map canvas.sigma-nodes').evaluate((c) => (c as HTMLElement).style.opacity)).toBe('0');
  });

  test('find the shortest path between two nodes and read a step of it', async () => {
    await open(`#node=${method.id}`);
    await page.locator('#path-from').click();
    await page.locator('#search').fill('Raspberry');
    await page.locator('#hits li').first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#panel .path li').first().waitFor();
    const steps = await page.locator('#panel .path li').allTextContents();
    expect(steps[0]).toContain(method.name);
    expect(steps.at(-1)).toContain('Raspberry Pi 4');
    expect(page.url()).toContain('path=1');
    await page.locator('#panel .path .step').first().click();
    await page.locator('#panel .quote mark').first().waitFor();
  });

  test('gather a collection and see what it shares', async () => {
    const edges = graph.edges.filter((edge) => edge.type === 'EVALUATED_ON' && edge.source === method.id);
    await open(`#pick=${edges[0]!.target}&pick=${edges[1]!.target}`);
    expect(await page.locator('#panel h2').textContent()).toContain('2 things');
    expect(await page.locator('#panel').textContent()).toContain(method.name);
    await page.locator('#matrix-of').click();
    expect(await page.locator('#matrix thead th').count()).toBe(2);
    expect(await page.locator('#matrix tbody tr').first().textContent()).not.toBe('');
  });

  test('go from a cell of the matrix to its sentences, and see what nobody tried', async () => {
    await open('#view=matrix');
    expect(await page.locator('#matrix .hole').count()).toBeGreaterThan(0);
    expect(await page.locator('#matrix .hole [role=img]').first().getAttribute('aria-label')).toContain('suggested');
    await page.locator('#matrix .filled button').first().click();
    await page.locator('#panel .relation .quote').first().waitFor();
    const { bytes } = await saved(() => page.locator('#matrix').getByRole('button', { name: 'Save as CSV' }).click());
    expect(bytes.toString().split('\r\n')[0]).toBe('method,dataset,papers,best,bestMetric,suggested');
  });

  test('look at methods facing datasets', async () => {
    await open('#twoSided=1');
    expect(await page.locator('#flag-twoSided').isChecked()).toBe(true);
    expect((await page.locator('#map').screenshot()).length).toBeGreaterThan(10_000);
  });

  test('hide points without a trace', async () => {
    await open('#types=Hardware');
    // The corner where hidden nodes used to leave a dot.
    const { x, y, height } = (await page.locator('#map').boundingBox())!;
    const shot = await page.screenshot({ clip: { x: x + 5, y: y + height - 110, width: 90, height: 60 } });
    const inked = await page.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height).data.filter((v) => v < 250).length;
    }, shot.toString('base64'));
    expect(inked).toBe(0);
  });

  test('sort the table by a column and save what it shows', async () => {
    await open('#view=table');
    const papers = async () => (await page.locator('#table tbody td:nth-child(3)').allTextContents()).map(Number);
    const down = await papers();
    expect(down).toEqual([...down].sort((a, b) => b - a));
    await page.locator('[data-sort=papers]').click();
    const up = await papers();
    expect(up).toEqual([...up].sort((a, b) => a - b));
    expect(await page.locator('th[aria-sort=ascending]').textContent()).toContain('Papers');
    const { name, bytes } = await saved(() =>
      page.locator('#table').getByRole('button', { name: 'Save as CSV' }).click(),
    );
    expect(name).toBe('nodes.csv');
    expect(bytes.toString().split('\r\n').length - 2).toBe(
      graph.nodes.filter((n) => n.type !== 'Paper' && n.type !== 'Result').length,
    );
  });

  test('turn the table to the lines and read one', async () => {
    await open('#view=table&edges=OUTPERFORMS');
    await page.getByRole('button', { name: 'Lines' }).click();
    const relations = new Set(await page.locator('#table tbody td:nth-child(2)').allTextContents());
    expect([...relations]).toEqual(['outperforms']);
    await page.locator('#table tbody th button').first().click();
    await page.locator('#panel .relation .quote mark').first().waitFor();
    const { name, bytes } = await saved(() =>
      page.locator('#table').getByRole('button', { name: 'Save as CSV' }).click(),
    );
    expect(name).toBe('edges.csv');
    const want = graph.edges.filter(({ type }) => type === 'OUTPERFORMS').length;
    expect(bytes.toString().split('\r\n').length - 2).toBe(want);
  });

  test('read a paper with all its mentions marked and an address that is https', async () => {
    const paper = graph.nodes.find((node) => node.type === 'Paper')!;
    await open(`#node=${paper.id}`);
    await page.locator('#panel .abstract mark').first().waitFor();
    const marks = await page.locator('#panel .abstract mark').count();
    const said = graph.edges
      .filter((e) => e.type === 'MENTIONS' && e.source === paper.id)
      .flatMap((e) => e.evidence.filter(({ field }) => field === 'abstract'));
    expect(marks).toBe(said.length);
    expect(await page.locator('#panel dd a').getAttribute('href')).toMatch(/^https:\/\/example\.org\//);
  });

  test('see a chart of papers by year that adds up', async () => {
    await open(`#node=${method.id}`);
    const label = (await page.locator('#panel .chart').getAttribute('aria-label'))!;
    const sum = [...label.matchAll(/\d{4}: (\d+)/g)].reduce((total, m) => total + Number(m[1]), 0);
    expect(sum).toBe(method.papers);
  });

  test('see what is named in the same papers, most often first', async () => {
    await open(`#node=${method.id}`);
    await page.locator('#panel summary', { hasText: 'Named in the same papers' }).click();
    await page.locator('#panel details[open] li').first().waitFor();
    const papersOf = (id: string) =>
      new Set(graph.edges.filter((e) => e.type === 'MENTIONS' && e.target === id).map((e) => e.source as string));
    const own = papersOf(method.id);
    const first = (await page.locator('#panel details[open] li button').first().textContent())!;
    const other = graph.nodes.find((node) => node.type !== 'Paper' && node.name === first)!;
    const both = [...papersOf(other.id)].filter((paper) => own.has(paper)).length;
    expect(await page.locator('#panel details[open] li .soft').first().textContent()).toBe(String(both));
  });

  test('take the picture along as PNG and SVG, and the selection as GEXF, CSV and JSON', async () => {
    await open(`#node=${method.id}`);
    const take = (name: string) =>
      saved(async () => {
        await page.locator('#share summary').click();
        await page.getByRole('button', { name }).click();
      });
    const png = await take('Picture as PNG');
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(png.bytes.length).toBeGreaterThan(20_000);
    const svg = (await take('Picture as SVG')).bytes.toString();
    expect(svg).toContain(`>${method.name}<`);
    const well = await page.evaluate(
      (text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null,
      svg,
    );
    expect(well).toBe(true);
    const gexf = parseGexf(Graph as never, (await take('Selection as GEXF')).bytes.toString());
    const near = new Set(
      graph.edges
        .filter((e) => (e.source === method.id || e.target === method.id) && !/^(arxiv|result):/.test(e.source))
        .flatMap((e) => [e.source, e.target] as string[]),
    );
    expect(gexf.nodes().sort()).toEqual([...near].sort());
    expect((await take('Selection as CSV')).bytes.toString()).toContain(`${method.id},`);
    const json = JSON.parse((await take('Selection as JSON')).bytes.toString());
    expect(json.nodes.length).toBe(near.size);
  });

  test('print the map with what is selected, black on white even from a dark page', async () => {
    await open(`#node=${method.id}`, { colorScheme: 'dark' });
    await page.locator('#panel .quote').first().waitFor();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(30_000);
    expect(await ground()).toBe(dark);
    // What the printer gets, held for a look.
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await ground()).toBe('rgb(255, 255, 255)');
    const svg = page.locator('#print-map svg');
    expect((await svg.boundingBox())!.height).toBeGreaterThan(200);
    expect(await svg.locator('text').allTextContents()).toContain(method.name);
    for (const gone of ['#map', '#filters', '#search', '#panel-tools', '.modes', '#map-tools'])
      expect(await page.locator(gone).first().isVisible()).toBe(false);
    for (const kept of ['#title', '#panel h2', '#panel .quote mark', '#panel .chart'])
      expect(await page.locator(kept).first().isVisible()).toBe(true);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways).toBeLessThanOrEqual(0);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: null, colorScheme: 'dark' });
    expect(await ground()).toBe(dark);
    expect(await page.locator('#print-map svg').count()).toBe(0);
  });

  test('print the table and the matrix whole, without what cannot be pressed on paper', async () => {
    for (const [mode, cell] of [
      ['table', 'tbody tr:last-child th'],
      ['matrix', 'thead th:last-child'],
    ] as const) {
      await open(`#view=${mode}`);
      await page.emulateMedia({ media: 'print' });
      // Landscape A4 for the matrix, upright for the table, at 96 dots an inch.
      await page.setViewportSize(mode === 'matrix' ? { width: 1040, height: 700 } : { width: 718, height: 1000 });
      const box = (await page.locator(`#${mode} ${cell}`).boundingBox())!;
      expect(box.x + box.width).toBeLessThanOrEqual(mode === 'matrix' ? 1040 : 718);
      expect(await page.locator(`#${mode} .tools button:visible`).count()).toBe(0);
      expect(await page.locator('#panel').isVisible()).toBe(false);
      if (mode === 'table') await page.context().close();
    }
  });

  test('open a cluster from its name on the map', async () => {
    await open();
    const spot = await page.evaluate(() =>
      (document.body as unknown as { pg: { cluster(): { x: number; y: number; label: string } } }).pg.cluster(),
    );
    const box = (await page.locator('#map').boundingBox())!;
    await page.mouse.click(box.x + spot.x, box.y + spot.y);
    await page.waitForFunction((label) => document.querySelector('#panel h2')?.textContent === label, spot.label);
    await page.locator('#only-cluster').click();
    expect(page.url()).toContain('in=');
  });

  test('work the map with the mouse: point, choose, add, zoom, go back', async () => {
    await open();
    const box = (await page.locator('#map').boundingBox())!;
    const largest = () =>
      page.evaluate(() =>
        (document.body as unknown as { pg: { largest(): { x: number; y: number; name: string } } }).pg.largest(),
      );
    const first = await largest();
    const overlay = () => page.locator('#map .overlay').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await overlay();
    await page.mouse.move(box.x + first.x, box.y + first.y);
    await page.waitForFunction(() => document.querySelector('#map.over-node') !== null);
    expect(await overlay()).not.toBe(before);
    await page.mouse.click(box.x + first.x, box.y + first.y);
    await page.waitForFunction((name) => document.querySelector('#panel h2')?.textContent === name, first.name);
    // With another one from the search it makes a collection of two.
    await page.locator('#collect').click();
    await page.locator('#search').fill('Raspbery');
    await page.locator('#hits li').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#panel h2')?.textContent === 'Raspberry Pi 4');
    await page.locator('#collect').click();
    await page.locator('#collection').click();
    expect(await page.locator('#panel h2').textContent()).toContain('2 things');
    await page.locator('#back').click();
    await page.waitForFunction(() => document.querySelector('#panel h2')?.textContent === 'Raspberry Pi 4');
    await page.locator('#forward').click();
    await page.waitForFunction(() => /2 things/.test(document.querySelector('#panel h2')?.textContent ?? ''));
    await page.locator('#close').click();
    // The wheel comes nearer, a double click leaves the neighbourhood alone.
    await page.mouse.move(box.x + 200, box.y + 200);
    await page.mouse.wheel(0, -300);
    await page.waitForFunction(() => location.hash.includes('at='));
    await page.locator('#map-tools button').last().click();
    // The map glides back: where the point is counts once it rests.
    let again = await largest();
    for (let last = ''; last !== `${again.x} ${again.y}`; again = await largest()) {
      last = `${again.x} ${again.y}`;
      await page.waitForTimeout(200);
    }
    await page.mouse.dblclick(box.x + again.x, box.y + again.y);
    await page.waitForFunction(() => location.hash.includes('only=1'));
    expect(await page.locator('#only').getAttribute('aria-pressed')).toBe('true');
  });

  test('open the filters on a phone and close them in three ways', async () => {
    await open('', { viewport: { width: 390, height: 844 } });
    const filters = page.locator('#filters');
    const expanded = () => page.locator('#filters-button').getAttribute('aria-expanded');
    expect(await filters.isVisible()).toBe(false);
    for (const close of [
      () => page.locator('#filters-done').click(),
      () => page.keyboard.press('Escape'),
      () => page.mouse.click(370, 300),
    ]) {
      await page.locator('#filters-button').click();
      expect([await filters.isVisible(), await expanded()]).toEqual([true, 'true']);
      await close();
      expect([await filters.isVisible(), await expanded()]).toEqual([false, 'false']);
    }
  });

  test('do all of it with the keyboard', async () => {
    await open();
    await page.locator('#map').focus();
    const first = page.url();
    await page.keyboard.press('+');
    await page.waitForFunction((url) => location.href !== url && location.hash.includes('at='), first);
    await page.keyboard.press('Enter');
    await page.locator('#panel .quote').first().waitFor();
    expect(await page.locator('#live').textContent()).toMatch(/neighbour/);
    await page.locator('#panel .step').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('#panel .relation').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('#panel h2').textContent()).toBe('Overview');
  });

  test.each([
    ['desktop, light', '', {}],
    ['desktop, dark, a node', `#node=${method.id}`, { colorScheme: 'dark' }],
    ['table', '#view=table', {}],
    ['matrix', '#view=matrix', {}],
    ['a cluster', `#cluster=${encodeURIComponent(graph.communities[0]!.id)}`, {}],
    ['a path', `#pick=${method.id}&pick=${busiest('Dataset').id}&path=1`, {}],
    ['phone, dark', `#node=${method.id}`, { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
  ] as const)('rely on axe finding no fault (%s)', async (_, hash, options) => {
    await open(hash, options);
    await page.waitForTimeout(300);
    // Past the page's own policy, which rightly refuses foreign scripts: through the debugger.
    const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await page.evaluate(source);
    const found = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(
        ({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]!.html.slice(0, 160)}`,
      );
    });
    expect(found).toEqual([]);
  });

  test.each([
    ['text at 200 %', { viewport: { width: 1280, height: 800 } }, ['--blink-settings=defaultFontSize=32']],
    ['the page at 400 %', { viewport: { width: 360, height: 640 } }, []],
    ['a phone', { viewport: { width: 390, height: 844 } }, []],
    ['a phone on its side', { viewport: { width: 740, height: 360 } }, []],
  ] as const)('read it with %s without scrolling sideways', async (_, options, flags) => {
    const other = await openBrowser(place!, flags);
    ({ page, faults } = await visit(other, `${address}#node=${method.id}`, options));
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways).toBeLessThanOrEqual(0);
    for (const [id, least] of [
      ['map', 90],
      ['panel', 90],
      ['search', 20],
    ] as const) {
      const box = (await page.locator(`#${id}`).boundingBox())!;
      expect(Math.min(box.width, box.height)).toBeGreaterThan(least);
    }
    await other.close();
    ({ page, faults } = await visit(browser, address));
  });

  test('have it without motion', async () => {
    await open(`#cluster=${encodeURIComponent(graph.communities[0]!.id)}`, { reducedMotion: 'reduce' });
    expect(
      await page
        .locator('#map canvas')
        .first()
        .evaluate((c) => getComputedStyle(c).transitionDuration),
    ).toBe('0s');
  });
});

describe.skipIf(place === null)('graphs at the edges', () => {
  const plain = sampleGraph({ papers: 30, fields: 2, entitiesPerField: 12 });
  const nothing = { ...plain, nodes: [], edges: [], communities: [], positions: {}, measures: {}, gaps: [] };
  const one = { ...nothing, nodes: plain.nodes.filter((node) => node.type === 'Method').slice(0, 1) };
  const noPlace = { ...plain, positions: {} };
  const onePoint = {
    ...plain,
    positions: Object.fromEntries(Object.keys(plain.positions).map((id) => [id, [3, 3] as const])),
  };
  const noCluster = { ...plain, communities: [] };
  test.each([
    ['nothing', nothing],
    ['one node', one],
    ['no positions', noPlace],
    ['all at one point', onePoint],
    ['no communities', noCluster],
  ])('%s: a page all the same', async (_, graph) => {
    const browser = await openBrowser(place!);
    const { page, faults } = await visit(browser, pageFile(graph));
    await page.locator('#mode-table').click();
    await page.locator('#mode-matrix').click();
    await page.locator('#mode-map').click();
    expect(await page.evaluate(() => document.body.dataset.ready)).toBe('true');
    expect(faults).toEqual([]);
    await browser.close();
  });

  test('clusters of clusters: one can walk from a part to its whole and back', async () => {
    const [one, two] = plain.communities;
    const whole = {
      ...one!,
      id: 'l1:whole',
      level: 1,
      label: 'The whole',
      members: [...one!.members, ...two!.members],
    };
    const parts = plain.communities.map((part) => ({ ...part, parent: whole.id, label: `Part ${part.id}` }));
    const browser = await openBrowser(place!);
    const { page, faults } = await visit(
      browser,
      `${pageFile({ ...plain, communities: [...parts, whole] })}#cluster=${encodeURIComponent(one!.id)}`,
    );
    const heading = page.locator('#panel h2');
    expect(await heading.textContent()).toBe(`Part ${one!.id}`);
    await page.locator('#panel dd button', { hasText: 'The whole' }).click();
    expect(await heading.textContent()).toBe('The whole');
    expect(await page.locator('#panel dd li').count()).toBe(parts.length);
    await page.locator('#panel dd li button', { hasText: two!.id }).click();
    expect(await heading.textContent()).toBe(`Part ${two!.id}`);
    expect(faults).toEqual([]);
    await browser.close();
  });

  test('a picture that the graphics card drops comes back', async () => {
    const browser = await openBrowser(place!);
    const { page, faults } = await visit(browser, pageFile(plain));
    await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('#map canvas.sigma-nodes')!;
      const ext = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
      ext.loseContext();
      setTimeout(() => ext.restoreContext(), 600);
    });
    await page.locator('#map .still').waitFor();
    expect(await page.locator('#notice').textContent()).toContain('graphics card');
    await page.waitForFunction(
      () =>
        document.querySelector('#map .still') === null && document.querySelector('#map canvas.sigma-nodes') !== null,
    );
    expect(await page.locator('#notice').isHidden()).toBe(true);
    expect(faults).toEqual([]);
    await browser.close();
  });
});
