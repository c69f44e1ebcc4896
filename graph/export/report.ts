/**
 * REPORT.md: what the graph holds, for a person, and what did not make it into the graph.
 */
import {
  EDGE_TYPES,
  type EntityNode,
  type EntityType,
  type GraphNode,
  type KnowledgeGraph,
  type Leaderboard,
  NODE_TYPES,
  type ResultNode,
} from '../schema.js';

export interface ReportOptions {
  /** Records that could not be read: file and line, why, what to do. */
  readonly skips: readonly {
    readonly origin: string;
    readonly reason: string;
    readonly detail: string;
    readonly cure?: string;
  }[];
  /** Fields in which records of one paper contradict each other. */
  readonly conflicts: readonly {
    readonly paper: string;
    readonly field: string;
    readonly kept: string;
    readonly lost: string;
  }[];
}
const DEFAULTS: ReportOptions = { skips: [], conflicts: [] };
const MOST = {
  communities: 25,
  things: 15,
  boards: 15,
  rows: 8,
  merges: 40,
  conflicts: 30,
  gaps: 15,
  skips: 200,
  differences: 100,
  bridges: 12,
  changes: 60,
};
/** Merges surer than this need no second look. */
const SURE = 0.9;

/** One section a piece; the same graph gives the same text. */
export function* writeReport(graph: KnowledgeGraph, options: Partial<ReportOptions> = {}): Iterable<string> {
  const { skips, conflicts } = { ...DEFAULTS, ...options };
  const nodes = new Map(graph.nodes.map((node) => [node.id as string, node]));
  yield* writeOverview(graph);
  yield* writeCommunities(graph, nodes);
  yield* writeTop(graph);
  yield* writeLeaderboards(graph, nodes);
  yield* writeGaps(graph, nodes);
  yield* writeConflicts(graph, nodes);
  yield* writeMerges(graph, nodes);
  yield* writeRejected(graph);
  yield* writeDifferences(conflicts, nodes);
  yield* writeSkips(skips);
}

function* writeOverview(graph: KnowledgeGraph): Iterable<string> {
  const { run } = graph;
  const years = graph.nodes.flatMap((node) => (node.type === 'Paper' && node.year !== null ? [node.year] : []));
  const [first, last] = years.reduce(([low, high], year) => [Math.min(low, year), Math.max(high, year)], [9999, 0]);
  const span = years.length === 0 ? '' : first === last ? ` of ${first}` : ` from ${first} to ${last}`;
  yield '# What the papers speak of\n\n';
  yield `${plural(run.papers, 'paper')}${span}, read from their abstracts: ${plural(graph.nodes.length, 'node')}, ${plural(graph.edges.length, 'edge')}. `;
  yield 'Everything here is what the abstracts claim; the sentences stand in the graph.\n\n';
  yield table(
    ['Nodes', ''],
    NODE_TYPES.map((type) => [type, number(graph.nodes.filter((node) => node.type === type).length)]),
  );
  const counts = new Map<string, number>();
  for (const edge of graph.edges) counts.set(edge.type, (counts.get(edge.type) ?? 0) + 1);
  yield table(
    ['Edges', ''],
    EDGE_TYPES.filter((type) => counts.has(type)).map((type) => [type, number(counts.get(type)!)]),
  );
  yield `Made by papergraph ${code(run.version)}, seed ${run.seed}, papers ${code(run.inputHash.slice(0, 12))}, settings ${code(run.configHash.slice(0, 12))}.\n\n`;
}

function* writeCommunities(graph: KnowledgeGraph, nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  const areas = graph.communities.filter(({ level }) => level === 0);
  const levels = new Set(graph.communities.map(({ level }) => level)).size;
  yield '## Areas\n\n';
  if (areas.length === 0) return yield 'None: no two things are mentioned together.\n\n';
  yield `${plural(areas.length, 'community', 'communities')} by ${graph.run.communityAlgorithm} at resolution ${graph.run.resolution}, `;
  yield `modularity ${graph.run.modularity}${levels > 1 ? `, joined on ${levels - 1} further ${levels === 2 ? 'level' : 'levels'}` : ''}. `;
  yield 'Stability is the share of pairs that stay together when the search starts elsewhere.\n\n';
  for (const area of areas.slice(0, MOST.communities)) {
    yield `### ${text(area.label)}\n\n`;
    yield `${area.description.split('\n').map(text).join('  \n')}  \n`;
    yield `distinctive: ${area.keywords.map(text).join(', ')}; stability ${area.stability}\n\n`;
  }
  if (areas.length > MOST.communities) yield `And ${areas.length - MOST.communities} smaller ones.\n\n`;
  yield* writeChanges(graph);
  if (graph.bridges.length === 0) return;
  const labels = new Map(graph.communities.map(({ id, label }) => [id, label]));
  yield '### Between areas\n\n';
  for (const bridge of graph.bridges.slice(0, MOST.bridges)) {
    const joined = bridge.communities.map((id) => text(labels.get(id) ?? id));
    yield `- ${nameOf(nodes, bridge.node)} joins ${joined.join(' | ')}\n`;
  }
  yield '\n';
}

function* writeChanges(graph: KnowledgeGraph): Iterable<string> {
  const changes = graph.changes ?? [];
  if (changes.length === 0) return;
  const labels = new Map(graph.communities.map(({ id, label }) => [id, label]));
  yield '### Since the last build\n\n';
  for (const { change, level, id, label, other } of changes.slice(0, MOST.changes)) {
    const whose = other === null ? '' : ` ${text(labels.get(other) ?? other)}`;
    const words = { born: 'new', split: `split from${whose}`, merged: `merged into${whose}`, gone: 'gone' }[change];
    yield `- level ${level}: ${text(label)} (${code(id)}) ${words}\n`;
  }
  if (changes.length > MOST.changes) yield `- and ${changes.length - MOST.changes} more changes\n`;
  yield '\n';
}

function* writeTop(graph: KnowledgeGraph): Iterable<string> {
  const headings: readonly (readonly [EntityType, string])[] = [
    ['Method', 'Methods'],
    ['Dataset', 'Datasets'],
    ['Task', 'Tasks'],
    ['Metric', 'Metrics'],
    ['Hardware', 'Hardware'],
  ];
  for (const [type, heading] of headings) {
    const things = graph.nodes.filter((node): node is EntityNode => node.type === type);
    if (things.length === 0) continue;
    things.sort((a, b) => b.papers - a.papers || b.mentions - a.mentions || (a.id < b.id ? -1 : 1));
    yield `## ${heading}\n\n`;
    yield table(
      ['Name', 'Papers', 'Mentions', 'Years', 'Also written'],
      things
        .slice(0, MOST.things)
        .map((thing) => [
          text(thing.name),
          number(thing.papers),
          number(thing.mentions),
          thing.firstYear === null ? '' : `${thing.firstYear} to ${thing.lastYear}`,
          thing.aliases.slice(0, 4).map(text).join(', '),
        ]),
    );
  }
}

function* writeLeaderboards(graph: KnowledgeGraph, nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  const boards = graph.leaderboards.filter(({ rows }) => rows.length > 1).slice(0, MOST.boards);
  if (boards.length === 0) return;
  yield '## Leaderboards, as claimed in the abstracts\n\n';
  for (const board of boards) yield writeBoard(board, nodes);
}

function writeBoard(board: Leaderboard, nodes: ReadonlyMap<string, GraphNode>): string {
  const results = board.rows.map((id) => nodes.get(id)).filter((node): node is ResultNode => node?.type === 'Result');
  const direction =
    board.higherIsBetter === null ? '' : board.higherIsBetter ? ', higher is better' : ', lower is better';
  const task = board.task === null ? '' : ` (${nameOf(nodes, board.task)})`;
  return (
    `### ${nameOf(nodes, board.dataset)}${task}: ${nameOf(nodes, board.metric)}${direction}\n\n` +
    table(
      ['Method', 'Figure', 'Paper', 'Sentence'],
      results
        .slice(0, MOST.rows)
        .map((result) => [
          result.method === null ? '' : nameOf(nodes, result.method),
          text(result.valueRaw),
          nameOf(nodes, result.paper),
          text(result.evidence[0]?.sentence ?? '') +
            (result.inferredSlots.length > 0 ? ` (inferred: ${result.inferredSlots.join(', ')})` : ''),
        ]),
    ) +
    (results.length > MOST.rows ? `And ${results.length - MOST.rows} more.\n\n` : '')
  );
}

function* writeGaps(graph: KnowledgeGraph, nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  if (graph.gaps.length === 0) return;
  yield '## Untried, as far as these papers say\n\n';
  for (const gap of graph.gaps.slice(0, MOST.gaps)) {
    yield `- ${nameOf(nodes, gap.method)} with ${nameOf(nodes, gap.other)}: ${text(gap.why)}\n`;
  }
  yield '\n';
}

function* writeConflicts(graph: KnowledgeGraph, nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  if (graph.conflicts.length === 0) return;
  yield `## One name, two types\n\n${plural(graph.conflicts.length, 'name')} used under two types.\n\n`;
  const worst = [...graph.conflicts].sort((a, b) => b.lostPapers - a.lostPapers || (a.lost < b.lost ? -1 : 1));
  yield table(
    ['Name', 'Taken as', 'Papers', 'Also read as', 'Papers', 'Decision'],
    worst
      .slice(0, MOST.conflicts)
      .map((conflict) => [
        text(conflict.surface),
        nameOf(nodes, conflict.kept),
        number(conflict.keptPapers),
        code(conflict.lost),
        number(conflict.lostPapers),
        conflict.decision === 'moved' ? 'all moved' : 'both stand',
      ]),
  );
}

function* writeMerges(graph: KnowledgeGraph, nodes: ReadonlyMap<string, GraphNode>): Iterable<string> {
  if (graph.merges.length === 0) return;
  const doubtful = graph.merges.filter(({ score, rule }) => score < SURE && rule !== 'user');
  yield `## Merges\n\n${plural(graph.merges.length, 'name')} joined to another`;
  if (doubtful.length === 0) return yield '; none of them doubtful.\n\n';
  yield `; ${doubtful.length} worth a look, the least sure first. A row of \`pins.csv\` undoes one.\n\n`;
  doubtful.sort((a, b) => a.score - b.score || b.papers.length - a.papers.length || (a.merged < b.merged ? -1 : 1));
  yield table(
    ['Name', 'Joined to', 'Rule', 'Score', 'Because'],
    doubtful
      .slice(0, MOST.merges)
      .map((merge) => [
        text(merge.alias),
        nameOf(nodes, merge.kept),
        merge.rule,
        String(merge.score),
        text(merge.evidence),
      ]),
  );
}

function* writeRejected(graph: KnowledgeGraph): Iterable<string> {
  const rejected = Object.entries(graph.rejected).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (rejected.length === 0) return;
  yield '## Edges refused\n\nThe schema has no place for them.\n\n';
  yield table(
    ['Edge', 'Times'],
    rejected.map(([edge, times]) => [text(edge), number(times)]),
  );
}

function* writeDifferences(
  conflicts: ReportOptions['conflicts'],
  nodes: ReadonlyMap<string, GraphNode>,
): Iterable<string> {
  if (conflicts.length === 0) return;
  yield `## One paper, told in two ways\n\n${plural(conflicts.length, 'contradiction')} between records of one paper.\n\n`;
  yield table(
    ['Paper', 'Field', 'Taken', 'Also said'],
    conflicts
      .slice(0, MOST.differences)
      .map(({ paper, field, kept, lost }) => [nameOf(nodes, paper), field, text(cut(kept)), text(cut(lost))]),
  );
  if (conflicts.length > MOST.differences) yield `And ${conflicts.length - MOST.differences} more.\n\n`;
}

/** Enough of an abstract to know it by. */
function cut(value: string): string {
  return value.length > 80 ? `${value.slice(0, 79).toWellFormed()}…` : value;
}

function* writeSkips(skips: ReportOptions['skips']): Iterable<string> {
  if (skips.length === 0) return;
  yield `## Not read\n\n${plural(skips.length, 'record')}.\n\n`;
  for (const skip of skips.slice(0, MOST.skips)) {
    yield `- ${code(skip.origin)}: ${text(skip.reason)}${skip.detail === '' ? '' : `, ${text(skip.detail)}`}\n`;
  }
  if (skips.length > MOST.skips) yield `- and ${skips.length - MOST.skips} more\n`;
  yield '\n';
}

function nameOf(nodes: ReadonlyMap<string, GraphNode>, id: string): string {
  const node = nodes.get(id);
  return node ? text(node.name) : code(id);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n\n`;
}

/** Foreign text that neither Markdown nor a Markdown reader's HTML takes for more than text. */
function text(raw: string): string {
  return clean(raw).replace(/[\\`*_[\]<>|#~!&]/g, (character) => (character === '<' ? '&lt;' : `\\${character}`));
}

function code(raw: string): string {
  return `\`${clean(raw).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function clean(raw: string): string {
  return raw.toWellFormed().replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
