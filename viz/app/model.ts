import { EDGE_TYPES, kindOf, type Neighbours, NODE_TYPES, type View } from '../view.js';

/**
 * What the page derives once from a view. A *link* is all that joins two nodes: the map draws one line for it, and its
 * panel lists the edges. All lookups by node cost its degree, none the number of edges.
 */
export interface Model {
  readonly view: View;
  /** Edges of node n: `edgeAt[edgeStart[n] .. edgeStart[n + 1])`. */
  readonly edgeStart: Uint32Array;
  readonly edgeAt: Uint32Array;
  readonly linkCount: number;
  /** The two ends, `linkA < linkB`. */
  readonly linkA: Uint32Array;
  readonly linkB: Uint32Array;
  /** Edges of link l: `linkEdge[linkEdgeStart[l] .. linkEdgeStart[l + 1])`. */
  readonly linkEdgeStart: Uint32Array;
  readonly linkEdge: Uint32Array;
  /** Links of node n: `linkAt[linkStart[n] .. linkStart[n + 1])`. */
  readonly linkStart: Uint32Array;
  readonly linkAt: Uint32Array;
  /** The level of communities that colours the map; -1 when there are none. */
  readonly level: number;
  /** Index into `view.communities`; -1: none. */
  readonly communityOf: Int32Array;
  /** Place of each community by size among those of `level`; -1 on other levels. */
  readonly rankOf: Int32Array;
  /** Communities of `level`, largest first. */
  readonly shownCommunities: readonly number[];
  /** 1 for what a paper can be about: neither Paper nor Result. */
  readonly isEntity: Uint8Array;
  /** Entities first, by papers, then degree; papers and results after them. Labels and results go in this order. */
  readonly order: Uint32Array;
  /** Radius in pixels. */
  readonly size: Float32Array;
  /** First and last year known; `[0, 0]` when none is. */
  readonly years: readonly [number, number];
}

export const PAPER = NODE_TYPES.indexOf('Paper');
export const RESULT = NODE_TYPES.indexOf('Result');
export const MENTIONS = EDGE_TYPES.indexOf('MENTIONS');
/** About as many colours and names as one can take in at a glance. */
const COMMUNITIES_WANTED = 12;

export function buildModel(view: View): Model {
  const { nodeCount, edgeCount, source, target } = view;
  const [edgeStart, edgeAt] = groupByEnd(nodeCount, source, target, edgeCount);
  const links = findLinks(view, edgeStart, edgeAt);
  const [linkStart, linkAt] = groupByEnd(nodeCount, links.linkA, links.linkB, links.linkCount);
  const isEntity = Uint8Array.from(view.type, (type) => (type === PAPER || type === RESULT ? 0 : 1));
  const order = Uint32Array.from({ length: nodeCount }, (_, i) => i).sort(
    (a, b) =>
      isEntity[b]! - isEntity[a]! || view.papers[b]! - view.papers[a]! || view.degree[b]! - view.degree[a]! || a - b,
  );
  const communities = pickLevel(view);
  let [first, last] = [0, 0];
  for (let i = 0; i < nodeCount; i++) {
    const year = view.firstYear[i]!;
    if (year && (!first || year < first)) first = year;
    if (view.lastYear[i]! > last) last = view.lastYear[i]!;
  }
  const entities = isEntity.reduce((sum, one) => sum + one, 0);
  return {
    view,
    edgeStart,
    edgeAt,
    ...links,
    linkStart,
    linkAt,
    ...communities,
    isEntity,
    order,
    size: sizesOf(view, isEntity, entities),
    years: [first, last],
  };
}

/** Rows of a compressed sparse table: for each node the numbers of the pairs it is an end of, in ascending order. */
function groupByEnd(nodeCount: number, a: Uint32Array, b: Uint32Array, count: number): [Uint32Array, Uint32Array] {
  const start = new Uint32Array(nodeCount + 1);
  for (let i = 0; i < count; i++) {
    start[a[i]! + 1]!++;
    if (a[i] !== b[i]) start[b[i]! + 1]!++;
  }
  for (let n = 0; n < nodeCount; n++) start[n + 1]! += start[n]!;
  const next = start.slice();
  const at = new Uint32Array(start[nodeCount]!);
  for (let i = 0; i < count; i++) {
    at[next[a[i]!]!++] = i;
    if (a[i] !== b[i]) at[next[b[i]!]!++] = i;
  }
  return [start, at];
}

function findLinks(view: View, edgeStart: Uint32Array, edgeAt: Uint32Array) {
  const { nodeCount, edgeCount, source, target } = view;
  const linkOfEdge = new Int32Array(edgeCount).fill(-1);
  const linkOfOther = new Int32Array(nodeCount).fill(-1);
  const seenFrom = new Int32Array(nodeCount).fill(-1);
  const ends: number[] = [];
  for (let n = 0; n < nodeCount; n++) {
    for (let k = edgeStart[n]!; k < edgeStart[n + 1]!; k++) {
      const edge = edgeAt[k]!;
      const other = source[edge] === n ? target[edge]! : source[edge]!;
      if (other <= n) continue;
      if (seenFrom[other] !== n) {
        seenFrom[other] = n;
        linkOfOther[other] = ends.push(n, other) / 2 - 1;
      }
      linkOfEdge[edge] = linkOfOther[other]!;
    }
  }
  const linkCount = ends.length / 2;
  renumber(linkOfEdge, ends);
  const linkEdgeStart = new Uint32Array(linkCount + 1);
  for (const link of linkOfEdge) if (link >= 0) linkEdgeStart[link + 1]!++;
  for (let l = 0; l < linkCount; l++) linkEdgeStart[l + 1]! += linkEdgeStart[l]!;
  const next = linkEdgeStart.slice();
  const linkEdge = new Uint32Array(linkEdgeStart[linkCount]!);
  for (let e = 0; e < edgeCount; e++) if (linkOfEdge[e]! >= 0) linkEdge[next[linkOfEdge[e]!]!++] = e;
  return {
    linkCount,
    linkA: Uint32Array.from({ length: linkCount }, (_, l) => ends[2 * l]!),
    linkB: Uint32Array.from({ length: linkCount }, (_, l) => ends[2 * l + 1]!),
    linkEdgeStart,
    linkEdge,
  };
}

/** Numbers links by the first of their edges, so that links keep their numbers when edges are added at the end. */
function renumber(linkOfEdge: Int32Array, ends: number[]): void {
  const old = ends.slice();
  const numberOf = new Int32Array(ends.length / 2).fill(-1);
  let next = 0;
  for (let e = 0; e < linkOfEdge.length; e++) {
    const link = linkOfEdge[e]!;
    if (link < 0) continue;
    if (numberOf[link]! < 0) {
      ends[2 * next] = old[2 * link]!;
      ends[2 * next + 1] = old[2 * link + 1]!;
      numberOf[link] = next++;
    }
    linkOfEdge[e] = numberOf[link]!;
  }
}

function pickLevel(view: View) {
  const sums = new Map<number, { members: number; squares: number }>();
  for (const { level, membersInAll } of view.communities) {
    const sum = sums.get(level) ?? { members: 0, squares: 0 };
    sum.members += membersInAll;
    sum.squares += membersInAll ** 2;
    sums.set(level, sum);
  }
  // Not how many there are but how many it looks like: one giant among crumbs counts as about one.
  const distance = ({ members, squares }: { members: number; squares: number }) =>
    Math.abs(Math.log(members ** 2 / Math.max(1, squares) / COMMUNITIES_WANTED));
  let level = -1;
  for (const [candidate, sum] of sums) if (level < 0 || distance(sum) < distance(sums.get(level)!)) level = candidate;
  const communityOf = new Int32Array(view.nodeCount).fill(-1);
  const rankOf = new Int32Array(view.communities.length).fill(-1);
  const shownCommunities = view.communities
    .map((_, i) => i)
    .filter((i) => view.communities[i]!.level === level)
    .sort((a, b) => view.communities[b]!.membersInAll - view.communities[a]!.membersInAll || a - b);
  shownCommunities.forEach((community, rank) => {
    rankOf[community] = rank;
    for (const node of view.communities[community]!.members) communityOf[node] = community;
  });
  return { level, communityOf, rankOf, shownCommunities };
}

/** Area grows with papers; the largest is about the same on every graph, the smallest shrinks as the map fills. */
function sizesOf(view: View, isEntity: Uint8Array, entities: number): Float32Array {
  const smallest = entities > 20_000 ? 1.2 : entities > 5_000 ? 1.8 : entities > 1_000 ? 2.4 : 3.5;
  const largest = entities > 20_000 ? 11 : 15;
  let most = 1;
  for (let i = 0; i < view.nodeCount; i++) if (isEntity[i] && view.papers[i]! > most) most = view.papers[i]!;
  return Float32Array.from({ length: view.nodeCount }, (_, i) =>
    isEntity[i] ? smallest + (largest - smallest) * Math.sqrt(Math.max(0, view.papers[i]! - 1) / most) : smallest,
  );
}

const numbers = new WeakMap<readonly string[], Map<string, number>>();
/** The number of an id on the page; -1: it is not there. */
export function numbersOf({ view }: Model): (id: string) => number {
  let index = numbers.get(view.id);
  if (!index) numbers.set(view.id, (index = new Map(view.id.map((id, i) => [id, i]))));
  return (id) => index.get(id) ?? -1;
}

/** Takes a grown view into a model that others hold already: what they have numbered keeps its number. */
export function regrow(model: Model, view: View): void {
  Object.assign(model, buildModel(view));
}

/** How many neighbours of each kind a node has in the graph and not on the page. */
export function missingAround(model: Model, node: number): Neighbours {
  const inAll = model.view.inAll.get(node);
  if (!inAll) return [0, 0, 0];
  const here: [number, number, number] = [0, 0, 0];
  for (let k = model.linkStart[node]!; k < model.linkStart[node + 1]!; k++)
    here[kindOf(NODE_TYPES[model.view.type[otherEnd(model, model.linkAt[k]!, node)]!]!)]++;
  return [0, 1, 2].map((kind) => Math.max(0, inAll[kind]! - here[kind]!)) as unknown as Neighbours;
}

/** The number of the link between two nodes; -1: nothing joins them. */
export function linkBetween(model: Model, a: number, b: number): number {
  const degree = (n: number) => model.linkStart[n + 1]! - model.linkStart[n]!;
  const [few, many] = degree(a) <= degree(b) ? [a, b] : [b, a];
  for (let k = model.linkStart[few]!; k < model.linkStart[few + 1]!; k++) {
    const link = model.linkAt[k]!;
    if (model.linkA[link] === many || model.linkB[link] === many) return link;
  }
  return -1;
}

export function edgesOfLink(model: Model, link: number): Uint32Array {
  return model.linkEdge.subarray(model.linkEdgeStart[link]!, model.linkEdgeStart[link + 1]!);
}

export function edgesOfNode(model: Model, node: number): Uint32Array {
  return model.edgeAt.subarray(model.edgeStart[node]!, model.edgeStart[node + 1]!);
}

export function otherEnd(model: Model, link: number, node: number): number {
  return model.linkA[link] === node ? model.linkB[link]! : model.linkA[link]!;
}

/** What is named in the same papers, most often first; as `[node, papers]`. Costs the mentions of those papers. */
export function namedTogether(model: Model, node: number): [node: number, papers: number][] {
  const { view } = model;
  const counts = new Map<number, number>();
  for (const edge of edgesOfNode(model, node)) {
    if (view.edgeType[edge] !== MENTIONS || view.target[edge] !== node) continue;
    for (const other of edgesOfNode(model, view.source[edge]!)) {
      if (view.edgeType[other] !== MENTIONS || view.target[other] === node) continue;
      counts.set(view.target[other]!, (counts.get(view.target[other]!) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || view.papers[a[0]]! - view.papers[b[0]]! || a[0] - b[0]);
}
