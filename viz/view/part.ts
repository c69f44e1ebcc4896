/** A piece of the graph that a page asks its server for, and a view that has taken it in. */
import type { Evidence, GraphEdge, GraphNode, Measure, Position } from '../../graph/schema.js';
import {
  EDGE_TYPES,
  type EdgeType,
  type Frame,
  type Neighbours,
  NODE_TYPES,
  packPaper,
  RESULT_SLOTS,
  type ResultSlot,
  ROLES,
  type View,
  type ViewPaper,
  type ViewProof,
  type ViewResult,
} from '../view.js';

/** A node with what the graph says of it elsewhere. */
export interface PlacedNode {
  readonly node: GraphNode;
  readonly position: Position | null;
  readonly measure: Measure | null;
  readonly communities: readonly string[];
  readonly inAll: Neighbours;
}
/** The neighbourhood of a node, one page of it. Ids of nodes that the page has from the start stand for themselves. */
export interface Part {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly GraphEdge[];
  /** Where the next page begins; `null`: this is the last. */
  readonly next: number | null;
}
/** One thing or paper that the server found by its name. */
export interface FarHit {
  readonly id: string;
  readonly name: string;
  readonly type: GraphNode['type'];
  readonly papers: number;
  readonly year: number;
  /** The alias or abbreviation that was met, when the name was not. */
  readonly via: string | null;
}

/** What a page has taken in beyond its own blocks, by the numbers of the grown view. */
export interface Grown {
  readonly view: View;
  readonly papers: ReadonlyMap<number, ViewPaper>;
  readonly nodeProofs: ReadonlyMap<number, ViewProof>;
  readonly edgeProofs: ReadonlyMap<number, ViewProof>;
}

/**
 * The view with a part added: old nodes and edges keep their numbers, new ones follow. What it knew already is passed
 * over, so the same part twice changes nothing.
 *
 * @param base   how many nodes the page had from the start: all edges between these are there already
 * @param known  the edges that came later, under their keys; those of this part are added to it
 */
export function growView(view: View, part: Part, base: number, known: Set<string>): Grown {
  const numberOf = new Map(view.id.map((id, i) => [id, i]));
  const fresh = part.nodes.filter(({ node }) => {
    if (numberOf.has(node.id)) return false;
    numberOf.set(node.id, numberOf.size);
    return true;
  });
  const at = (id: string | null | undefined) => (id == null ? -1 : (numberOf.get(id) ?? -1));
  const edges = part.edges.filter((edge) => {
    const [a, b] = [at(edge.source), at(edge.target)];
    if (a < 0 || b < 0 || (a < base && b < base)) return false;
    const key = [edge.source, edge.type, edge.target, edge.key].join('\n');
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
  const n = view.nodeCount;
  const proofOf = (evidence: readonly Evidence[], papers: readonly number[], extra: ViewProof['extra']): ViewProof => ({
    evidence: evidence.map(({ paper, field, start, end, sentence, marks }) => ({
      paper: at(paper),
      field,
      start,
      end,
      text: sentence,
      marks,
    })),
    papers,
    extra,
  });
  const grown: View = {
    ...view,
    ...nodeColumns(view, fresh, at),
    ...edgeColumns(view, edges, at),
    communities: withMembers(view, fresh, n),
    results: withSlots(
      new Map([
        ...view.results,
        ...fresh.flatMap(({ node }, i) => {
          const result = resultOf(node, at);
          return result ? [[n + i, result] as const] : [];
        }),
      ]),
      edges,
      at,
    ),
    inAll: new Map([...view.inAll, ...fresh.map(({ inAll }, i) => [n + i, inAll] as const)]),
  };
  return {
    view: grown,
    papers: new Map(
      fresh.flatMap(({ node }, i) => (node.type === 'Paper' && 'abstract' in node ? [[n + i, packPaper(node)]] : [])),
    ),
    nodeProofs: new Map(
      fresh.map(({ node }, i) => [n + i, proofOf('evidence' in node ? node.evidence : [], [], {})] as const),
    ),
    edgeProofs: new Map(
      edges.map((edge, i) => {
        const papers = edge.papers.map(at).filter((paper) => paper >= 0);
        return [view.edgeCount + i, proofOf(edge.evidence, papers, extraOf(edge, at))] as const;
      }),
    ),
  };
}

function nodeColumns(view: View, fresh: readonly PlacedNode[], at: (id: string | null | undefined) => number) {
  const entity = (node: GraphNode) => ('mentions' in node ? node : null);
  const roles = new Uint32Array((view.nodeCount + fresh.length) * ROLES.length);
  roles.set(view.roles);
  fresh.forEach(({ node }, i) => {
    const said = entity(node)?.roles;
    if (said)
      roles.set(
        ROLES.map((role) => said[role] ?? 0),
        (view.nodeCount + i) * ROLES.length,
      );
  });
  const years = (node: GraphNode) =>
    node.type === 'Paper' && 'year' in node
      ? [node.year, node.year]
      : [entity(node)?.firstYear, entity(node)?.lastYear];
  return {
    nodeCount: view.nodeCount + fresh.length,
    id: [...view.id, ...fresh.map(({ node }) => node.id)],
    name: [...view.name, ...fresh.map(({ node }) => node.name)],
    aliases: [...view.aliases, ...fresh.map(({ node }) => entity(node)?.aliases ?? [])],
    abbreviation: [...view.abbreviation, ...fresh.map(({ node }) => entity(node)?.abbreviation ?? null)],
    type: longer(view.type, fresh, ({ node }) => NODE_TYPES.indexOf(node.type)),
    papers: longer(view.papers, fresh, ({ node }) => entity(node)?.papers ?? 0),
    mentions: longer(view.mentions, fresh, ({ node }) => entity(node)?.mentions ?? 0),
    firstYear: longer(view.firstYear, fresh, ({ node }) => years(node)[0] ?? 0),
    lastYear: longer(view.lastYear, fresh, ({ node }) => years(node)[1] ?? 0),
    proposedIn: longer(view.proposedIn, fresh, ({ node }) => at(entity(node)?.proposedIn)),
    roles,
    confidence: longer(view.confidence, fresh, ({ node }) => ('confidence' in node ? node.confidence : 1)),
    x: longer(view.x, fresh, ({ position }) => placeIn(view.frame, position)[0]),
    y: longer(view.y, fresh, ({ position }) => placeIn(view.frame, position)[1]),
    degree: longer(view.degree, fresh, ({ measure }) => measure?.degree ?? 0),
    pageRank: longer(view.pageRank, fresh, ({ measure }) => measure?.pageRank ?? 0),
    betweenness: longer(view.betweenness, fresh, ({ measure }) => measure?.betweenness ?? 0),
  };
}

function edgeColumns(view: View, edges: readonly GraphEdge[], at: (id: string | null | undefined) => number) {
  return {
    edgeCount: view.edgeCount + edges.length,
    edgeType: longer(view.edgeType, edges, ({ type }) => EDGE_TYPES.indexOf(type)),
    source: longer(view.source, edges, ({ source }) => at(source)),
    target: longer(view.target, edges, ({ target }) => at(target)),
    support: longer(view.support, edges, ({ support }) => support),
    edgeFirstYear: longer(view.edgeFirstYear, edges, ({ firstYear }) => firstYear ?? 0),
    edgeLastYear: longer(view.edgeLastYear, edges, ({ lastYear }) => lastYear ?? 0),
    edgeConfidence: longer(view.edgeConfidence, edges, ({ confidence }) => confidence),
    edgeInferred: longer(view.edgeInferred, edges, ({ inferred }) => (inferred ? 1 : 0)),
  };
}

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array;
function longer<C extends Column, T>(column: C, rows: readonly T[], value: (row: T) => number): C {
  const out = new (column.constructor as new (length: number) => C)(column.length + rows.length);
  out.set(column);
  rows.forEach((row, i) => {
    out[column.length + i] = value(row);
  });
  return out;
}

/** What lies outside of the frame stands at its border: a far outlier would otherwise stretch the picture. */
function placeIn({ left, top, side }: Frame, position: Position | null): [number, number] {
  if (!position?.every(Number.isFinite)) return [0.5, 0.5];
  const inside = (v: number) => Math.max(-0.02, Math.min(1.02, v));
  return [inside((position[0] - left) / side), inside((position[1] - top) / side)];
}

function withMembers(view: View, fresh: readonly PlacedNode[], n: number): View['communities'] {
  const added = new Map<string, number[]>();
  fresh.forEach(({ node, communities }, i) => {
    if (node.type === 'Paper' || node.type === 'Result') return;
    for (const id of communities) added.set(id, [...(added.get(id) ?? []), n + i]);
  });
  return view.communities.map((community) => {
    const more = added.get(community.id);
    return more ? { ...community, members: [...community.members, ...more] } : community;
  });
}

function resultOf(node: GraphNode, at: (id: string | null | undefined) => number): ViewResult | null {
  if (node.type !== 'Result' || !('valueRaw' in node)) return null;
  return {
    value: node.value,
    valueRaw: node.valueRaw,
    unit: node.unit,
    isDelta: node.isDelta,
    higherIsBetter: node.higherIsBetter,
    slots: Object.fromEntries(RESULT_SLOTS.map((slot) => [slot, at(node[slot])])) as Record<ResultSlot, number>,
    inferred: node.inferredSlots,
  };
}

const SLOT_OF: Readonly<Partial<Record<EdgeType, ResultSlot>>> = {
  OF_METHOD: 'method',
  ON_DATASET: 'dataset',
  FOR_TASK: 'task',
  WITH_METRIC: 'metric',
  ON_HARDWARE: 'hardware',
  AGAINST: 'baseline',
};
/** A result that the page had without one of its ends gets it when the end arrives. */
function withSlots(results: Map<number, ViewResult>, edges: readonly GraphEdge[], at: (id: string) => number) {
  const fill = (number: number, slot: ResultSlot, node: number) => {
    const result = results.get(number);
    if (result && result.slots[slot] < 0) results.set(number, { ...result, slots: { ...result.slots, [slot]: node } });
  };
  for (const { source, type, target } of edges) {
    if (type === 'REPORTS') fill(at(target), 'paper', at(source));
    const slot = SLOT_OF[type];
    if (slot) fill(at(source), slot, at(target));
  }
  return results;
}

function extraOf(edge: GraphEdge, at: (id: string | null | undefined) => number): ViewProof['extra'] {
  const { count, role, margin, devices, hours, metric, dataset } = edge;
  const said = {
    count,
    role,
    margin,
    devices,
    hours,
    ...(metric && { metric: at(metric) }),
    ...(dataset && { dataset: at(dataset) }),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value != null)) as ViewProof['extra'];
}
