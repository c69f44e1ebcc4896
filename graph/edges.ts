/**
 * Edges under construction: what paper after paper says, added up; what `ALLOWED_EDGES` refuses, counted.
 *
 * Nodes are numbers here, and what one paper alone says is a row of numbers. The edges that come out look like plain
 * data (and are, once written as JSON), but build their papers and sentences only when asked: a graph has millions.
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
export interface Mentioning extends Saying {
  readonly count: number;
  readonly inTitle: boolean;
  readonly surfaces: readonly string[];
  readonly role: Role;
}
export type Extra = Pick<GraphEdge, 'metric' | 'dataset' | 'margin' | 'devices' | 'hours'>;

/** The nodes that edges speak of: the id and the type (its place in `NODE_TYPES`) of each number. */
export interface Ends {
  id(node: number): NodeId;
  type(node: number): number;
}

export class Edges {
  readonly #own: Rows;
  readonly #shared = new Map<string, SharedEdge>();
  readonly #rejected = new Map<string, number>();

  constructor(
    private readonly ends: Ends,
    private readonly quotes: Quotes,
  ) {
    this.#own = new Rows(ends, quotes);
  }

  /** Adds a paper's word; papers come in order of id. The same paper saying it twice supports it once. */
  offer(source: number, type: EdgeType, target: number, key: string, saying: Saying, extra: Extra = NO_EXTRA): void {
    if (!this.#allows(source, type, target)) return;
    const name = `${source} ${type} ${target} ${key}`;
    const edge = this.#shared.get(name);
    if (edge) edge.add(saying, extra);
    else this.#shared.set(name, new SharedEdge(this.ends, this.quotes, { source, type, target, key }, saying, extra));
  }

  /** An edge that one paper alone can say and says once: a paper's or a result's own. */
  put(source: number, type: EdgeType, target: number, saying: Saying | Mentioning): void {
    if (this.#allows(source, type, target)) this.#own.push(source, type, target, saying);
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

  has(source: number, type: EdgeType, target: number): boolean {
    return this.#shared.has(`${source} ${type} ${target} `);
  }

  /**
   * All edges by (source, type, target, key), and the same as links between places in the order of nodes.
   *
   * @param rank  the place of each node in the order of all ids
   */
  sorted(rank: ArrayLike<number>): { edges: GraphEdge[]; links: Links } {
    const shared = [...this.#shared.values()];
    const own = this.#own;
    const count = own.length + shared.length;
    const sourceOf = (row: number) => rank[row < own.length ? own.source(row) : shared[row - own.length]!.ends.source]!;
    const targetOf = (row: number) => rank[row < own.length ? own.target(row) : shared[row - own.length]!.ends.target]!;
    const typeOf = (row: number) =>
      row < own.length ? own.typeRank(row) : TYPE_RANK.get(shared[row - own.length]!.type)!;
    const keyOf = (row: number) => (row < own.length ? '' : shared[row - own.length]!.key);
    // By source in one sweep, then each source's few on their own.
    const starts = new Uint32Array(rank.length + 1);
    for (let row = 0; row < count; row++) starts[sourceOf(row) + 1]!++;
    for (let node = 0; node < rank.length; node++) starts[node + 1]! += starts[node]!;
    const order = new Uint32Array(count);
    const next = starts.slice();
    for (let row = 0; row < count; row++) order[next[sourceOf(row)]!++] = row;
    const compare = (a: number, b: number) =>
      typeOf(a) - typeOf(b) || targetOf(a) - targetOf(b) || byText(keyOf(a), keyOf(b));
    const from = new Uint32Array(count);
    const to = new Uint32Array(count);
    const weight = new Uint32Array(count);
    const edges = new Array<GraphEdge>(count);
    for (let node = 0; node < rank.length; node++) {
      const [start, end] = [starts[node]!, starts[node + 1]!];
      if (end - start > 1) order.subarray(start, end).sort(compare);
      for (let at = start; at < end; at++) {
        const row = order[at]!;
        const edge = row < own.length ? own.edge(row) : shared[row - own.length]!;
        edges[at] = edge;
        from[at] = node;
        to[at] = targetOf(row);
        weight[at] = row < own.length ? 1 : edge.support;
      }
    }
    return { edges, links: { from, to, weight } };
  }

  rejected(): Record<string, number> {
    return Object.fromEntries([...this.#rejected].sort(([a], [b]) => byText(a, b)));
  }
}

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const NO_EXTRA: Extra = {};
const TYPES = [...EDGE_TYPES].sort(byText);
const TYPE_RANK = new Map<EdgeType, number>(TYPES.map((type, rank) => [type, rank]));
const MENTIONS = TYPE_RANK.get('MENTIONS')!;
const place = (from: number, type: number, to: number): number => (from * TYPES.length + type) * NODE_TYPES.length + to;
const ALLOWED = new Uint8Array(NODE_TYPES.length * TYPES.length * NODE_TYPES.length);
const typePlace = (type: NodeType): number => NODE_TYPES.indexOf(type);
for (const [from, type, to] of ALLOWED_EDGES) ALLOWED[place(typePlace(from), TYPE_RANK.get(type)!, typePlace(to))] = 1;

const NO_YEAR = -0x80000000;

/** What one paper alone says, edge by edge in columns. */
class Rows {
  readonly #source = new Column(Uint32Array);
  readonly #type = new Column(Uint8Array);
  readonly #target = new Column(Uint32Array);
  readonly #year = new Column(Int32Array);
  readonly #confidence = new Column(Float64Array);
  readonly #inferred = new Column(Uint8Array);
  readonly #quote = new Column(Uint32Array);
  // Of mentions; for others the row is there but says nothing.
  readonly #count = new Column(Uint32Array);
  readonly #inTitle = new Column(Uint8Array);
  readonly #role = new Column(Uint8Array);
  readonly #surfacesEnd = new Column(Uint32Array);
  readonly #surfaces: string[] = [];

  constructor(
    private readonly ends: Ends,
    private readonly quotes: Quotes,
  ) {}

  get length(): number {
    return this.#source.length;
  }

  push(source: number, type: EdgeType, target: number, saying: Saying | Mentioning): void {
    this.#source.push(source);
    this.#type.push(TYPE_RANK.get(type)!);
    this.#target.push(target);
    this.#year.push(saying.year ?? NO_YEAR);
    this.#confidence.push(saying.confidence);
    this.#inferred.push(saying.inferred ? 1 : 0);
    this.#quote.push(saying.quote);
    const mentioning = 'count' in saying ? saying : null;
    this.#count.push(mentioning?.count ?? 0);
    this.#inTitle.push(mentioning?.inTitle ? 1 : 0);
    this.#role.push(mentioning ? ROLES.indexOf(mentioning.role) : 0);
    if (mentioning) for (const surface of mentioning.surfaces) this.#surfaces.push(surface);
    this.#surfacesEnd.push(this.#surfaces.length);
  }

  edge(row: number): GraphEdge {
    return new OwnEdge(this, row);
  }

  source = (row: number): number => this.#source.at(row);
  target = (row: number): number => this.#target.at(row);
  typeRank = (row: number): number => this.#type.at(row);
  type = (row: number): EdgeType => TYPES[this.#type.at(row)]!;
  sourceId = (row: number): NodeId => this.ends.id(this.#source.at(row));
  targetId = (row: number): NodeId => this.ends.id(this.#target.at(row));
  paper = (row: number): PaperId => this.quotes.paperOf(this.#quote.at(row)).id;
  confidence = (row: number): number => this.#confidence.at(row);
  inferred = (row: number): boolean => this.#inferred.at(row) === 1;
  evidence = (row: number): Evidence => this.quotes.evidence(this.#quote.at(row));
  isMention = (row: number): boolean => this.#type.at(row) === MENTIONS;
  count = (row: number): number => this.#count.at(row);
  inTitle = (row: number): boolean => this.#inTitle.at(row) === 1;
  role = (row: number): Role => ROLES[this.#role.at(row)]!;

  year(row: number): number | null {
    const year = this.#year.at(row);
    return year === NO_YEAR ? null : year;
  }

  surfaces(row: number): string[] {
    return this.#surfaces.slice(row === 0 ? 0 : this.#surfacesEnd.at(row - 1), this.#surfacesEnd.at(row));
  }
}

/** One row, seen as an edge. */
class OwnEdge implements GraphEdge {
  readonly #rows: Rows;
  readonly #row: number;

  constructor(rows: Rows, row: number) {
    this.#rows = rows;
    this.#row = row;
  }

  get source(): NodeId {
    return this.#rows.sourceId(this.#row);
  }
  get type(): EdgeType {
    return this.#rows.type(this.#row);
  }
  get target(): NodeId {
    return this.#rows.targetId(this.#row);
  }
  get key(): string {
    return '';
  }
  get support(): number {
    return 1;
  }
  get papers(): PaperId[] {
    return [this.#rows.paper(this.#row)];
  }
  get firstYear(): number | null {
    return this.#rows.year(this.#row);
  }
  get lastYear(): number | null {
    return this.#rows.year(this.#row);
  }
  get confidence(): number {
    return this.#rows.confidence(this.#row);
  }
  get inferred(): boolean {
    return this.#rows.inferred(this.#row);
  }
  get evidence(): Evidence[] {
    return [this.#rows.evidence(this.#row)];
  }

  get count(): number | undefined {
    return this.#rows.isMention(this.#row) ? this.#rows.count(this.#row) : undefined;
  }
  get inTitle(): boolean | undefined {
    return this.#rows.isMention(this.#row) ? this.#rows.inTitle(this.#row) : undefined;
  }
  get surfaces(): string[] | undefined {
    return this.#rows.isMention(this.#row) ? this.#rows.surfaces(this.#row) : undefined;
  }
  get role(): Role | undefined {
    return this.#rows.isMention(this.#row) ? this.#rows.role(this.#row) : undefined;
  }

  toJSON(): GraphEdge {
    if (!this.#rows.isMention(this.#row)) return plain(this);
    const { count, inTitle, surfaces, role } = this;
    return { ...plain(this), count, inTitle, surfaces, role };
  }
}

/** An edge that many papers may speak for. */
class SharedEdge implements GraphEdge {
  readonly #papers: PaperId[] = [];
  readonly #years: Years = { firstYear: null, lastYear: null };
  readonly #quotes = new BestQuotes();
  #support = 0;
  #lastPaper: PaperId | null = null;
  #confidence = 0;
  #inferred = true;
  #best: number;
  #extra: Extra;

  constructor(
    private readonly nodes: Ends,
    private readonly all: Quotes,
    readonly ends: {
      readonly source: number;
      readonly type: EdgeType;
      readonly target: number;
      readonly key: string;
    },
    first: Saying,
    extra: Extra,
  ) {
    this.#best = weight(first);
    this.#extra = extra;
    this.add(first, extra);
  }

  add(saying: Saying, extra: Extra): void {
    const paper = this.all.paperOf(saying.quote).id;
    if (this.#lastPaper !== paper) {
      this.#lastPaper = paper;
      this.#support++;
      if (this.#papers.length < MAX_PAPER_IDS) this.#papers.push(paper);
    }
    widen(this.#years, saying.year);
    this.#confidence = Math.max(this.#confidence, saying.confidence);
    this.#inferred &&= saying.inferred;
    if (weight(saying) > this.#best) [this.#best, this.#extra] = [weight(saying), extra];
    this.#quotes.offer(saying.quote, weight(saying), this.all);
  }

  get source(): NodeId {
    return this.nodes.id(this.ends.source);
  }
  get type(): EdgeType {
    return this.ends.type;
  }
  get target(): NodeId {
    return this.nodes.id(this.ends.target);
  }
  get key(): string {
    return this.ends.key;
  }
  get support(): number {
    return this.#support;
  }
  get papers(): readonly PaperId[] {
    return this.#papers;
  }
  get firstYear(): number | null {
    return this.#years.firstYear;
  }
  get lastYear(): number | null {
    return this.#years.lastYear;
  }
  get confidence(): number {
    return this.#confidence;
  }
  get inferred(): boolean {
    return this.#inferred;
  }
  get evidence(): Evidence[] {
    return this.#quotes.list().map((quote) => this.all.evidence(quote));
  }
  get metric(): Extra['metric'] {
    return this.#extra.metric;
  }
  get dataset(): Extra['dataset'] {
    return this.#extra.dataset;
  }
  get margin(): Extra['margin'] {
    return this.#extra.margin;
  }
  get devices(): Extra['devices'] {
    return this.#extra.devices;
  }
  get hours(): Extra['hours'] {
    return this.#extra.hours;
  }

  toJSON(): GraphEdge {
    return { ...plain(this), ...this.#extra };
  }
}

/** The edge as plain data, in the order of the schema. */
function plain(edge: GraphEdge): GraphEdge {
  return {
    source: edge.source,
    type: edge.type,
    target: edge.target,
    key: edge.key,
    support: edge.support,
    papers: edge.papers,
    firstYear: edge.firstYear,
    lastYear: edge.lastYear,
    confidence: edge.confidence,
    inferred: edge.inferred,
    evidence: edge.evidence,
  };
}

/** An outright word before one that is only inferred. */
const weight = (saying: Saying): number => saying.confidence - (saying.inferred ? 1 : 0);

export interface Years {
  firstYear: number | null;
  lastYear: number | null;
}
export function widen(years: Years, year: number | null): void {
  if (year === null) return;
  years.firstYear = years.firstYear === null ? year : Math.min(years.firstYear, year);
  years.lastYear = years.lastYear === null ? year : Math.max(years.lastYear, year);
}
