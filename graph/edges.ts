/**
 * Edges under construction: what paper after paper says, row by row; what `ALLOWED_EDGES` refuses, counted.
 *
 * Nodes are numbers here, and one paper's word for an edge is a row of numbers. An edge is the rows that agree in source,
 * type, target and key. The edges that come out look like plain data (and are, once written as JSON), but read their
 * rows only when asked: a graph has millions.
 */
import { Column } from './columns.js';
import type { Links } from './network.js';
import { BestQuotes, type Quotes } from './quotes.js';
import {
  ALLOWED_EDGES,
  EDGE_TYPES,
  type EdgeType,
  type Evidence,
  type GraphEdge,
  MAX_PAPER_IDS,
  NODE_TYPES,
  type NodeId,
  type NodeType,
  type PaperId,
  ROLES,
  type Role,
} from './schema.js';

/** One paper's word for an edge. */
export interface Saying {
  readonly year: number | null;
  readonly confidence: number;
  readonly inferred: boolean;
  /** Number of the sentence; the paper is that of the sentence. */
  readonly quote: number;
}
export interface Mentioning {
  readonly count: number;
  readonly inTitle: boolean;
  readonly surfaces: readonly string[];
  readonly role: Role;
}
export type Extra = Pick<GraphEdge, 'metric' | 'dataset' | 'margin' | 'devices' | 'hours'>;
/** What tells parallel edges apart, and what else is said of one. */
interface Detail {
  readonly key: string;
  readonly extra: Extra;
}

/** The nodes that edges speak of: the id and the type (its place in `NODE_TYPES`) of each number. */
export interface Ends {
  id(node: number): NodeId;
  type(node: number): number;
}

export class Edges {
  readonly #rows: Rows;
  readonly #variants = new Set<string>();
  readonly #rejected = new Map<string, number>();

  constructor(
    private readonly ends: Ends,
    quotes: Quotes,
  ) {
    this.#rows = new Rows(ends, quotes);
  }

  /** Adds a paper's word; papers come in order of id. The same paper saying it twice supports it once. */
  offer(source: number, type: EdgeType, target: number, saying: Saying, detail: Detail = PLAIN): void {
    if (!this.#allows(source, type, target)) return;
    if (type === 'VARIANT_OF') this.#variants.add(`${source} ${target}`);
    this.#rows.push(source, TYPE_RANK.get(type)!, target, saying, this.#rows.detail(detail));
  }

  /** A paper mentions a node; said once for each node. */
  mention(paper: number, node: number, saying: Saying, mentioning: Mentioning): void {
    if (!this.#allows(paper, 'MENTIONS', node)) return;
    this.#rows.push(paper, MENTIONS, node, saying, this.#rows.mentioning(mentioning));
  }

  reject(what: string): void {
    this.#rejected.set(what, (this.#rejected.get(what) ?? 0) + 1);
  }

  #allows(source: number, type: EdgeType, target: number): boolean {
    const [from, to] = [this.ends.type(source), this.ends.type(target)];
    const allowed = ALLOWED[place(from, TYPE_RANK.get(type)!, to)] === 1 && source !== target;
    if (!allowed) this.reject(`${NODE_TYPES[from]} ${type} ${NODE_TYPES[to]}${source === target ? ' to itself' : ''}`);
    return allowed;
  }

  isVariant(source: number, target: number): boolean {
    return this.#variants.has(`${source} ${target}`);
  }

  /**
   * All edges by (source, type, target, key), and the same as links between places in the order of nodes.
   *
   * @param rank  the place of each node in the order of all ids
   */
  sorted(rank: Uint32Array): { edges: GraphEdge[]; links: Links } {
    const rows = this.#rows;
    const order = rows.inOrder(rank);
    const starts = new Column(Uint32Array);
    for (let at = 0; at < order.length; at++) if (at === 0 || !rows.isSame(order[at - 1]!, order[at]!)) starts.push(at);
    const count = starts.length;
    starts.push(order.length);
    const sorted = new Sorted(rows, order, starts.done());
    const [from, to, weight] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)];
    const edges = new Array<GraphEdge>(count);
    for (let edge = 0; edge < count; edge++) {
      const row = sorted.first(edge);
      from[edge] = rank[rows.source(row)]!;
      to[edge] = rank[rows.target(row)]!;
      weight[edge] = sorted.support(edge);
      edges[edge] = new BuiltEdge(sorted, edge);
    }
    return { edges, links: { from, to, weight } };
  }

  rejected(): Record<string, number> {
    return Object.fromEntries([...this.#rejected].sort(([a], [b]) => byText(a, b)));
  }
}

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const PLAIN: Detail = { key: '', extra: {} };
const TYPES = [...EDGE_TYPES].sort(byText);
const TYPE_RANK = new Map<EdgeType, number>(TYPES.map((type, rank) => [type, rank]));
const MENTIONS = TYPE_RANK.get('MENTIONS')!;
const place = (from: number, type: number, to: number): number => (from * TYPES.length + type) * NODE_TYPES.length + to;
const ALLOWED = new Uint8Array(NODE_TYPES.length * TYPES.length * NODE_TYPES.length);
const typePlace = (type: NodeType): number => NODE_TYPES.indexOf(type);
for (const [from, type, to] of ALLOWED_EDGES) ALLOWED[place(typePlace(from), TYPE_RANK.get(type)!, typePlace(to))] = 1;

const NO_YEAR = -0x80000000;
/** Sources with more rows than this are sorted the slow way. */
const MOST_AT_ONCE = 2 ** 16;

/** What one paper says of one edge, in columns. */
class Rows {
  readonly #source = new Column(Uint32Array);
  readonly #type = new Column(Uint8Array);
  readonly #target = new Column(Uint32Array);
  readonly #year = new Column(Int32Array);
  readonly #confidence = new Column(Float64Array);
  readonly #inferred = new Column(Uint8Array);
  readonly #quote = new Column(Uint32Array);
  /** Of a mention its place in the next four; else its place in `#details`. */
  readonly #more = new Column(Uint32Array);
  readonly #count = new Column(Uint32Array);
  readonly #inTitle = new Column(Uint8Array);
  readonly #role = new Column(Uint8Array);
  readonly #surfacesEnd = new Column(Uint32Array);
  readonly #surfaces: string[] = [];
  readonly #details: Detail[] = [PLAIN];

  constructor(
    private readonly ends: Ends,
    readonly quotes: Quotes,
  ) {}

  push(source: number, type: number, target: number, saying: Saying, more: number): void {
    this.#source.push(source);
    this.#type.push(type);
    this.#target.push(target);
    this.#year.push(saying.year ?? NO_YEAR);
    this.#confidence.push(saying.confidence);
    this.#inferred.push(saying.inferred ? 1 : 0);
    this.#quote.push(saying.quote);
    this.#more.push(more);
  }

  detail(detail: Detail): number {
    return detail === PLAIN ? 0 : this.#details.push(detail) - 1;
  }

  mentioning({ count, inTitle, role, surfaces }: Mentioning): number {
    this.#count.push(count);
    this.#inTitle.push(inTitle ? 1 : 0);
    this.#role.push(ROLES.indexOf(role));
    for (const surface of surfaces) this.#surfaces.push(surface);
    this.#surfacesEnd.push(this.#surfaces.length);
    return this.#count.length - 1;
  }

  source = (row: number): number => this.#source.at(row);
  target = (row: number): number => this.#target.at(row);
  type = (row: number): EdgeType => TYPES[this.#type.at(row)]!;
  sourceId = (row: number): NodeId => this.ends.id(this.#source.at(row));
  targetId = (row: number): NodeId => this.ends.id(this.#target.at(row));
  quote = (row: number): number => this.#quote.at(row);
  paper = (row: number): PaperId => this.quotes.paperOf(this.#quote.at(row)).id;
  samePaper = (a: number, b: number): boolean => this.quotes.samePaper(this.#quote.at(a), this.#quote.at(b));
  confidence = (row: number): number => this.#confidence.at(row);
  inferred = (row: number): boolean => this.#inferred.at(row) === 1;
  /** An outright word before one that is only inferred. */
  weight = (row: number): number => this.#confidence.at(row) - this.#inferred.at(row);
  isMention = (row: number): boolean => this.#type.at(row) === MENTIONS;
  count = (row: number): number => this.#count.at(this.#more.at(row));
  inTitle = (row: number): boolean => this.#inTitle.at(this.#more.at(row)) === 1;
  role = (row: number): Role => ROLES[this.#role.at(this.#more.at(row))]!;
  key = (row: number): string => (this.isMention(row) ? '' : this.#details[this.#more.at(row)]!.key);
  extra = (row: number): Extra => (this.isMention(row) ? PLAIN.extra : this.#details[this.#more.at(row)]!.extra);

  year(row: number): number | null {
    const year = this.#year.at(row);
    return year === NO_YEAR ? null : year;
  }

  surfaces(row: number): string[] {
    const more = this.#more.at(row);
    return this.#surfaces.slice(more === 0 ? 0 : this.#surfacesEnd.at(more - 1), this.#surfacesEnd.at(more));
  }

  isSame(a: number, b: number): boolean {
    return (
      this.#source.at(a) === this.#source.at(b) &&
      this.#type.at(a) === this.#type.at(b) &&
      this.#target.at(a) === this.#target.at(b) &&
      this.key(a) === this.key(b)
    );
  }

  /** All rows by source, type, target and key, else as they came. */
  inOrder(rank: Uint32Array): Uint32Array {
    // By source in one sweep, then each source's few on their own.
    const count = this.#source.length;
    const starts = new Uint32Array(rank.length + 1);
    for (let row = 0; row < count; row++) starts[rank[this.#source.at(row)]! + 1]!++;
    for (let node = 0; node < rank.length; node++) starts[node + 1]! += starts[node]!;
    const order = new Uint32Array(count);
    const next = starts.slice();
    for (let row = 0; row < count; row++) order[next[rank[this.#source.at(row)]!]!++] = row;
    const placeOf = (row: number) => this.#type.at(row) * 2 ** 32 + rank[this.#target.at(row)]!;
    const places = new Float64Array(MOST_AT_ONCE);
    for (let node = 0; node < rank.length; node++) {
      const here = order.subarray(starts[node]!, starts[node + 1]!);
      if (here.length < 2) continue;
      if (here.length > MOST_AT_ONCE) here.sort((a, b) => placeOf(a) - placeOf(b) || a - b);
      else {
        // Type, target and turn as one number are sorted many times faster than by a comparison.
        const sorted = places.subarray(0, here.length);
        for (let at = 0; at < here.length; at++) sorted[at] = placeOf(here[at]!) * MOST_AT_ONCE + at;
        sorted.sort();
        const before = here.slice();
        for (let at = 0; at < here.length; at++) here[at] = before[sorted[at]! % MOST_AT_ONCE]!;
      }
      this.#sortKeys(here);
    }
    return order;
  }

  /** Parallel edges by key; only some rows have one. */
  #sortKeys(here: Uint32Array): void {
    const isParallel = (a: number, b: number) =>
      this.#type.at(a) === this.#type.at(b) && this.#target.at(a) === this.#target.at(b);
    for (let at = 0; at < here.length; ) {
      let end = at + 1;
      while (end < here.length && isParallel(here[at]!, here[end]!)) end++;
      if (end > at + 1) here.subarray(at, end).sort((a, b) => byText(this.key(a), this.key(b)) || a - b);
      at = end;
    }
  }
}

/** Rows in order, and where each edge's begin. */
class Sorted {
  constructor(
    readonly rows: Rows,
    private readonly order: Uint32Array,
    private readonly starts: Uint32Array,
  ) {}

  first(edge: number): number {
    return this.order[this.starts[edge]!]!;
  }

  of(edge: number): Uint32Array {
    return this.order.subarray(this.starts[edge]!, this.starts[edge + 1]!);
  }

  /** Papers; the rows of one come one after the other. */
  support(edge: number): number {
    let papers = 1;
    for (let at = this.starts[edge]! + 1; at < this.starts[edge + 1]!; at++)
      if (!this.rows.samePaper(this.order[at - 1]!, this.order[at]!)) papers++;
    return papers;
  }

  papers(edge: number): PaperId[] {
    const papers: PaperId[] = [];
    let before = -1;
    for (const row of this.of(edge)) {
      if (before < 0 || !this.rows.samePaper(before, row)) papers.push(this.rows.paper(row));
      if (papers.length === MAX_PAPER_IDS) break;
      before = row;
    }
    return papers;
  }

  years(edge: number): Years {
    const years: Years = { firstYear: null, lastYear: null };
    for (const row of this.of(edge)) widen(years, this.rows.year(row));
    return years;
  }

  /** What the surest row says beside; the first of those as sure. */
  extra(edge: number): Extra {
    const { rows } = this;
    return rows.extra(this.of(edge).reduce((best, row) => (rows.weight(row) > rows.weight(best) ? row : best)));
  }

  evidence(edge: number): Evidence[] {
    const { rows } = this;
    const best = new BestQuotes();
    for (const row of this.of(edge)) best.offer(rows.quote(row), rows.weight(row), rows.quotes);
    return best.list().map((quote) => rows.quotes.evidence(quote));
  }
}

class BuiltEdge implements GraphEdge {
  readonly #all: Sorted;
  readonly #edge: number;

  constructor(all: Sorted, edge: number) {
    this.#all = all;
    this.#edge = edge;
  }

  get #row(): number {
    return this.#all.first(this.#edge);
  }
  get source(): NodeId {
    return this.#all.rows.sourceId(this.#row);
  }
  get type(): EdgeType {
    return this.#all.rows.type(this.#row);
  }
  get target(): NodeId {
    return this.#all.rows.targetId(this.#row);
  }
  get key(): string {
    return this.#all.rows.key(this.#row);
  }
  get support(): number {
    return this.#all.support(this.#edge);
  }
  get papers(): PaperId[] {
    return this.#all.papers(this.#edge);
  }
  get firstYear(): number | null {
    return this.#all.years(this.#edge).firstYear;
  }
  get lastYear(): number | null {
    return this.#all.years(this.#edge).lastYear;
  }
  get confidence(): number {
    return this.#all.of(this.#edge).reduce((most, row) => Math.max(most, this.#all.rows.confidence(row)), 0);
  }
  get inferred(): boolean {
    return this.#all.of(this.#edge).every((row) => this.#all.rows.inferred(row));
  }
  get evidence(): Evidence[] {
    return this.#all.evidence(this.#edge);
  }

  get #mention(): number | null {
    return this.#all.rows.isMention(this.#row) ? this.#row : null;
  }
  get count(): number | undefined {
    return this.#mention === null ? undefined : this.#all.rows.count(this.#mention);
  }
  get inTitle(): boolean | undefined {
    return this.#mention === null ? undefined : this.#all.rows.inTitle(this.#mention);
  }
  get surfaces(): string[] | undefined {
    return this.#mention === null ? undefined : this.#all.rows.surfaces(this.#mention);
  }
  get role(): Role | undefined {
    return this.#mention === null ? undefined : this.#all.rows.role(this.#mention);
  }

  get metric(): Extra['metric'] {
    return this.#all.extra(this.#edge).metric;
  }
  get dataset(): Extra['dataset'] {
    return this.#all.extra(this.#edge).dataset;
  }
  get margin(): Extra['margin'] {
    return this.#all.extra(this.#edge).margin;
  }
  get devices(): Extra['devices'] {
    return this.#all.extra(this.#edge).devices;
  }
  get hours(): Extra['hours'] {
    return this.#all.extra(this.#edge).hours;
  }

  /** The edge as plain data, in the order of the schema. */
  toJSON(): GraphEdge {
    const { firstYear, lastYear } = this.#all.years(this.#edge);
    const edge = {
      source: this.source,
      type: this.type,
      target: this.target,
      key: this.key,
      support: this.support,
      papers: this.papers,
      firstYear,
      lastYear,
      confidence: this.confidence,
      inferred: this.inferred,
      evidence: this.evidence,
    };
    if (this.#mention === null) return { ...edge, ...this.#all.extra(this.#edge) };
    const { count, inTitle, surfaces, role } = this;
    return { ...edge, count, inTitle, surfaces, role };
  }
}

export interface Years {
  firstYear: number | null;
  lastYear: number | null;
}
export function widen(years: Years, year: number | null): void {
  if (year === null) return;
  years.firstYear = years.firstYear === null ? year : Math.min(years.firstYear, year);
  years.lastYear = years.lastYear === null ? year : Math.max(years.lastYear, year);
}
