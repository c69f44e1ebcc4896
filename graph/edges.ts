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
  readonly paper: PaperId;
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
    for (const source of [...new Set([...this.#final.keys(), ...this.#drafts.keys()])].sort(byText)) {
      const edges = this.#final.get(source) ?? [];
      for (const draft of this.#drafts.get(source)?.values() ?? []) edges.push(draft.edge());
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
  return {
    source,
    type,
    target,
    key,
    support: 1,
    papers: [saying.paper],
    firstYear: saying.year,
    lastYear: saying.year,
    confidence: saying.confidence,
    inferred: saying.inferred,
    evidence: [saying.evidence],
    ...saying.extra,
  };
}

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
    this.#papers = [first.paper];
    this.#lastPaper = first.paper;
    this.#best = first;
    this.add(first);
  }

  add(saying: Saying): void {
    if (this.#lastPaper !== saying.paper) {
      this.#lastPaper = saying.paper;
      this.#support++;
      if (this.#papers.length < MAX_PAPER_IDS) this.#papers.push(saying.paper);
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
  readonly #kept: Weighed[] = [];

  constructor(private readonly one: 'paper' | 'place' = 'paper') {}

  offer(evidence: Evidence, weight: number): void {
    const offered = { evidence, weight };
    const last = this.#kept.at(-1);
    if (this.#kept.length === MAX_EVIDENCE && compare(offered, last!) >= 0) return;
    const before = this.#kept.findIndex(
      (each) => each.evidence.paper === evidence.paper && (this.one === 'paper' || samePlace(each.evidence, evidence)),
    );
    if (before >= 0) {
      if (compare(offered, this.#kept[before]!) >= 0) return;
      this.#kept.splice(before, 1);
    }
    this.#kept.push(offered);
    this.#kept.sort(compare);
    if (this.#kept.length > MAX_EVIDENCE) this.#kept.pop();
  }

  list(): Evidence[] {
    return this.#kept.map(({ evidence }) => evidence);
  }
}
const samePlace = (a: Evidence, b: Evidence): boolean => a.field === b.field && a.start === b.start && a.end === b.end;

interface Weighed {
  readonly evidence: Evidence;
  readonly weight: number;
}
const compare = (a: Weighed, b: Weighed): number =>
  b.weight - a.weight ||
  byText(a.evidence.paper, b.evidence.paper) ||
  byText(b.evidence.field, a.evidence.field) ||
  a.evidence.start - b.evidence.start ||
  a.evidence.end - b.evidence.end;
