/** The graph as rows: one for each node and relationship, values in the order of the tables, checked before anything is sent. */
import { hash } from 'node:crypto';
import type { Community, EdgeType, GraphEdge, KnowledgeGraph, NodeType, RunInfo } from '../schema.js';
import {
  type BaseLabel,
  baseLabel,
  COMMUNITY_PROPERTIES,
  type Context,
  communityOf,
  ENTITY_PROPERTIES,
  edgeProperties,
  kindName,
  NODE_KINDS,
  type NodeKind,
  PAPER_PROPERTIES,
  type Property,
  type PropertySpec,
  type PropertyValue,
  RELATIONSHIP_KINDS,
  RESULT_PROPERTIES,
  type RelationshipKind,
  RUN_PROPERTIES,
} from './tables.js';

/** `null`: the property is absent. Never an empty list: CSV cannot carry one, and all three ways must give the same database. */
export type Value = Exclude<PropertyValue, undefined>;

export interface NodeRow {
  readonly id: string;
  /** In the order of the kind's properties. */
  readonly values: readonly Value[];
  /** 16 hex digits over id and values. */
  readonly mark: string;
  /** Estimate of what it takes on the wire. */
  readonly bytes: number;
}
export interface RelationshipRow {
  readonly from: string;
  readonly to: string;
  readonly values: readonly Value[];
  readonly mark: string;
  readonly bytes: number;
}
export type Row = NodeRow | RelationshipRow;

/** Something in the graph that Neo4j could not hold; nothing is written then. */
export interface Flaw {
  /** The node or edge. */
  readonly at: string;
  readonly problem: string;
}
/** The graph, cut up by kind. */
export interface Cut {
  readonly nodes: readonly { readonly kind: NodeKind; readonly count: number; rows(): Iterable<NodeRow> }[];
  readonly relationships: readonly {
    readonly kind: RelationshipKind;
    readonly count: number;
    rows(): Iterable<RelationshipRow>;
  }[];
  readonly flaws: readonly Flaw[];
  /** Values that no property can hold and that are left out: `Entity.confidence` → how many. Complete once all rows were read. */
  readonly dropped: ReadonlyMap<string, number>;
}

/** A range index refuses keys of 8,167 bytes and more; the driver counts UTF-8. */
const MAX_ID_BYTES = 4096;

/**
 * The rows of each kind, made one at a time as they are asked for.
 *
 * @returns kinds in the order of the tables, also those without rows; rows in the order of the graph.
 * A graph that our own build wrote has no flaws; one that was edited by hand may.
 */
export function cutRows(graph: KnowledgeGraph): Cut {
  const flaws: Flaw[] = [];
  const dropped = new Map<string, number>();
  const context: Context = {
    run: graph.run,
    measures: graph.measures,
    positions: graph.positions,
    communityOf: communityOf(graph.communities),
  };
  const nodesByName = new Map<string, unknown[]>(NODE_KINDS.map(({ name }) => [name, []]));
  const bases = new Map<string, { base: BaseLabel; name: string }>();
  const put = (name: string, base: BaseLabel, id: string, subject: unknown) => {
    const list = nodesByName.get(name);
    if (!list) flaws.push({ at: id, problem: `"${name}" is no node type` });
    else if (typeof id !== 'string' || id === '') flaws.push({ at: `a ${name}`, problem: 'it has no id' });
    else if (Buffer.byteLength(id) > MAX_ID_BYTES)
      flaws.push({
        at: `${id.slice(0, 60)}…`,
        problem: `an id of ${Buffer.byteLength(id)} bytes; an index holds ${MAX_ID_BYTES}`,
      });
    else if (bases.has(`${base} ${id}`)) flaws.push({ at: id, problem: 'two nodes have this id' });
    else {
      bases.set(`${base} ${id}`, { base, name });
      list.push(subject);
    }
  };
  const NODE_LABELS = new Set<NodeType>(NODE_KINDS.slice(0, -2).map(({ name }) => name as NodeType));
  for (const node of graph.nodes) {
    if (NODE_LABELS.has(node.type)) put(node.type, baseLabel(node.type), node.id, node);
    else flaws.push({ at: String(node.id), problem: `"${String(node.type)}" is no node type` });
  }
  for (const community of graph.communities) put('Community', 'Community', community.id, community);
  put('Run', 'Run', runId(graph.run), graph.run);

  const edgesByKind = new Map<string, GraphEdge[]>(RELATIONSHIP_KINDS.map((kind) => [kindName(kind), []]));
  const byEnds = new Map(
    RELATIONSHIP_KINDS.map((kind) => [`${kind.type} ${kind.from} ${kind.to}`, edgesByKind.get(kindName(kind))!]),
  );
  const typeOf = new Map(graph.nodes.map((node) => [node.id as string, node.type]));
  let previous = '';
  for (const edge of graph.edges) {
    const [from, to] = [typeOf.get(edge.source), typeOf.get(edge.target)];
    const at = `${edge.source} ${edge.type} ${edge.target}`;
    if (from === undefined || to === undefined)
      flaws.push({ at, problem: `it leads to "${from === undefined ? edge.source : edge.target}", which is no node` });
    else {
      const list = byEnds.get(`${edge.type} ${baseLabel(from)} ${baseLabel(to)}`);
      const identity = edge.type === 'OUTPERFORMS' ? `${at} ${edge.key}` : at;
      if (!list) flaws.push({ at, problem: `no such relationship: (${from})-[${edge.type}]->(${to})` });
      else if (identity === previous) flaws.push({ at, problem: 'two edges are the same' });
      else list.push(edge);
      previous = identity;
    }
  }
  const members = (base: BaseLabel, of: (c: Community) => readonly string[]): (readonly [string, string])[] =>
    graph.communities.flatMap((community) =>
      of(community).flatMap((id) => {
        if (bases.has(`${base} ${id}`)) return [[id, community.id] as const];
        flaws.push({ at: community.id, problem: `its member "${id}" is no ${base}` });
        return [];
      }),
    );
  const parents = graph.communities.flatMap(({ id, parent }) => (parent === null ? [] : [[id, parent] as const]));
  for (const [id, parent] of parents)
    if (!bases.has(`Community ${parent}`)) flaws.push({ at: id, problem: `its parent "${parent}" is no community` });
  const pairs = new Map<string, readonly (readonly [string, string])[]>([
    ['(:Entity)-[:IN_COMMUNITY]->(:Community)', members('Entity', (c) => c.members)],
    ['(:Paper)-[:IN_COMMUNITY]->(:Community)', members('Paper', (c) => c.papers)],
    ['(:Community)-[:PARENT_COMMUNITY]->(:Community)', parents],
  ]);

  return {
    flaws,
    dropped,
    nodes: NODE_KINDS.map((kind) => {
      const subjects = nodesByName.get(kind.name)!;
      const read = reader(PROPERTIES[kind.base] as readonly Property<unknown>[], kind.name, context, dropped);
      return {
        kind,
        count: subjects.length,
        *rows() {
          for (const subject of subjects) {
            const id = kind.base === 'Run' ? runId(subject as RunInfo) : wellFormed((subject as { id: string }).id);
            yield { id, ...read(subject, id) };
          }
        },
      };
    }),
    relationships: RELATIONSHIP_KINDS.map((kind) => {
      const name = kindName(kind);
      const ends = pairs.get(name);
      if (ends)
        return {
          kind,
          count: ends.length,
          *rows() {
            for (const [from, to] of ends)
              yield { from: wellFormed(from), to: wellFormed(to), ...seal([], `${from} ${to}`) };
          },
        };
      const edges = edgesByKind.get(name)!;
      const key: Property<GraphEdge> = { name: 'key', type: 'string', about: '', of: (e) => e.key };
      const properties = [...(kind.keyed ? [key] : []), ...edgeProperties(kind.type as EdgeType)];
      const read = reader(properties, kind.type, context, dropped);
      return {
        kind,
        count: edges.length,
        *rows() {
          for (const edge of edges) {
            const [from, to] = [wellFormed(edge.source), wellFormed(edge.target)];
            yield { from, to, ...read(edge, `${from} ${to}`) };
          }
        },
      };
    }),
  };
}

/** The mark of a row whose values a writer had to change. */
export function markOf(identity: string, values: readonly Value[]): string {
  return seal(values, identity).mark;
}

const PROPERTIES: Readonly<Record<BaseLabel, readonly Property<never>[]>> = {
  Paper: PAPER_PROPERTIES,
  Entity: ENTITY_PROPERTIES,
  Result: RESULT_PROPERTIES,
  Community: COMMUNITY_PROPERTIES,
  Run: RUN_PROPERTIES,
};

function runId(run: RunInfo): string {
  return `run:${hash('sha256', JSON.stringify(RUN_PROPERTIES.map(({ of }) => of(run, undefined as never))), 'hex').slice(0, 16)}`;
}

function reader<S>(properties: readonly Property<S>[], name: string, context: Context, dropped: Map<string, number>) {
  return (subject: S, identity: string) => {
    const values = properties.map((property) => {
      const value = property.of(subject, context) ?? null;
      const held = hold(property.type, value);
      if (held === undefined)
        dropped.set(`${name}.${property.name}`, (dropped.get(`${name}.${property.name}`) ?? 0) + 1);
      return held ?? null;
    });
    return seal(values, identity);
  };
}

function seal(values: readonly Value[], identity: string): { values: readonly Value[]; mark: string; bytes: number } {
  const text = JSON.stringify([identity, values]);
  // One call per row: a million rows cost about two seconds.
  return { values, mark: hash('sha256', text, 'hex').slice(0, 16), bytes: text.length + 64 };
}

/** The value as the property can hold it; `undefined`: it cannot, and is left out. */
function hold(type: PropertySpec['type'], value: Value): Value | undefined {
  if (value === null) return null;
  switch (type) {
    case 'string':
      return typeof value === 'string' ? wellFormed(value) : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : undefined;
    case 'float':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'date':
      return typeof value === 'string' && isDate(value) ? value : undefined;
    case 'string[]':
      if (!Array.isArray(value) || !value.every((v) => typeof v === 'string')) return undefined;
      return value.length ? value.map((v: string) => wellFormed(v)) : null;
    case 'int[]':
      if (!Array.isArray(value) || !value.every((v) => Number.isSafeInteger(v))) return undefined;
      return value.length ? value : null;
  }
}

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
  );
}

/** A lone surrogate has no UTF-8: each way out would write something else in its place. */
function wellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed();
}
