/**
 * What the neighbourhood suggests and no paper has: a method never met with a dataset or a task that its like are met
 * with; and a test of such suggestions against what the last year brought.
 */
import { byText, rounded } from './network.js';
import { type Incidence, incidence } from './projection.js';
import type { BareGraph, EntityId, Gap } from './schema.js';

export interface GapOptions {
  /** How many are returned. */
  readonly most: number;
  /** Things that fewer papers mention are not judged. */
  readonly leastPapers: number;
  /** How many of the methods most like it speak for a method. */
  readonly neighbours: number;
}
const DEFAULTS: GapOptions = { most: 100, leastPapers: 4, neighbours: 20 };
/** "CNN with machine translation" is no discovery: things in more than this share of papers, and in many, are left out. */
const COMMON = { share: 0.015, papers: 20 };
/** How much the number of papers of the method and of the other end counts; tried on 20,000 abstracts, years 2020 to 2026. */
const POWER = { method: 1, other: 0.5 };
/** What more methods are met with says little of which are alike, and would take most of the time. */
const MOST_COMPANY = 250;
/** On large graphs the methods with most papers are judged. */
const MOST_METHODS = 6000;
/** Methods that are named in the reason. */
const WITNESSES = 3;

/**
 * Pairs of a method with a dataset or a task that no paper mentions together, the likeliest first.
 *
 * Two methods are alike as far as they are met with the same datasets and tasks (cosine, rare ones counting most); a
 * pair scores by the methods like its method that are met with its other end.
 *
 * @returns scores fall from 1; none for a graph too small to say
 */
export function findGaps(graph: BareGraph, options: Partial<GapOptions> = {}): Gap[] {
  const settings = { ...DEFAULTS, ...options };
  const all = incidence(graph);
  const table = meetings(all, () => true, settings.leastPapers);
  const ranked = rank(table, settings);
  return ranked.map(({ method, other, score, witnesses }) => ({
    method: all.entities[method]!.id as EntityId,
    other: all.entities[other]!.id as EntityId,
    score: rounded(score / ranked[0]!.score),
    why: reason(all, table, other, witnesses),
  }));
}

export interface BackTest {
  /** Papers before it suggest, papers of it and later decide. */
  readonly year: number;
  /** Pairs in each list. */
  readonly suggested: number;
  readonly cameTrue: number;
  /** Of as many pairs of the most mentioned methods with the most mentioned datasets and tasks. */
  readonly cameTrueByPopularity: number;
}

/**
 * Hides the papers of one year and later, and counts how many suggestions from the rest those papers bear out, against
 * pairs ranked by how often both ends are mentioned.
 *
 * @param year  the last with papers, if not given
 * @returns null if no paper has a year, or none an earlier one
 */
export function backTest(graph: BareGraph, options: Partial<GapOptions> & { year?: number } = {}): BackTest | null {
  const settings = { ...DEFAULTS, ...options };
  const all = incidence(graph);
  const years = new Map(
    graph.nodes.flatMap((node) => (node.type === 'Paper' && node.year ? [[node.id as string, node.year]] : [])),
  );
  const last = settings.year ?? [...years.values()].reduce((a, b) => Math.max(a, b), 0);
  const yearOf = all.papers.map((paper) => years.get(paper) ?? Number.POSITIVE_INFINITY);
  const table = meetings(all, (paper) => yearOf[paper]! < last, settings.leastPapers);
  if (table.methods.length === 0) return null;
  const later = new Set<string>();
  for (const paper of all.papers.keys()) {
    const mentioned = all.entitiesOf.of(paper);
    if (yearOf[paper] !== Number.POSITIVE_INFINITY && yearOf[paper]! >= last)
      for (const a of mentioned) for (const b of mentioned) later.add(`${a} ${b}`);
  }
  const count = (pairs: readonly { method: number; other: number }[]) =>
    pairs.filter(({ method, other }) => later.has(`${method} ${other}`)).length;
  const suggested = rank(table, settings);
  return {
    year: last,
    suggested: suggested.length,
    cameTrue: count(suggested),
    cameTrueByPopularity: count(popular(table, suggested.length)),
  };
}

/** Which method is met with what, by entity positions; only things that are mentioned enough, and not everywhere. */
interface Meetings {
  readonly methods: readonly number[];
  readonly others: readonly number[];
  /** Papers in which both stand, by method and then by other. */
  readonly met: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly methodsOf: ReadonlyMap<number, readonly number[]>;
  /** Papers of each entity that count. */
  readonly papers: Uint32Array;
}

function meetings(all: Incidence, counts: (paper: number) => boolean, leastPapers: number): Meetings {
  const papers = new Uint32Array(all.entities.length);
  let total = 0;
  for (const paper of all.papers.keys()) {
    if (!counts(paper)) continue;
    total++;
    for (const entity of all.entitiesOf.of(paper)) papers[entity]!++;
  }
  const most = Math.max(COMMON.papers, COMMON.share * total);
  const judged = all.entities.map((entity, i) => {
    if (papers[i]! < leastPapers || papers[i]! > most) return null;
    return entity.type === 'Method' ? 'method' : entity.type === 'Dataset' || entity.type === 'Task' ? 'other' : null;
  });
  const met = new Map<number, Map<number, number>>();
  const methodsOf = new Map<number, number[]>();
  judged.forEach((kind, entity) => {
    if (kind === 'method') met.set(entity, new Map());
    if (kind === 'other') methodsOf.set(entity, []);
  });
  for (const paper of all.papers.keys()) {
    if (!counts(paper)) continue;
    const mentioned = all.entitiesOf.of(paper);
    for (const method of mentioned) {
      const row = met.get(method);
      if (!row) continue;
      for (const other of mentioned) if (judged[other] === 'other') row.set(other, (row.get(other) ?? 0) + 1);
    }
  }
  for (const [method, row] of met) for (const other of row.keys()) methodsOf.get(other)!.push(method);
  return { methods: [...met.keys()], others: [...methodsOf.keys()], met, methodsOf, papers };
}

interface Suggestion {
  readonly method: number;
  readonly other: number;
  readonly score: number;
  /** Methods that speak for it, the strongest first. */
  readonly witnesses: readonly number[];
}

function rank(table: Meetings, { most, neighbours }: GapOptions): Suggestion[] {
  const weight = (other: number) => 1 / Math.log2(2 + table.methodsOf.get(other)!.length);
  const length = new Map(
    table.methods.map((method) => {
      let sum = 0;
      for (const [other, times] of table.met.get(method)!) sum += (Math.log2(1 + times) * weight(other)) ** 2;
      return [method, Math.sqrt(sum)];
    }),
  );
  const fame = (method: number, other: number) =>
    table.papers[method]! ** POWER.method * table.papers[other]! ** POWER.other;
  const best: Suggestion[] = [];
  const worstFirst = (a: Suggestion, b: Suggestion) => b.score - a.score || a.method - b.method || a.other - b.other;
  const judged = [...table.methods].sort((a, b) => table.papers[b]! - table.papers[a]! || a - b).slice(0, MOST_METHODS);
  for (const method of judged) {
    const own = table.met.get(method)!;
    const likeness = new Map<number, number>();
    for (const [shared, times] of own) {
      if (table.methodsOf.get(shared)!.length > MOST_COMPANY) continue;
      const value = Math.log2(1 + times) * weight(shared) ** 2;
      for (const like of table.methodsOf.get(shared)!) {
        if (like === method) continue;
        likeness.set(like, (likeness.get(like) ?? 0) + value * Math.log2(1 + table.met.get(like)!.get(shared)!));
      }
    }
    const nearest = [...likeness]
      .map(([like, dot]) => ({ like, cosine: dot / (length.get(method)! * length.get(like)!) }))
      .sort((a, b) => b.cosine - a.cosine || a.like - b.like)
      .slice(0, neighbours);
    const scores = new Map<number, { score: number; witnesses: number[] }>();
    for (const { like, cosine } of nearest) {
      for (const [other, times] of table.met.get(like)!) {
        if (own.has(other)) continue;
        const known = scores.get(other);
        const vote = cosine * Math.log2(1 + times);
        if (known) {
          known.score += vote;
          known.witnesses.push(like);
        } else scores.set(other, { score: vote, witnesses: [like] });
      }
    }
    for (const [other, { score, witnesses }] of scores) {
      if (witnesses.length < 2) continue;
      best.push({ method, other, score: score * fame(method, other), witnesses });
    }
    if (best.length > 20 * most) best.sort(worstFirst).splice(most);
  }
  return best.sort(worstFirst).slice(0, most);
}

/** The pairs not met whose ends are mentioned most. */
function popular(table: Meetings, most: number): { method: number; other: number }[] {
  const byPapers = (a: number, b: number) => table.papers[b]! - table.papers[a]! || a - b;
  const methods = [...table.methods].sort(byPapers).slice(0, 2000);
  const others = [...table.others].sort(byPapers).slice(0, 2000);
  const pairs: { method: number; other: number; score: number }[] = [];
  for (const method of methods) {
    for (const other of others) {
      if (table.met.get(method)!.has(other)) continue;
      pairs.push({ method, other, score: table.papers[method]! * table.papers[other]! });
    }
    if (pairs.length > 100_000)
      pairs.sort((a, b) => b.score - a.score || a.method - b.method || a.other - b.other).splice(most);
  }
  return pairs.sort((a, b) => b.score - a.score || a.method - b.method || a.other - b.other).slice(0, most);
}

/** `12 methods like it are, BERT (31 papers), RoBERTa (9), XLNet (4) among them`. */
function reason(all: Incidence, table: Meetings, other: number, witnesses: readonly number[]): string {
  const met = (method: number) => table.met.get(method)!.get(other)!;
  const named = [...witnesses].sort((a, b) => met(b) - met(a) || byText(all.entities[a]!.id, all.entities[b]!.id));
  const list = named.slice(0, WITNESSES).map((method) => `${all.entities[method]!.name} (${met(method)})`);
  return `${witnesses.length} methods that are met with the same things are met with it: ${list.join(', ')}${named.length > WITNESSES ? ', …' : ''}; papers in brackets`;
}
