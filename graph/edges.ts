/**
 * Edges under construction: what paper after paper says, added up; what `ALLOWED_EDGES` refuses, counted.
 */
import type { PaperId } from '../src/types.js';
import {
  ALLOWED_EDGES,
  type EdgeType,
  type Evidence,
  type GraphEdge,
  MAX_EVIDENCE,
  MAX_PAPER_IDS,
  type NodeId,
  type NodeType,
} from './schema.js';

/** One paper's word for an edge. */
export interface Saying {
  /** The one paper; as a list, so that all edges of a paper share it. */
  readonly papers: readonly PaperId[];
  readonly year: number | null;
  readonly confidence: number;
  readonly inferred: boolean;
  readonly evidence: Evidence;
  readonly extra?: Pick<
    GraphEdge,
    'count' | 'inTitle' | 'surfaces' | 'role' | 'metric' | 'dataset' | 'margin' | 'devices' | 'hours'
  >;
}
export interface End {
  readonly id: NodeId;
  readonly type: NodeType;
}

export class Edges {
  /** By source, so that the whole never has to be sorted at once. */
  readonly #drafts = new Map<NodeId, Map<string, EdgeDraft>>();
  readonly #final = new Map<NodeId, GraphEdge[]>();
  readonly #rejected = new Map<string, number>();

  /** Adds a paper's word; papers come in order of id. The same paper saying it twice supports it once. */
  offer(source: End, type: EdgeType, target: End, key: string, saying: Saying): void {
    if (!this.#allows(source, type, target)) return;
    let ofSource = this.#drafts.get(source.id);
    if (!ofSource) this.#drafts.set(source.id, (ofSource = new Map()));
    const name = `${type}\0${target.id}\0${key}`;
    const draft = ofSource.get(name);
    if (draft) draft.add(saying);
    else ofSource.set(name, new EdgeDraft(source.id, type, target.id, key, saying));
  }

  /** An edge that one paper alone can say and says once: a paper's or a result's own. */
  put(source: End, type: EdgeType, target: End, saying: Saying): void {
    if (!this.#allows(source, type, target)) return;
    const edge = edgeOf(source.id, type, target.id, '', saying);
    const ofSource = this.#final.get(source.id);
    if (ofSource) ofSource.push(edge);
    else this.#final.set(source.id, [edge]);
  }

  reject(what: string): void {
    this.#rejected.set(what, (this.#rejected.get(what) ?? 0) + 1);
  }

  #allows(source: End, type: EdgeType, target: End): boolean {
    const triple = `${source.type} ${type} ${target.type}`;
    const allowed = ALLOWED.has(triple) && source.id !== target.id;
    if (!allowed) this.reject(source.id === target.id ? `${triple} to itself` : triple);
    return allowed;
  }

  has(source: NodeId, type: EdgeType, target: NodeId): boolean {
    return this.#drafts.get(source)?.has(`${type}\0${target}\0`) ?? false;
  }

  sorted(): GraphEdge[] {
    const all: GraphEdge[] = [];
    const sources = [...this.#final.keys()];
    for (const source of this.#drafts.keys()) if (!this.#final.has(source)) sources.push(source);
    for (const source of sources.sort(byText)) {
      const edges = this.#final.get(source) ?? [];
      for (const draft of this.#drafts.get(source)?.values() ?? NONE) edges.push((draft as EdgeDraft).edge());
      edges.sort((a, b) => byText(a.type, b.type) || byText(a.target, b.target) || byText(a.key, b.key));
      for (const edge of edges) all.push(edge);
      this.#final.delete(source);
      this.#drafts.delete(source);
    }
    return all;
  }

  rejected(): Record<string, number> {
    return Object.fromEntries([...this.#rejected].sort(([a], [b]) => byText(a, b)));
  }
}

const ALLOWED = new Set(ALLOWED_EDGES.map(([from, type, to]) => `${from} ${type} ${to}`));

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function edgeOf(source: NodeId, type: EdgeType, target: NodeId, key: string, saying: Saying): GraphEdge {
  const edge: Writable<GraphEdge> = {
    source,
    type,
    target,
    key,
    support: 1,
    papers: saying.papers,
    firstYear: saying.year,
    lastYear: saying.year,
    confidence: saying.confidence,
    inferred: saying.inferred,
    evidence: [saying.evidence],
  };
  const { extra } = saying;
  if (extra === undefined) return edge;
  // Field by field: a spread gives every edge a slower and larger shape.
  if (extra.count !== undefined) edge.count = extra.count;
  if (extra.inTitle !== undefined) edge.inTitle = extra.inTitle;
  if (extra.surfaces !== undefined) edge.surfaces = extra.surfaces;
  if (extra.role !== undefined) edge.role = extra.role;
  if (extra.metric !== undefined) edge.metric = extra.metric;
  if (extra.dataset !== undefined) edge.dataset = extra.dataset;
  if (extra.margin !== undefined) edge.margin = extra.margin;
  if (extra.devices !== undefined) edge.devices = extra.devices;
  if (extra.hours !== undefined) edge.hours = extra.hours;
  return edge;
}
type Writable<T> = { -readonly [K in keyof T]: T[K] };

class EdgeDraft {
  readonly #papers: PaperId[];
  readonly #years: Years = { firstYear: null, lastYear: null };
  readonly #evidence = new BestEvidence();
  #support = 1;
  #lastPaper: PaperId;
  #confidence = 0;
  #inferred = true;
  #best: Saying;

  constructor(
    private readonly source: NodeId,
    private readonly type: EdgeType,
    private readonly target: NodeId,
    private readonly key: string,
    first: Saying,
  ) {
    this.#papers = [...first.papers];
    this.#lastPaper = first.papers[0]!;
    this.#best = first;
    this.add(first);
  }

  add(saying: Saying): void {
    const paper = saying.papers[0]!;
    if (this.#lastPaper !== paper) {
      this.#lastPaper = paper;
      this.#support++;
      if (this.#papers.length < MAX_PAPER_IDS) this.#papers.push(paper);
    }
    widen(this.#years, saying.year);
    this.#confidence = Math.max(this.#confidence, saying.confidence);
    this.#inferred &&= saying.inferred;
    if (weight(saying) > weight(this.#best)) this.#best = saying;
    this.#evidence.offer(saying.evidence, weight(saying));
  }

  edge(): GraphEdge {
    return {
      ...edgeOf(this.source, this.type, this.target, this.key, this.#best),
      support: this.#support,
      papers: this.#papers,
      ...this.#years,
      confidence: this.#confidence,
      inferred: this.#inferred,
      evidence: this.#evidence.list(),
    };
  }
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

/** The few sentences worth quoting: one for each paper (or place), heaviest first, then by paper and place. */
export class BestEvidence {
  // Most things are said once: the common case is one quotation and no list.
  #evidence: Evidence[] = NONE;
  #weights: number[] = NONE;

  constructor(private readonly one: 'paper' | 'place' = 'paper') {}

  offer(evidence: Evidence, weight: number): void {
    if (this.#evidence.length === 0) {
      this.#evidence = [evidence];
      this.#weights = [weight];
      return;
    }
    const before = this.#evidence.findIndex(
      (each) => each.paper === evidence.paper && (this.one === 'paper' || samePlace(each, evidence)),
    );
    if (before >= 0) {
      if (compare(evidence, weight, this.#evidence[before]!, this.#weights[before]!) >= 0) return;
      this.#evidence.splice(before, 1);
      this.#weights.splice(before, 1);
    }
    const place = this.#evidence.findIndex((each, at) => compare(evidence, weight, each, this.#weights[at]!) < 0);
    if (place < 0 && this.#evidence.length >= MAX_EVIDENCE) return;
    this.#evidence.splice(place < 0 ? this.#evidence.length : place, 0, evidence);
    this.#weights.splice(place < 0 ? this.#weights.length : place, 0, weight);
    if (this.#evidence.length > MAX_EVIDENCE) {
      this.#evidence.pop();
      this.#weights.pop();
    }
  }

  list(): readonly Evidence[] {
    return this.#evidence;
  }
}
const NONE: never[] = [];

const samePlace = (a: Evidence, b: Evidence): boolean => a.field === b.field && a.start === b.start && a.end === b.end;

const compare = (a: Evidence, weightOfA: number, b: Evidence, weightOfB: number): number =>
  weightOfB - weightOfA || byText(a.paper, b.paper) || byText(b.field, a.field) || a.start - b.start || a.end - b.end;
