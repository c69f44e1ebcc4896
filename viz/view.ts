/**
 * The compact shape in which a page carries the graph: columns instead of objects, cut into blocks, so that the picture
 * needs only the first block and sentences are unpacked when somebody asks for them. Runs in Node and in the browser.
 */
import {
  EDGE_TYPES,
  type EdgeType,
  type EntityNode,
  type Evidence,
  type GraphEdge,
  type GraphNode,
  type KnowledgeGraph,
  NODE_TYPES,
  type NodeType,
  type PaperNode,
  type ResultNode,
  ROLES,
  type Role,
} from '../graph/schema.js';

export type { EdgeType, NodeType, Role };
export { EDGE_TYPES, NODE_TYPES, ROLES };

/** How many papers, nodes or edges share one block of sentences; small enough to unpack within a few milliseconds. */
export const BLOCK_SIZE = { papers: 500, nodes: 2000, edges: 4000 } as const;
/** The slots of a result that point to a node, in the order they are packed and shown. */
export const RESULT_SLOTS = ['paper', 'method', 'dataset', 'task', 'metric', 'hardware', 'baseline'] as const;
export type ResultSlot = (typeof RESULT_SLOTS)[number];

const VERSION = 2;
const COORDINATE_STEPS = 100_000;

/** How much of a graph a page holds before it becomes a backbone. */
export interface Most {
  readonly entities: number;
  readonly papers: number;
}
/** What still opens and moves on an ordinary machine; sentences of more papers would make a page of over 40 MB. */
export const MOST: Most = { entities: 60_000, papers: 25_000 };

/** One piece of a page: a name and JSON text. */
export interface Block {
  readonly name: string;
  readonly text: string;
}

export interface ViewCommunity {
  readonly id: string;
  readonly level: number;
  /** Index into `communities`; -1: none. */
  readonly parent: number;
  readonly label: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly stability: number;
  /** Node numbers, strongest first. */
  readonly members: readonly number[];
  readonly papers: readonly number[];
  /** Of the whole graph; more than those above when the page holds a backbone. */
  readonly membersInAll: number;
  readonly papersInAll: number;
}
/** How many neighbours a node has: things, papers, results. */
export type Neighbours = readonly [things: number, papers: number, results: number];
/** Where positions of the graph lie in the view: `(x - left) / side`. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}
export interface ViewResult {
  readonly value: number;
  readonly valueRaw: string;
  readonly unit: string;
  readonly isDelta: boolean;
  readonly higherIsBetter: boolean | null;
  /** Node numbers; -1: the text does not say. */
  readonly slots: Readonly<Record<ResultSlot, number>>;
  readonly inferred: readonly string[];
}
export interface ViewGap {
  readonly method: number;
  readonly other: number;
  readonly score: number;
  readonly why: string;
}

/** What the first picture, search and filters need. Nodes and edges are numbered in the order of the graph. */
export interface View {
  readonly meta: ViewMeta;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly id: readonly string[];
  readonly name: readonly string[];
  readonly aliases: readonly (readonly string[])[];
  readonly abbreviation: readonly (string | null)[];
  /** Index into NODE_TYPES. */
  readonly type: Uint8Array;
  readonly papers: Uint32Array;
  readonly mentions: Uint32Array;
  /** 0: not known. */
  readonly firstYear: Uint16Array;
  readonly lastYear: Uint16Array;
  /** Node number; -1: none. */
  readonly proposedIn: Int32Array;
  /** For each node, papers by role, `ROLES.length` numbers each. */
  readonly roles: Uint32Array;
  readonly confidence: Float32Array;
  /** 0 to 1 on the longer side; always finite. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly degree: Uint32Array;
  readonly pageRank: Float32Array;
  readonly betweenness: Float32Array;
  /** Index into EDGE_TYPES. */
  readonly edgeType: Uint8Array;
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly support: Uint32Array;
  readonly edgeFirstYear: Uint16Array;
  readonly edgeLastYear: Uint16Array;
  readonly edgeConfidence: Float32Array;
  readonly edgeInferred: Uint8Array;
  readonly communities: readonly ViewCommunity[];
  /** By node number, for Result nodes. */
  readonly results: ReadonlyMap<number, ViewResult>;
  readonly gaps: readonly ViewGap[];
  /** By node number, neighbours in the whole graph; only of nodes that have lost some in a backbone. */
  readonly inAll: ReadonlyMap<number, Neighbours>;
  readonly frame: Frame;
}
export interface ViewMeta {
  readonly title: string;
  readonly version: string;
  readonly papers: number;
  readonly seed: number;
  readonly algorithm: string;
  readonly modularity: number;
  /** How many entities the whole graph has; more than the page holds when it is a backbone. */
  readonly entitiesInAll: number;
  readonly edgesInAll: number;
}

/** A quoted sentence; `marks` are `[start, end)` within it. */
export interface ViewSentence {
  readonly paper: number;
  readonly field: 'title' | 'abstract';
  readonly start: number;
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}
export interface ViewPaper {
  readonly abstract: string;
  readonly authors: readonly string[];
  readonly venue: string | null;
  readonly publishedOn: string | null;
  /** Only https; made from the identifiers where the source gave no address. */
  readonly url: string | null;
}
/** What stands behind a node or an edge. `null` text: the sentence is the slice of the paper's text. */
export interface ViewProof {
  readonly evidence: readonly {
    readonly paper: number;
    readonly field: 'title' | 'abstract';
    readonly start: number;
    readonly end: number;
    readonly text: string | null;
    readonly marks: readonly (readonly [start: number, end: number])[];
  }[];
  /** Edges only. */
  readonly papers: readonly number[];
  readonly extra: Readonly<Record<string, string | number | null>>;
}

interface PackedProof {
  /** paper, field (0 title, 1 abstract; 2 and 3 the same with `start` pointing into `odd`), start, end, marks, … */
  readonly e: readonly number[];
  readonly p?: readonly number[];
  readonly x?: Readonly<Record<string, string | number | null>>;
}
interface PackedBlock {
  readonly items: readonly (PackedProof | 0)[];
  readonly odd: readonly string[];
}

const isPaper = (node: { type: NodeType }): node is PaperNode => node.type === 'Paper';
const isResult = (node: { type: NodeType }): node is ResultNode => node.type === 'Result';
const isEntity = (node: GraphNode): node is EntityNode => !isPaper(node) && !isResult(node);
/** Which of the three numbers of `Neighbours` a node of this type counts in. */
export const kindOf = (type: NodeType) => (type === 'Paper' ? 1 : type === 'Result' ? 2 : 0);

/**
 * The graph as blocks of JSON text: `core` first, then `papers-0`, `papers-1`, …, `nodes-0`, …, `edges-0`, ….
 *
 * @returns the blocks one after the other, so that no step holds the text of all of them
 */
export function* encodeView(whole: KnowledgeGraph, options: { title: string; most?: Most }): Generator<Block> {
  const graph = backbone(whole, options.most ?? MOST);
  const numberOf = new Map(graph.nodes.map((node, i) => [node.id as string, i]));
  const at = (id: string | null | undefined) => (id == null ? -1 : (numberOf.get(id) ?? -1));
  yield { name: 'core', text: JSON.stringify(packCore(graph, whole, options.title, at)) };

  const papers = graph.nodes.filter(isPaper);
  for (let k = 0; k * BLOCK_SIZE.papers < papers.length; k++) {
    const slice = papers.slice(k * BLOCK_SIZE.papers, (k + 1) * BLOCK_SIZE.papers);
    yield { name: `papers-${k}`, text: JSON.stringify(slice.map(packPaper)) };
  }
  const paperAt = (id: string) => {
    const node = graph.nodes[at(id)];
    return node && isPaper(node) ? node : undefined;
  };
  for (let k = 0; k * BLOCK_SIZE.nodes < graph.nodes.length; k++) {
    const slice = graph.nodes.slice(k * BLOCK_SIZE.nodes, (k + 1) * BLOCK_SIZE.nodes);
    const odd: string[] = [];
    const items = slice.map((node) =>
      isPaper(node) || node.evidence.length === 0 ? 0 : { e: packEvidence(node.evidence, at, paperAt, odd) },
    );
    yield { name: `nodes-${k}`, text: JSON.stringify({ items, odd } satisfies PackedBlock) };
  }
  for (let k = 0; k * BLOCK_SIZE.edges < graph.edges.length; k++) {
    const odd: string[] = [];
    const items = graph.edges
      .slice(k * BLOCK_SIZE.edges, (k + 1) * BLOCK_SIZE.edges)
      .map((edge) => packEdgeProof(edge, at, packEvidence(edge.evidence, at, paperAt, odd)));
    yield { name: `edges-${k}`, text: JSON.stringify({ items, odd } satisfies PackedBlock) };
  }
}

/**
 * The part of a graph that a page can hold: the entities that most papers name, the papers that name most of them, and
 * all that lies between these. A graph that is small enough is returned as it is.
 */
export function backbone(graph: KnowledgeGraph, most: Most = MOST): KnowledgeGraph {
  const entities = graph.nodes.filter(isEntity);
  const papers = graph.nodes.filter(isPaper);
  if (entities.length <= most.entities && papers.length <= most.papers) return graph;
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  const rank = (node: EntityNode) => graph.measures[node.id]?.pageRank ?? 0;
  const kept = new Set<string>(
    [...entities]
      .sort((a, b) => b.papers - a.papers || rank(b) - rank(a) || byId(a, b))
      .slice(0, most.entities)
      .map(({ id }) => id),
  );
  const named = new Map<string, number>();
  for (const { type, source, target } of graph.edges)
    if (type === 'MENTIONS' && kept.has(target)) named.set(source, (named.get(source) ?? 0) + 1);
  const count = (paper: PaperNode) => named.get(paper.id) ?? 0;
  for (const { id } of [...papers].sort((a, b) => count(b) - count(a) || byId(a, b)).slice(0, most.papers))
    kept.add(id);
  for (const node of graph.nodes) if (isResult(node) && kept.has(node.paper)) kept.add(node.id);
  return {
    ...graph,
    nodes: graph.nodes.filter(({ id }) => kept.has(id)),
    edges: graph.edges.filter(({ source, target }) => kept.has(source) && kept.has(target)),
  };
}

function packCore(
  graph: KnowledgeGraph,
  whole: KnowledgeGraph,
  title: string,
  at: (id: string | null | undefined) => number,
) {
  const { nodes, edges } = graph;
  const entity = (node: GraphNode) => (isEntity(node) ? node : null);
  const places = nodes.map((node) => graph.positions[node.id] ?? null);
  const frame = frameOf(places);
  const level = graph.communities.map((community) => community.level);
  const communityAt = new Map(graph.communities.map((community, i) => [community.id, i]));
  return {
    v: VERSION,
    meta: {
      title,
      version: graph.run.version,
      papers: graph.run.papers,
      seed: graph.run.seed,
      algorithm: graph.run.communityAlgorithm,
      modularity: graph.run.modularity,
      entitiesInAll: whole.nodes.filter(isEntity).length,
      edgesInAll: whole.edges.length,
    } satisfies ViewMeta,
    id: nodes.map((node) => node.id),
    name: nodes.map((node) => node.name),
    type: nodes.map((node) => NODE_TYPES.indexOf(node.type)),
    aliases: sparse(nodes, (node) => (entity(node)?.aliases.length ? entity(node)!.aliases : null)),
    abbreviation: sparse(nodes, (node) => entity(node)?.abbreviation ?? null),
    papers: nodes.map((node) => entity(node)?.papers ?? 0),
    mentions: nodes.map((node) => entity(node)?.mentions ?? 0),
    first: nodes.map((node) => (isPaper(node) ? node.year : entity(node)?.firstYear) ?? 0),
    last: nodes.map((node) => (isPaper(node) ? node.year : entity(node)?.lastYear) ?? 0),
    proposedIn: nodes.map((node) => at(entity(node)?.proposedIn)),
    roles: sparse(nodes, (node) => {
      const roles = entity(node)?.roles;
      return roles && ROLES.some((role) => roles[role]) ? ROLES.map((role) => roles[role] ?? 0) : null;
    }),
    confidence: nodes.map((node) => (isPaper(node) ? 1 : round(node.confidence, 100))),
    x: places.map((place) => (place && frame.holds(place) ? frame.x(place[0]) : -1)),
    y: places.map((place) => (place && frame.holds(place) ? frame.y(place[1]) : -1)),
    degree: nodes.map((node) => graph.measures[node.id]?.degree ?? 0),
    pageRank: nodes.map((node) => round(graph.measures[node.id]?.pageRank ?? 0, 1e7)),
    betweenness: nodes.map((node) => round(graph.measures[node.id]?.betweenness ?? 0, 1e6)),
    source: edges.map((edge) => at(edge.source)),
    target: edges.map((edge) => at(edge.target)),
    edgeType: edges.map((edge) => EDGE_TYPES.indexOf(edge.type)),
    support: edges.map((edge) => edge.support),
    edgeFirst: edges.map((edge) => edge.firstYear ?? 0),
    edgeLast: edges.map((edge) => edge.lastYear ?? 0),
    edgeConfidence: edges.map((edge) => round(edge.confidence, 100)),
    edgeInferred: edges.map((edge) => (edge.inferred ? 1 : 0)),
    communities: graph.communities.map((community, i) => ({
      id: community.id,
      level: level[i]!,
      parent: community.parent === null ? -1 : (communityAt.get(community.parent) ?? -1),
      label: community.label,
      description: community.description,
      keywords: community.keywords,
      stability: round(community.stability, 1000),
      members: community.members.map(at).filter((n) => n >= 0),
      papers: community.papers.map(at).filter((n) => n >= 0),
      membersInAll: community.members.length,
      papersInAll: community.papers.length,
    })),
    inAll: graph === whole ? [] : lostNeighbours(whole, at),
    frame: frame.corner,
    results: nodes.flatMap((node, i) =>
      isResult(node)
        ? [
            [
              i,
              node.value,
              node.valueRaw,
              node.unit,
              node.isDelta ? 1 : 0,
              node.higherIsBetter === null ? -1 : node.higherIsBetter ? 1 : 0,
              RESULT_SLOTS.map((slot) => at(node[slot])),
              node.inferredSlots,
            ] as const,
          ]
        : [],
    ),
    gaps: graph.gaps.map((gap) => [at(gap.method), at(gap.other), round(gap.score, 1e4), gap.why] as const),
  };
}
type PackedCore = ReturnType<typeof packCore>;

/** For each node of a part that has lost neighbours, how many of each kind it has in the whole. */
function lostNeighbours(whole: KnowledgeGraph, at: (id: string) => number): (readonly [number, Neighbours])[] {
  const kind = new Map(whole.nodes.map(({ id, type }) => [id as string, kindOf(type)]));
  const has = new Map<number, Set<string>[]>();
  const lost = new Set<number>();
  const count = (node: number, other: string) => {
    let sets = has.get(node);
    if (!sets) has.set(node, (sets = [new Set(), new Set(), new Set()]));
    sets[kind.get(other)!]!.add(other);
    if (at(other) < 0) lost.add(node);
  };
  for (const { source, target } of whole.edges) {
    const [a, b] = [at(source), at(target)];
    if (a >= 0 && source !== target) count(a, target);
    if (b >= 0 && source !== target) count(b, source);
  }
  return [...lost]
    .sort((a, b) => a - b)
    .map((node) => [node, has.get(node)!.map(({ size }) => size) as unknown as Neighbours] as const);
}

/** Only what is there, as number and value one after the other: most nodes have neither alias nor abbreviation. */
function sparse<T, V>(rows: readonly T[], value: (row: T) => V | null): (readonly [number, V])[] {
  return rows.flatMap((row, i) => {
    const found = value(row);
    return found === null ? [] : [[i, found] as const];
  });
}

const round = (value: number, steps: number) => (Number.isFinite(value) ? Math.round(value * steps) / steps : 0);

/** Scales positions to whole numbers. Far outliers, NaN and infinities count as "no place": they would hide the rest. */
function frameOf(places: readonly (readonly [number, number] | null)[]) {
  const finite = places.filter((p): p is readonly [number, number] => !!p && p.every((c) => Math.abs(c) < 1e15));
  const xs = finite.map((p) => p[0]).sort((a, b) => a - b);
  const ys = finite.map((p) => p[1]).sort((a, b) => a - b);
  const range = (sorted: readonly number[]): [number, number] => {
    const q = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
    const slack = (q(0.95) - q(0.05)) * 4 || Number.POSITIVE_INFINITY;
    const near = sorted.filter((v) => Math.abs(v - q(0.5)) <= slack);
    return [near[0] ?? 0, near.at(-1) ?? 0];
  };
  const [left, right] = range(xs);
  const [top, bottom] = range(ys);
  const side = Math.max(right - left, bottom - top) || 1;
  return {
    corner: { left, top, side } satisfies Frame,
    holds: ([x, y]: readonly [number, number]) => x >= left && x <= right && y >= top && y <= bottom,
    x: (x: number) => Math.round(((x - left) / side) * COORDINATE_STEPS),
    y: (y: number) => Math.round(((y - top) / side) * COORDINATE_STEPS),
  };
}

export function packPaper(paper: PaperNode): ViewPaper {
  const { abstract, authors, venue, publishedOn } = paper;
  return { abstract, authors, venue, publishedOn, url: addressOf(paper) };
}

/** `null` unless it is https: `javascript:` and the like never reach the page. */
export function safeAddress(url: string | null): string | null {
  return url !== null && /^https:\/\/[^\s"'<>\\]+$/i.test(url) ? url : null;
}

function addressOf(paper: PaperNode): string | null {
  if (paper.url !== null) {
    const url = safeAddress(paper.url.replace(/^http:/i, 'https:'));
    if (url !== null) return url;
  }
  const made =
    paper.arxivId !== null
      ? `https://arxiv.org/abs/${encodeURI(paper.arxivId)}`
      : paper.aclId !== null
        ? `https://aclanthology.org/${encodeURIComponent(paper.aclId)}/`
        : paper.doi !== null
          ? `https://doi.org/${encodeURI(paper.doi)}`
          : paper.openalexId !== null
            ? `https://openalex.org/${encodeURIComponent(paper.openalexId)}`
            : null;
  return safeAddress(made);
}

function packEvidence(
  evidence: readonly Evidence[],
  at: (id: string) => number,
  paperAt: (id: string) => PaperNode | undefined,
  odd: string[],
): number[] {
  const packed: number[] = [];
  for (const { paper, field, start, end, sentence, marks } of evidence) {
    const source = paperAt(paper);
    const text = source && (field === 'title' ? source.name : source.abstract).slice(start, end);
    const code = field === 'title' ? 0 : 1;
    if (text === sentence) packed.push(at(paper), code, start, end);
    else packed.push(at(paper), code + 2, odd.push(sentence) - 1, start);
    packed.push(marks.length);
    for (const [from, to] of marks) packed.push(from, to);
  }
  return packed;
}

const EXTRA_KEYS = ['count', 'role', 'margin', 'devices', 'hours'] as const;
function packEdgeProof(edge: GraphEdge, at: (id: string | null | undefined) => number, e: number[]): PackedProof {
  const extra: Record<string, string | number | null> = {};
  for (const key of EXTRA_KEYS) if (edge[key] != null) extra[key] = edge[key];
  if (edge.metric != null) extra.metric = at(edge.metric);
  if (edge.dataset != null) extra.dataset = at(edge.dataset);
  // A paper that is quoted need not be named twice.
  const quoted = new Set(edge.evidence.map(({ paper }) => paper));
  const p = edge.papers
    .filter((id) => !quoted.has(id))
    .map(at)
    .filter((paper) => paper >= 0);
  return { e, ...(p.length > 0 && { p }), ...(Object.keys(extra).length > 0 && { x: extra }) };
}

/**
 * The `core` block as typed columns. Nodes without a place get one beside their neighbours, else on a ring.
 *
 * @throws if the text is not a `core` block of this version
 */
export function decodeCore(text: string): View {
  const core = JSON.parse(text) as PackedCore;
  if (core.v !== VERSION) throw new Error(`core block of version ${core.v}, expected ${VERSION}`);
  const nodeCount = core.id.length;
  const fill = <V>(pairs: readonly (readonly [number, V])[], empty: V): V[] => {
    const column = new Array<V>(nodeCount).fill(empty);
    for (const [i, value] of pairs) column[i] = value;
    return column;
  };
  const roles = new Uint32Array(nodeCount * ROLES.length);
  for (const [i, counts] of core.roles) roles.set(counts, i * ROLES.length);
  const [x, y] = placeAll(core);
  return {
    meta: core.meta,
    nodeCount,
    edgeCount: core.source.length,
    id: core.id,
    name: core.name,
    aliases: fill<readonly string[]>(core.aliases, []),
    abbreviation: fill<string | null>(core.abbreviation, null),
    type: Uint8Array.from(core.type),
    papers: Uint32Array.from(core.papers),
    mentions: Uint32Array.from(core.mentions),
    firstYear: Uint16Array.from(core.first),
    lastYear: Uint16Array.from(core.last),
    proposedIn: Int32Array.from(core.proposedIn),
    roles,
    confidence: Float32Array.from(core.confidence),
    x,
    y,
    degree: Uint32Array.from(core.degree),
    pageRank: Float32Array.from(core.pageRank),
    betweenness: Float32Array.from(core.betweenness),
    edgeType: Uint8Array.from(core.edgeType),
    source: Uint32Array.from(core.source),
    target: Uint32Array.from(core.target),
    support: Uint32Array.from(core.support),
    edgeFirstYear: Uint16Array.from(core.edgeFirst),
    edgeLastYear: Uint16Array.from(core.edgeLast),
    edgeConfidence: Float32Array.from(core.edgeConfidence),
    edgeInferred: Uint8Array.from(core.edgeInferred),
    communities: core.communities,
    results: new Map(
      core.results.map(([i, value, valueRaw, unit, isDelta, higher, slots, inferred]) => [
        i,
        {
          value,
          valueRaw,
          unit,
          isDelta: isDelta === 1,
          higherIsBetter: higher === -1 ? null : higher === 1,
          slots: Object.fromEntries(RESULT_SLOTS.map((slot, k) => [slot, slots[k]!])) as Record<ResultSlot, number>,
          inferred,
        },
      ]),
    ),
    gaps: core.gaps.map(([method, other, score, why]) => ({ method, other, score, why })),
    inAll: new Map(core.inAll),
    frame: core.frame,
  };
}

function placeAll(core: PackedCore): [Float32Array, Float32Array] {
  const n = core.id.length;
  const x = new Float32Array(n);
  const y = new Float32Array(n);
  const placed = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    if (core.x[i]! < 0) continue;
    x[i] = core.x[i]! / COORDINATE_STEPS;
    y[i] = core.y[i]! / COORDINATE_STEPS;
    placed[i] = 1;
  }
  const sum = new Float64Array(n * 3);
  for (let e = 0; e < core.source.length; e++) {
    const [s, t] = [core.source[e]!, core.target[e]!];
    for (const [lost, known] of [
      [s, t],
      [t, s],
    ] as const) {
      if (placed[lost] || !placed[known]) continue;
      sum[lost * 3]! += x[known]!;
      sum[lost * 3 + 1]! += y[known]!;
      sum[lost * 3 + 2]! += 1;
    }
  }
  for (let i = 0; i < n; i++) {
    if (placed[i]) continue;
    const count = sum[i * 3 + 2]!;
    // The golden angle spreads those that share all their neighbours.
    const [turn, reach] = [i * 2.399963, count > 0 ? 0.004 + 0.012 * ((i % 97) / 97) : 0.75];
    x[i] = (count > 0 ? sum[i * 3]! / count : 0.5) + Math.cos(turn) * reach;
    y[i] = (count > 0 ? sum[i * 3 + 1]! / count : 0.5) + Math.sin(turn) * reach;
  }
  return [x, y];
}

export function decodePapers(text: string): ViewPaper[] {
  return JSON.parse(text) as ViewPaper[];
}

/** What stands behind each node or edge of a block, in their order; nothing behind gives an empty proof. */
export function decodeProofs(text: string): ViewProof[] {
  const { items, odd } = JSON.parse(text) as PackedBlock;
  return items.map((item) => {
    if (item === 0) return { evidence: [], papers: [], extra: {} };
    const evidence: ViewProof['evidence'][number][] = [];
    for (let i = 0; i < item.e.length; ) {
      const [paper, code, a, b, count] = item.e.slice(i, i + 5) as [number, number, number, number, number];
      const marks: [number, number][] = [];
      for (let k = 0; k < count; k++) marks.push([item.e[i + 5 + 2 * k]!, item.e[i + 6 + 2 * k]!]);
      i += 5 + 2 * count;
      const field = code % 2 === 0 ? 'title' : 'abstract';
      evidence.push(
        code < 2
          ? { paper, field, start: a, end: b, text: null, marks }
          : { paper, field, start: b, end: b + odd[a]!.length, text: odd[a]!, marks },
      );
    }
    return {
      evidence,
      papers: [...new Set(evidence.map((e) => e.paper).filter((paper) => paper >= 0)), ...(item.p ?? [])],
      extra: item.x ?? {},
    };
  });
}
