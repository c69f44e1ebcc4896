/**
 * Communities against oracles and the clock.
 *
 *   node bench/communities.mjs oracle [edges…]   modularity beside leidenalg and igraph (Debian's packages; skipped without)
 *   node bench/communities.mjs scale [edges]     a graph of so many MENTIONS edges: measures, communities, layout, graph.json
 *   node bench/communities.mjs show DIR          of a built folder: sizes, names, stability, agreement with venues, gaps, back-test
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findCommunities } from '../dist/graph/communities.js';
import { readGraphJson, writeJson } from '../dist/graph/export/json.js';
import { backTest, findGaps } from '../dist/graph/gaps.js';
import { placeNodes } from '../dist/graph/layout.js';
import { findMeasures } from '../dist/graph/measures.js';
import { connect, seededRandom } from '../dist/graph/network.js';
import { modularity, partition } from '../dist/graph/partition.js';

const TOPICS = 40;
const MIXING = 0.2;
const PER_PAPER = 6;
const PYTHON = '/usr/bin/python3';

/** Papers and what they mention: things by Zipf within 40 topics, one mention in five from anywhere. */
function* mentions(papers, seed = 1) {
  const random = seededRandom(seed);
  const things = Math.max(50, Math.floor(papers / 50));
  const zipf = () => Math.min(things - 1, Math.floor(things ** random()) - 1);
  for (let paper = 0; paper < papers; paper++) {
    const topic = Math.floor(random() * TOPICS);
    const seen = new Set();
    while (seen.size < PER_PAPER) {
      const from = random() < MIXING ? Math.floor(random() * TOPICS) : topic;
      seen.add(from * things + zipf());
    }
    for (const thing of seen) yield [paper, thing];
  }
}

function bipartite(edges) {
  const papers = Math.round(edges / PER_PAPER);
  const numbers = new Map();
  const links = { from: [], to: [], weight: [] };
  for (const [paper, thing] of mentions(papers)) {
    if (!numbers.has(thing)) numbers.set(thing, papers + numbers.size);
    links.from.push(paper);
    links.to.push(numbers.get(thing));
    links.weight.push(1);
  }
  const ids = Array.from({ length: papers + numbers.size }, (_, i) => `n${String(i).padStart(9, '0')}`);
  return connect(ids, links);
}

function oracle(sizes) {
  const dir = mkdtempSync(join(tmpdir(), 'papergraph-bench-'));
  let worst = Number.POSITIVE_INFINITY;
  try {
    for (const size of sizes) {
      const network = bipartite(size);
      const file = join(dir, 'edges.txt');
      const lines = [];
      network.ids.forEach((_, node) => {
        for (let link = network.offsets[node]; link < network.offsets[node + 1]; link++)
          if (network.neighbours[link] > node)
            lines.push(`${node} ${network.neighbours[link]} ${network.weights[link]}`);
      });
      writeFileSync(file, `${lines.join('\n')}\n`);
      const row = { edges: lines.length };
      for (const algorithm of ['leiden', 'louvain']) {
        const began = now();
        const { labels, count, split } = partition(network, { algorithm, resolution: 1, seed: 1 });
        row[algorithm] = Number(modularity(network, labels).toFixed(4));
        row[`${algorithm} s`] = seconds(began);
        row[`${algorithm} n`] = count;
        row[`${algorithm} split`] = split;
      }
      const { status, stdout, stderr } = spawnSync(PYTHON, [join(import.meta.dirname, 'oracle.py'), file, '1'], {
        encoding: 'utf8',
      });
      if (status === 0) {
        const found = JSON.parse(stdout);
        row.leidenalg = Number(found.leidenalg.toFixed(4));
        row['leidenalg s'] = Number(found.leidenalgSeconds.toFixed(2));
        row['igraph louvain'] = Number(found.igraphLouvain.toFixed(4));
        row['igraph s'] = Number(found.igraphLouvainSeconds.toFixed(2));
        worst = Math.min(worst, row.leiden / row.leidenalg);
      } else
        console.error(
          `no oracle (apt-get install python3-igraph python3-leidenalg): ${stderr.trim().split('\n').at(-1)}`,
        );
      console.log(JSON.stringify(row));
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
  if (worst < 0.99) {
    console.error(`modularity is ${((1 - worst) * 100).toFixed(1)} % below leidenalg`);
    process.exitCode = 1;
  }
}

/** A bare graph as `graph/build` would give it, as far as clusters look at it. */
function bareGraph(edges) {
  const papers = Math.round(edges / PER_PAPER);
  const width = String(papers).length;
  const paperId = (paper) => `id:${String(paper).padStart(width, '0')}`;
  const things = new Map();
  const kinds = ['method', 'method', 'dataset', 'task', 'metric'];
  const graph = { nodes: [], edges: [], merges: [], conflicts: [], rejected: {} };
  for (let paper = 0; paper < papers; paper++)
    graph.nodes.push({ id: paperId(paper), type: 'Paper', name: `Paper ${paper}`, year: 2000 + (paper % 26) });
  for (const [paper, thing] of mentions(papers)) {
    const kind = kinds[thing % kinds.length];
    if (!things.has(thing))
      things.set(thing, {
        id: `${kind}:t${thing}`,
        type: kind[0].toUpperCase() + kind.slice(1),
        name: `thing ${thing}`,
        aliases: [],
        papers: 0,
        firstYear: 2000,
        lastYear: 2025,
      });
    const node = things.get(thing);
    node.papers++;
    graph.edges.push({
      source: paperId(paper),
      type: 'MENTIONS',
      target: node.id,
      key: '',
      support: 1,
      papers: [],
      evidence: [],
    });
  }
  graph.nodes.push(...things.values());
  const byId = (a, b) => (a.id < b.id ? -1 : 1);
  graph.nodes.sort(byId);
  return graph;
}

function scale(edges) {
  let began = now();
  const graph = bareGraph(edges);
  const row = { edges: graph.edges.length, nodes: graph.nodes.length, 'made s': seconds(began) };
  const timed = (name, work) => {
    began = now();
    const made = work();
    row[`${name} s`] = seconds(began);
    console.error(
      `${name}  ${row[`${name} s`]} s  ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most so far`,
    );
    return made;
  };
  const measures = timed('measures', () => findMeasures(graph));
  const found = timed('communities', () => findCommunities(graph, measures));
  row.communities = found.communities.filter(({ level }) => level === 0).length;
  row.modularity = found.modularity;
  row['peak MB so far'] = Math.round(process.resourceUsage().maxRSS / 1024);
  const gaps = timed('gaps', () => findGaps(graph));
  const positions = timed('layout', () => placeNodes(graph, found.communities));
  timed('graph.json', () => {
    let bytes = 0;
    for (const line of writeJson({
      ...graph,
      measures,
      communities: found.communities,
      bridges: found.bridges,
      positions,
      gaps,
      leaderboards: [],
      run: {},
    }))
      bytes += line.length;
    row['graph.json MB'] = Math.round(bytes / 1e6);
  });
  row['peak MB'] = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify(row, null, 1));
}

/** Fields of research by where a paper came out; the first that fits counts, papers of other venues have no voice. */
const FAMILIES = [
  ['vision', /CVPR|ICCV|ECCV|WACV|BMVC|MICCAI|MIDL|3DV|ACCV|cs\.CV|eess\.IV/],
  ['language', /\bACL\b|EMNLP|NAACL|EACL|AACL|COLING|CoNLL|TACL|LREC|SemEval|Linguistics|Translation|cs\.CL/],
  ['speech', /Interspeech|ICASSP|eess\.AS|cs\.SD/],
  ['robotics', /CoRL|ICRA|IROS|\bRSS\b|Robot|cs\.RO/],
  ['theory', /COLT|\bALT\b|AISTATS|\bUAI\b|math\.ST|stat\.ML|cs\.IT/],
  ['web', /WWW|SIGIR|RecSys|\bKDD\b|cs\.IR|cs\.SI/],
];

async function show(dir) {
  const lines = createInterface({ input: createReadStream(join(dir, 'graph.json'), 'utf8') });
  const graph = await readGraphJson(lines);
  const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
  const family = new Map();
  for (const node of graph.nodes) {
    if (node.type !== 'Paper') continue;
    const place = `${node.venue ?? ''} ${node.categories[0] ?? ''}`;
    const found = FAMILIES.find(([, pattern]) => pattern.test(place));
    if (found) family.set(node.id, found[0]);
  }
  for (const level of new Set(graph.communities.map((community) => community.level))) {
    const all = graph.communities.filter((community) => community.level === level);
    const pairs = all.flatMap(({ id, papers }) => papers.flatMap((p) => (family.has(p) ? [[id, family.get(p)]] : [])));
    const size = all.reduce((sum, { members }) => sum + members.length, 0);
    const stability = all.reduce((sum, each) => sum + each.stability * each.members.length, 0) / size;
    const { nmi, homogeneity } = agreement(pairs);
    console.log(
      `level ${level}: ${all.length} communities, ${all.filter(({ papers }) => papers.length >= 20).length} of 20 papers or more; stability ${stability.toFixed(2)}; with the venues of ${pairs.length} papers: NMI ${nmi.toFixed(3)}, homogeneity ${homogeneity.toFixed(3)}`,
    );
  }
  console.log(`modularity ${graph.run.modularity} at resolution ${graph.run.resolution}`);
  for (const { level, papers, members, stability, label } of graph.communities.slice(0, 40))
    if (level === 0)
      console.log(`  ${papers.length} papers  ${members.length} things  ${stability.toFixed(2)}  ${label}`);
  console.log('gaps:');
  for (const { method, other, why } of graph.gaps.slice(0, 10))
    console.log(`  ${names.get(method)} + ${names.get(other)} (${other.split(':')[0]}): ${why}`);
  const years = graph.nodes.flatMap((node) => (node.type === 'Paper' && node.year ? [node.year] : []));
  const last = years.reduce((a, b) => Math.max(a, b), 0);
  for (const year of [last - 4, last - 3, last - 2, last - 1, last]) {
    const test = backTest(graph, { year });
    if (test) console.log(`links of ${year} hidden: ${JSON.stringify(test)}`);
  }
}

/** Normalised mutual information, and how much of the second the first explains. */
function agreement(pairs) {
  const entropy = (keys) => {
    const counts = new Map();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts.values()].reduce((sum, n) => sum - (n / pairs.length) * Math.log(n / pairs.length), 0);
  };
  const [a, b] = [entropy(pairs.map(([one]) => one)), entropy(pairs.map(([, other]) => other))];
  const shared = a + b - entropy(pairs.map((pair) => pair.join('\n')));
  return { nmi: (2 * shared) / (a + b), homogeneity: shared / b };
}

/** Of the processor, not of the clock: a busy machine changes the latter only. One thread does all the work. */
function now() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function seconds(began) {
  return Number(((now() - began) / 1000).toFixed(2));
}

const [what, ...numbers] = process.argv.slice(2);
if (what === 'oracle') oracle(numbers.length ? numbers.map(Number) : [10_000, 100_000, 1_000_000]);
else if (what === 'scale') scale(Number(numbers[0] ?? 1_000_000));
else if (what === 'show' && numbers.length === 1) await show(numbers[0]);
else {
  console.error('node bench/communities.mjs oracle [edges…] | scale [edges] | show DIR');
  process.exitCode = 2;
}
