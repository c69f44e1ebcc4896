/**
 * Time and memory from a filled store to named communities, by `buildGraph`, which `papergraph build` calls with the same
 * tables, in a process of its own that does nothing else.
 *
 * Counted: opening the store, counting and merging names, making nodes and edges, measures, communities with names,
 * levels and stability. Not counted: reading and extracting the papers, and what comes after communities (places, gaps,
 * leaderboards, files).
 *
 *   npm run bench -- scale [--count 52000]          a store made from a seed: 52,000 papers give a million edges
 *   npm run bench -- scale --store DIR/graph.duckdb  that of a build
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGraph } from '../dist/graph/index.js';
import { seededRandom } from '../dist/graph/network.js';
import { openStore } from '../dist/graph/store/store.js';

const THIS = fileURLToPath(import.meta.url);

export async function scale({ count = 52_000, store }) {
  const dir = mkdtempSync(join(tmpdir(), 'papergraph-scale-'));
  try {
    const file = join(dir, 'graph.duckdb');
    if (store) copyFileSync(store, file);
    else await fill(file, count);
    const out = spawnSync(process.execPath, [THIS, file], { encoding: 'utf8', maxBuffer: 1 << 24 });
    if (out.status !== 0) throw new Error(out.stderr);
    const { steps, nodes, edges, communities, peakMb } = JSON.parse(out.stdout);
    console.log(`${store ?? `${count} papers made from a seed`}: ${nodes} nodes, ${edges} edges`);
    console.table(steps);
    const sum = (key) => steps.reduce((total, step) => total + step[key], 0).toFixed(1);
    console.log(
      `store to ${communities} communities: ${sum('wall s')} s wall, ${sum('cpu s')} s of ${cpus().length} cores, peak ${peakMb} MB`,
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The child: builds, and ends where communities have their names. */
async function measure(file) {
  const read = (name) => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8');
  const tables = {
    knownAliases: read('aliases.tsv'),
    lexicon: read('lexicon.tsv'),
    metrics: read('metrics.tsv'),
    hardware: read('hardware.tsv'),
  };
  const steps = [];
  let [name, at, cpu] = ['opening', performance.now(), process.cpuUsage()];
  const lap = (next) => {
    const [now, used] = [performance.now(), process.cpuUsage(cpu)];
    const seconds = (ms) => Math.round(ms / 100) / 10;
    steps.push({ step: name, 'wall s': seconds(now - at), 'cpu s': seconds((used.user + used.system) / 1000) });
    [name, at, cpu] = [next, now, process.cpuUsage()];
  };
  const store = await openStore(file);
  await buildGraph(store, {
    ...tables,
    onStep: lap,
    onCommunities: ({ nodes, edges }, communities) => {
      lap('');
      const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
      const found = communities.filter(({ level }) => level === 0).length;
      console.log(JSON.stringify({ steps, nodes: nodes.length, edges: edges.length, communities: found, peakMb }));
      process.exit(0);
    },
  });
}

// ------------------------------------------------------------------------------------------------------- made papers

const TOPICS = 60;
const TYPES = ['Method', 'Method', 'Method', 'Dataset', 'Task', 'Metric'];
const SYLLABLES = 'ba co di fu ga he jo ki lu me no pa qi ro su ta ve wo xi za'.split(' ');

/** Papers as abstracts are: twelve things each, a few of them new, most of one topic, by Zipf's law; 16 mentions, 6 relations. */
async function fill(file, count) {
  const random = seededRandom(7);
  const below = (n) => Math.floor(random() * n);
  const zipf = (n) => Math.min(n - 1, Math.floor(n ** random()) - 1);
  const store = await openStore(file, { fresh: true });
  let batch = [];
  for (let paper = 0; paper < count; paper++) {
    const topic = below(TOPICS);
    const things = new Map();
    for (let i = 0; i < 12; i++) {
      const type = TYPES[below(TYPES.length)];
      const [pool, number] =
        i < 4 ? [`n${paper}`, i] : random() < 0.75 ? [`t${topic}`, zipf(4000)] : ['all', zipf(3000)];
      const name = nameOf(`${pool} ${type} ${number}`);
      things.set(name, { name, type, id: `${type.toLowerCase()}:${name.toLowerCase().replaceAll(' ', '-')}` });
    }
    batch.push(extractionOf(paper, [...things.values()], below));
    if (batch.length === 1000) {
      await store.add(batch);
      batch = [];
    }
  }
  await store.add(batch);
  await store.close();
}

function extractionOf(paper, things, below) {
  let abstract = '';
  const [mentions, entities, spans] = [[], [], []];
  things.forEach((thing, i) => {
    const start = abstract.length;
    const places = [start + 'We study '.length];
    abstract += `We study ${thing.name} with care and at length, as others have before us`;
    if (i % 3 === 0) {
      places.push(abstract.length + 5);
      abstract += ` and ${thing.name}`;
    }
    abstract += ' in all its forms.';
    const evidence = { field: 'abstract', start, end: abstract.length };
    spans.push(evidence);
    for (const place of places)
      mentions.push({
        field: 'abstract',
        start: place,
        end: place + thing.name.length,
        text: thing.name,
        type: thing.type,
        foundBy: 'tagger',
        confidence: 0.9,
        entity: thing.id,
      });
    entities.push({
      id: thing.id,
      type: thing.type,
      name: thing.name,
      aliases: [],
      role: i === 0 ? 'proposed' : 'used',
      confidence: 0.9,
      evidence,
    });
    abstract += ' ';
  });
  const relations = [];
  const methods = things.flatMap(({ type }, i) => (type === 'Method' ? [i] : []));
  for (let i = 0; i < 6 && methods.length > 1; i++) {
    const [from, to] = [methods[below(methods.length)], below(things.length)];
    const type = { Method: 'COMPARED_WITH', Dataset: 'EVALUATED_ON', Task: 'USED_FOR', Metric: 'MEASURED_BY' }[
      things[to].type
    ];
    if (from !== to)
      relations.push({
        source: things[from].id,
        type,
        target: things[to].id,
        evidence: spans[to],
        confidence: 0.8,
        inferred: false,
      });
  }
  const results = [];
  const metric = things.find(({ type }) => type === 'Metric');
  if (paper % 3 === 0 && metric && methods.length > 0)
    results.push({
      metric: metric.id,
      method: things[methods[0]].id,
      dataset: things.find(({ type }) => type === 'Dataset')?.id ?? null,
      task: null,
      hardware: null,
      baseline: null,
      value: `${paper % 97}.${paper % 10}%`,
      amount: (paper % 97) + (paper % 10) / 10,
      unit: '%',
      kind: 'absolute',
      spans: {},
      inferred: [],
      confidence: 0.7,
      evidence: spans[0],
    });
  const id = `arxiv:${2000 + Math.floor(paper / 10_000)}.${String(paper % 10_000).padStart(5, '0')}`;
  return {
    id,
    paper: {
      id,
      title: `Paper ${paper}`,
      abstract: abstract.trim(),
      year: 2010 + (paper % 15),
      authors: [],
      origin: '',
    },
    mentions,
    entities,
    relations,
    results,
  };
}

/** Two words without meaning, always the same for the same seed text. */
function nameOf(text) {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  const random = seededRandom(hash);
  const word = () => Array.from({ length: 3 }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('');
  return `${word()} ${word()}`;
}

if (process.argv[1] === THIS) await measure(process.argv[2]);
