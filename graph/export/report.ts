/** REPORT.md: what the graph says, for a person; every figure in it is a count, every claim has its sentence. */
import {
  EDGE_TYPES,
  ENTITY_TYPES,
  type EntityNode,
  type GraphNode,
  type KnowledgeGraph,
  type Leaderboard,
  NODE_TYPES,
  type PaperNode,
  type ResultNode,
} from '../schema.js';

const TOP = 15;
const BOARDS = 12;
const ROWS = 10;

/** Markdown; names and sentences are escaped, so that no title becomes a link, a heading or markup. */
export function* writeReport(graph: KnowledgeGraph): Iterable<string> {
  const nodes = new Map(graph.nodes.map((node) => [node.id as string, node]));
  yield* summary(graph);
  yield* communities(graph, nodes);
  yield* largest(graph);
  yield* leaderboards(graph.leaderboards, nodes);
  yield* contradictions(graph, nodes);
  yield* gaps(graph, nodes);
  yield* doubts(graph, nodes);
}

const name = (nodes: ReadonlyMap<string, GraphNode>, id: string | null): string => (id ? text(nodes.get(id)?.name ?? id) : '');

/** Markdown's own signs lose their meaning; line breaks go. */
export function text(raw: string): string {
  return raw
    .replace(/\s+/g, ' ')
    .replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\\`*_{}[\]<>#|~&]/g, (sign) => `\\${sign}`);
}
const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const years = (first: number | null, last: number | null): string =>
  first === null ? '' : first === last ? `${first}` : `${first} to ${last}`;

function* table(heads: readonly string[], rows: Iterable<readonly (string | number)[]>): Iterable<string> {
  yield `| ${heads.join(' | ')} |\n|${heads.map(() => '---').join('|')}|\n`;
  for (const row of rows) yield `| ${row.join(' | ')} |\n`;
  yield '\n';
}

function* summary({ nodes, edges, communities: all, run }: KnowledgeGraph): Iterable<string> {
  const papers = nodes.filter((node): node is PaperNode => node.type === 'Paper');
  const dated = papers.flatMap(({ year }) => (year === null ? [] : [year])).sort((a, b) => a - b);
  yield '# What these papers say\n\n';
  yield `${count(papers.length)} papers${dated.length ? `, ${years(dated[0]!, dated.at(-1)!)}` : ''}; ${count(nodes.length)} nodes, ${count(edges.length)} edges, ${count(all.filter(({ level }) => level === 0).length)} communities.\n\n`;
  yield `Made by papergraph ${text(run.version)} with seed ${run.seed}, ${text(run.communityAlgorithm)} at resolution ${run.resolution} (modularity ${run.modularity.toFixed(3)}). Input ${run.inputHash.slice(0, 12)}, settings ${run.configHash}: the same papers and settings give this file again, byte for byte.\n\n`;
  const nodeCounts = tally(nodes);
  const edgeCounts = tally(edges);
  yield* table(['nodes', 'how many'], NODE_TYPES.filter((type) => nodeCounts.has(type)).map((type) => [type, count(nodeCounts.get(type)!)]));
  yield* table(['edges', 'how many'], EDGE_TYPES.filter((type) => edgeCounts.has(type)).map((type) => [type, count(edgeCounts.get(type)!)]));
}

function tally(things: readonly { readonly type: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of things) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

function* communities(graph: KnowledgeGraph, nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  const finest = graph.communities.filter(({ level }) => level === 0);
  if (finest.length === 0) return;
  yield '## Communities\n\nGroups of things that papers bring together more often than chance would. Stability: how often other seeds keep two members together.\n\n';
  for (const { label, description, members, papers, stability } of finest.slice(0, 30)) {
    yield `### ${text(label)}\n\n${count(members.length)} things, ${count(papers.length)} papers, stability ${stability.toFixed(2)}\n\n`;
    for (const line of description.split('\n')) yield `${text(line)}  \n`;
    yield `\nStrongest: ${members.slice(0, 10).map((id) => name(nodes, id)).join(', ')}\n\n`;
  }
  if (finest.length > 30) yield `And ${count(finest.length - 30)} smaller ones.\n\n`;
  if (graph.bridges.length > 0) {
    const labels = new Map(finest.map(({ id, label }) => [id, label]));
    yield '### Bridges\n\nThings that hold communities together.\n\n';
    yield* table(
      ['thing', 'joins'],
      graph.bridges.slice(0, TOP).map(({ node, communities: ids }) => [name(nodes, node), ids.map((id) => text(labels.get(id) ?? id)).join(', ')]),
    );
  }
}

function* largest({ nodes }: KnowledgeGraph): Iterable<string> {
  yield '## What most papers name\n\n';
  for (const type of [...ENTITY_TYPES].reverse()) {
    const all = nodes.filter((node): node is EntityNode => node.type === type);
    if (all.length === 0) continue;
    const top = [...all].sort((a, b) => b.papers - a.papers || (a.id < b.id ? -1 : 1)).slice(0, TOP);
    yield `### ${type} (${count(all.length)})\n\n`;
    yield* table(
      ['name', 'papers', 'years', 'also written'],
      top.map((node) => [text(node.name), count(node.papers), years(node.firstYear, node.lastYear), node.aliases.slice(0, 6).map(text).join(', ')]),
    );
  }
}

function* leaderboards(boards: readonly Leaderboard[], nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  const worth = boards.filter(({ rows }) => rows.length > 1);
  if (worth.length === 0) return;
  yield '## Leaderboards, as claimed in the abstracts\n\nNot checked against the papers: settings differ, and an abstract quotes its best.\n\n';
  for (const { task, dataset, metric, rows, higherIsBetter } of worth.slice(0, BOARDS)) {
    const direction = higherIsBetter === null ? '' : higherIsBetter ? ' (higher is better)' : ' (lower is better)';
    yield `### ${name(nodes, dataset)}: ${name(nodes, metric)}${direction}${task ? `, ${name(nodes, task)}` : ''}\n\n`;
    const results = rows.slice(0, ROWS).flatMap((id) => (nodes.get(id) as ResultNode | undefined) ?? []);
    yield* table(
      ['value', 'method', 'paper', 'sentence'],
      results.map((result) => [text(result.valueRaw), name(nodes, result.method), name(nodes, result.paper), text(result.evidence[0]?.sentence ?? '')]),
    );
  }
}

/** Two papers that each put the other's winner behind, on the same dataset and metric. */
function* contradictions({ edges }: KnowledgeGraph, nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  const wins = new Map(edges.filter(({ type }) => type === 'OUTPERFORMS').map((edge) => [`${edge.source} ${edge.target} ${edge.key}`, edge]));
  const pairs = [...wins.values()].filter((edge) => edge.source < edge.target && wins.has(`${edge.target} ${edge.source} ${edge.key}`));
  if (pairs.length === 0) return;
  yield '## Contradictions\n\n';
  for (const edge of pairs.slice(0, TOP)) {
    const back = wins.get(`${edge.target} ${edge.source} ${edge.key}`)!;
    const where = [edge.dataset ? `on ${name(nodes, edge.dataset)}` : '', edge.metric ? `in ${name(nodes, edge.metric)}` : ''].filter(Boolean).join(' ');
    yield `**${name(nodes, edge.source)}** and **${name(nodes, edge.target)}** each beat the other${where ? ` ${where}` : ''}:\n`;
    for (const { evidence } of [edge, back])
      if (evidence[0]) yield `- ${name(nodes, evidence[0].paper)}: ${text(evidence[0].sentence)}\n`;
    yield '\n';
  }
}

function* gaps({ gaps: all }: KnowledgeGraph, nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  if (all.length === 0) return;
  yield '## Gaps\n\nPairs that their neighbours suggest and that no paper here has.\n\n';
  yield* table(['method', 'and', 'why'], all.slice(0, TOP).map(({ method, other, why }) => [name(nodes, method), name(nodes, other), text(why)]));
}

function* doubts({ conflicts, merges, rejected }: KnowledgeGraph, nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  if (conflicts.length > 0) {
    yield '## One name, two types\n\n';
    const worst = [...conflicts].sort((a, b) => b.lostPapers - a.lostPapers || (a.surface < b.surface ? -1 : 1));
    yield* table(
      ['name', 'kept as', 'papers', 'other', 'papers', 'decision'],
      worst.slice(0, TOP).map((c) => [text(c.surface), type(c.kept), c.keptPapers, type(c.lost), c.lostPapers, c.decision === 'both' ? 'both stand' : 'moved to the first']),
    );
  }
  const doubtful = merges.filter(({ rule }) => rule === 'abbreviation').sort((a, b) => a.score - b.score || (a.merged < b.merged ? -1 : 1));
  if (doubtful.length > 0) {
    yield '## Merges worth a look\n\nAll of them stand in graph.json under `merges`.\n\n';
    yield* table(['kept', 'alias', 'rule', 'score', 'evidence'], doubtful.slice(0, TOP).map((m) => [name(nodes, m.kept), text(m.alias), m.rule, m.score.toFixed(2), text(m.evidence)]));
  }
  const refused = Object.entries(rejected);
  if (refused.length > 0) {
    yield '## Edges that the schema refuses\n\n';
    yield* table(['edge', 'how many'], refused.map(([triple, n]) => [text(triple), count(n)]));
  }
}

const type = (id: string): string => id.slice(0, id.indexOf(':'));
