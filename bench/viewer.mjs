/**
 * The viewer beside a page made with plain Sigma and one with vis-network, of the same graph: size of the file, code,
 * and what the main thread spends until the first picture, on a filter, a hover and a click. Times are processor time
 * of the page's main thread (Chromium's threadTicks), so that a busy machine changes them little; frames of the
 * graphics card are not in them.
 */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.PAPERGRAPH_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
/** Papers, fields and entities a field that give about the named number of points and lines. */
const GRAPHS = {
  '1,000': { papers: 500, fields: 10, entitiesPerField: 115 },
  '10,000': { papers: 4700, fields: 50, entitiesPerField: 310 },
  '50,000': { papers: 25000, fields: 130, entitiesPerField: 700 },
};
const PEERS_UP_TO = 20_000;

export async function viewer(options = {}) {
  if (!existsSync(CHROMIUM)) {
    console.log(`viewer: no Chromium at ${CHROMIUM}; name one in PAPERGRAPH_CHROMIUM`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'papergraph-bench-'));
  const { sampleGraph, writePage } = await ours(folder);
  const app = Object.fromEntries(
    [
      ['js', 'app.js'],
      ['css', 'app.css'],
      ['html', 'index.html'],
    ].map(([key, name]) => [key, readFileSync(`dist/viz/app/${name}`, 'utf8')]),
  );
  const codes = {
    papergraph: app.js + app.css + app.html,
    sigma: await peerCode('sigma'),
    'vis-network': await peerCode('vis-network'),
  };
  const rows = [];
  for (const [name, shape] of Object.entries(GRAPHS)) {
    if (options.count && name.replace(',', '') !== String(options.count)) continue;
    const graph = sampleGraph(shape);
    const map = mapOf(graph);
    const pages = { papergraph: [...writePage(graph, app, { title: `about ${name} points` })] };
    if (map.nodes.length <= PEERS_UP_TO)
      for (const peer of ['sigma', 'vis-network']) pages[peer] = [peerPage(codes[peer], map)];
    for (const [tool, pieces] of Object.entries(pages)) {
      const file = join(folder, `${tool}-${map.nodes.length}.html`);
      writeFileSync(file, pieces.join(''));
      rows.push({
        tool,
        points: map.nodes.length,
        lines: map.edges.length,
        'file MB': mb(pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)),
        'code kB gzip': Math.round(gzipSync(codes[tool]).length / 1000),
        ...(await measure(file, tool)),
      });
    }
  }
  console.table(rows);
  const peers = rows.filter(({ tool }) => tool !== 'papergraph');
  if (peers.length > 0) console.log('each divided by ours (above 1: ours is smaller or quicker)');
  if (peers.length > 0) console.table(peers.map((row) => ratios(row, rows)));
}

function ratios(row, rows) {
  const own = rows.find(({ tool, points }) => tool === 'papergraph' && points === row.points);
  const measured = Object.keys(row).filter((key) => !['tool', 'points', 'lines'].includes(key));
  return {
    tool: row.tool,
    points: row.points,
    ...Object.fromEntries(
      measured.map((key) => [key, (Number(row[key]) / Math.max(1e-9, Number(own[key]))).toFixed(2)]),
    ),
  };
}

async function ours(folder) {
  const file = join(folder, 'ours.mjs');
  const root = process.cwd();
  await build({
    stdin: {
      contents: `export { sampleGraph } from './tests/viz/sample-graph.ts'; export { writePage } from './viz/page.ts';`,
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
    logLevel: 'error',
  });
  return import(pathToFileURL(file).href);
}

/** What both peers draw: the points and lines of our map, with our places, sizes and colours by type. */
function mapOf(graph) {
  const colours = { Method: '#0072b2', Dataset: '#c27c00', Task: '#008a64', Metric: '#b8528f', Hardware: '#d04f00' };
  const nodes = graph.nodes
    .filter(({ type }) => colours[type])
    .map(({ id, name, type, papers }) => ({
      id,
      name,
      type,
      color: colours[type],
      size: 2 + Math.sqrt(papers),
      x: graph.positions[id][0],
      y: graph.positions[id][1],
    }));
  const ids = new Set(nodes.map(({ id }) => id));
  const pairs = new Map();
  for (const { source, target } of graph.edges)
    if (ids.has(source) && ids.has(target))
      pairs.set(source < target ? `${source} ${target}` : `${target} ${source}`, [source, target]);
  return { nodes, edges: [...pairs.values()] };
}

async function peerCode(peer) {
  const contents =
    peer === 'sigma'
      ? `import Graph from 'graphology'; import Sigma from 'sigma';
         const graph = new Graph({ type: 'undirected', multi: true });
         for (const { id, name, ...rest } of DATA.nodes) graph.addNode(id, { label: name, x: rest.x, y: rest.y, size: rest.size, color: rest.color, kind: rest.type });
         for (const [a, b] of DATA.edges) graph.addEdge(a, b, { size: 1, color: '#dddddd' });
         let without = null, near = null;
         const sigma = new Sigma(graph, document.getElementById('map'), {
           nodeReducer: (n, data) => data.kind === without || (near && !near.has(n)) ? { ...data, hidden: true } : data,
           edgeReducer: (e, data) => near && !(near.has(graph.source(e)) && near.has(graph.target(e))) ? { ...data, hidden: true } : data });
         const only = (n) => { near = n === null ? null : new Set([n, ...graph.neighbors(n)]); sigma.refresh({ skipIndexation: true }); };
         sigma.on('enterNode', ({ node }) => only(node)); sigma.on('leaveNode', () => only(null)); sigma.on('clickNode', ({ node }) => only(node));
         window.filter = (type) => { without = type; sigma.refresh(); };
         window.spot = () => { const first = graph.nodes().sort((a, b) => graph.getNodeAttribute(b, 'size') - graph.getNodeAttribute(a, 'size'))[0]; return sigma.graphToViewport(graph.getNodeAttributes(first)); };
         document.body.dataset.ready = 'true';`
      : `import { Network, DataSet, DataView } from 'vis-network/standalone';
         const scale = 12; let without = null;
         const nodes = new DataSet(DATA.nodes.map((n) => ({ id: n.id, label: n.name, kind: n.type, color: n.color, shape: 'dot', size: n.size, x: n.x * scale, y: n.y * scale })));
         const edges = new DataSet(DATA.edges.map(([from, to], id) => ({ id, from, to })));
         const shown = new DataView(nodes, { filter: (n) => n.kind !== without });
         const network = new Network(document.getElementById('map'), { nodes: shown, edges }, { physics: false, edges: { smooth: false, color: '#dddddd' }, interaction: { hover: true, hideEdgesOnDrag: true } });
         window.filter = (type) => { without = type; shown.refresh(); };
         window.spot = () => { const first = [...DATA.nodes].sort((a, b) => b.size - a.size)[0]; const at = network.canvasToDOM(network.getPosition(first.id)); return at; };
         network.once('afterDrawing', () => { document.body.dataset.ready = 'true'; });`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    charset: 'ascii',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0].text;
}

function peerPage(code, map) {
  const data = JSON.stringify(map).replaceAll('<', '\\u003c');
  return `<!doctype html><meta charset="utf-8"><style>html,body,#map{margin:0;height:100%}</style><body><div id="map"></div><script>const DATA=${data}</script><script>${code.replaceAll('</script', '<\\/script')}</script>`;
}

async function measure(file, tool) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, offline: true });
    const page = await context.newPage();
    page.setDefaultTimeout(300_000);
    const client = await context.newCDPSession(page);
    await client.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const { metrics } = await client.send('Performance.getMetrics');
      const of = (name) => metrics.find((metric) => metric.name === name).value * 1000;
      return { task: of('TaskDuration'), script: of('ScriptDuration'), heap: of('JSHeapUsedSize') / 1e9 };
    };
    const settle = () =>
      page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))),
      );
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(() => document.body.dataset.ready === 'true');
    await settle();
    const first = await spent();
    // Past the warm-up of the search index, which runs in small steps while nobody waits.
    await page.waitForTimeout(3000);
    const during = async (act) => {
      const before = await spent();
      await act();
      await settle();
      const after = await spent();
      return { task: Math.round(after.task - before.task), script: Math.round(after.script - before.script) };
    };
    const isOurs = tool === 'papergraph';
    const filter = await during(() =>
      isOurs
        ? page.evaluate(() => document.querySelector('[data-switch="types-1"]').click())
        : page.evaluate(() => window.filter('Method')),
    );
    await (isOurs
      ? page.evaluate(() => document.querySelector('[data-switch="types-1"]').click())
      : page.evaluate(() => window.filter(null)));
    await settle();
    const spot = await page.evaluate((own) => (own ? document.body.pg.largest() : window.spot()), isOurs);
    const box = await page.locator('#map').boundingBox();
    const [x, y] = [box.x + spot.x, box.y + spot.y];
    const hover = await during(async () => {
      await page.mouse.move(x + 60, y + 60);
      await page.mouse.move(x, y);
    });
    const click = await during(() => page.mouse.click(x, y));
    return {
      'first picture ms': Math.round(first.task),
      'of it script ms': Math.round(first.script),
      'filter ms': filter.task,
      'of that script ms': filter.script,
      'hover ms': hover.task,
      'click ms': click.task,
      'heap MB': Math.round(first.heap),
    };
  } finally {
    await browser.close();
  }
}

const mb = (bytes) => (bytes / 1e6).toFixed(2);

if (process.argv[1] === createRequire(import.meta.url).resolve('./viewer.mjs'))
  await viewer({ count: process.argv[2] });
