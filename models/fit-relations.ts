/**
 * Fits the weights by which `src/fact/relations.ts` tells what a paper turns about and which of its things are related: two
 * logistic regressions, on papers with gold relations, as the tagger reads them now. Says what cross-validation over
 * papers gives, since the weights are then fitted on all of them.
 */
import { CENTRAL_SIGNS, centralSigns, isProposing, type Ranked, rankMethods } from '../src/fact/central.js';
import { COLUMN, COLUMNS, GROUPS, type Group, type JudgeWeights, judgeOf, probabilityOf } from '../src/fact/judge.js';
import { groupIndex, PAIR_SIGNS, visitPairs } from '../src/fact/pairs.js';
import { type Profiles, profilesOf } from '../src/fact/profiles.js';
import { gather, ownOf } from '../src/fact/relations.js';
import { findResults } from '../src/fact/results.js';
import { type Statement, statementsOf } from '../src/fact/sentences.js';
import { type Extraction, extract, type Model, type Paper } from '../src/index.js';
import { cleanText } from '../src/text/clean.js';
import { segmentPaper } from '../src/text/segment.js';
import { Random } from './train/random.js';

/** A paper with gold in the words of the guideline. */
export interface RelationGold {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
  readonly entities: readonly { readonly type: string; readonly name: string; readonly aliases: readonly string[] }[];
  readonly relations: readonly (readonly [source: string, type: string, target: string])[];
  /** Papers annotated by one hand: hands differ in how much they mark. */
  readonly hand: string;
  /** How much its pairs count. */
  readonly weight: number;
}
const GOLD_NAMES: Readonly<Record<Group, string>> = {
  USED_FOR: 'used_for',
  EVALUATED_ON: 'evaluated_on',
  BASED_ON: 'based_on',
  COMPARED_WITH: 'compared_with',
  MEASURED_BY: 'measured_by',
  RUNS_ON: 'runs_on',
};

export interface JudgeFit {
  readonly weights: JudgeWeights;
  /** By cross-validation over papers, for each hand, in percent. */
  readonly scores: readonly {
    readonly hand: string;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
  }[];
}
export interface JudgeOptions {
  readonly seed: number;
  readonly folds: number;
  /** Rows kept. */
  readonly rows: number;
  readonly onStep: (line: string) => void;
}
const DEFAULTS: JudgeOptions = { seed: 1, folds: 5, rows: 12_000, onStep: () => {} };

/** The papers that count in full choose the probability from which a relation is kept, by cross-validated F1. */
export function fitJudge(gold: readonly RelationGold[], model: Model, options: Partial<JudgeOptions> = {}): JudgeFit {
  const { seed, folds, rows, onStep } = { ...DEFAULTS, ...options };
  const papers = gold.map((each, i) => readGold(each, i % folds, model));
  onStep(`${papers.length} papers with relations read`);
  const vocabulary = new Vocabulary();
  const central = papers.flatMap((paper) => centralExamples(paper, vocabulary));
  const settle = (from: readonly Example[]) => learn(from, { seed, width: CENTRAL_SIGNS, ...CENTRAL_LEARNING });
  // What the second stage learns from is what the first says of papers that it has not seen.
  const ranked = new Map<ReadPaper, Ranked[]>();
  for (let fold = 0; fold < folds; fold++) {
    const judge = judgeOf(
      weightsOf(vocabulary, settle(central.filter((e) => e.fold !== fold)), null, Number.POSITIVE_INFINITY, 0.5),
    );
    for (const paper of papers)
      if (paper.fold === fold) ranked.set(paper, rankMethods(paper.profiles.all, paper.statements, judge));
  }
  onStep(
    `central methods: ${centralShare(papers, ranked)} % of the relations of each paper's main source start from what is ranked first`,
  );
  const pairs = papers.flatMap((paper) => pairExamples(paper, ranked.get(paper)!, vocabulary));
  const widen = (from: readonly Example[]) =>
    learn(from, { seed, width: PAIR_SIGNS * (GROUPS.length + 1), ...PAIR_LEARNING });
  const judged: { example: PairExample; probability: number }[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const learnt = widen(pairs.filter((e) => e.fold !== fold));
    for (const example of pairs)
      if (example.fold === fold) judged.push({ example, probability: probability(learnt, example) });
  }
  const tuned = new Set(gold.filter(({ weight }) => weight >= 1).map(({ hand }) => hand));
  const count = (hands: ReadonlySet<string>) =>
    papers.reduce((sum, { gold: { hand, relations } }) => sum + (hands.has(hand) ? relations.length : 0), 0);
  const scoreAt = (hands: ReadonlySet<string>, minimum: number) => {
    const kept = judged.filter((each) => hands.has(each.example.hand) && each.probability >= minimum);
    const right = kept.filter(({ example }) => example.hits.length > 0).length;
    const found = new Set(kept.flatMap(({ example }) => example.hits)).size;
    const [p, r] = [right / (kept.length || 1), found / count(hands)];
    return { precision: 100 * p, recall: 100 * r, f1: (200 * p * r) / (p + r || 1) };
  };
  let minimum = 0.5;
  for (let step = 14; step < 60; step++)
    if (scoreAt(tuned, step / 100).f1 > scoreAt(tuned, minimum).f1) minimum = step / 100;
  const hands = [...new Set(gold.map(({ hand }) => hand))].sort();
  const scores = hands.map((hand) => ({ hand, ...scoreAt(new Set([hand]), minimum) }));
  for (const { hand, precision, recall, f1 } of scores)
    onStep(
      `relations of a paper, cross-validated, ${hand}: P ${precision.toFixed(1)}  R ${recall.toFixed(1)}  F1 ${f1.toFixed(1)}`,
    );
  return { weights: weightsOf(vocabulary, settle(central), widen(pairs), rows, minimum), scores };
}

// ------------------------------------------------------------------------------------------------------- reading

interface ReadPaper {
  readonly gold: RelationGold;
  readonly fold: number;
  readonly extraction: Extraction;
  readonly statements: readonly Statement[];
  readonly profiles: Profiles;
  /** Whether an entity of ours is a gold entity by name. */
  readonly like: (id: string, name: string) => boolean;
}

function readGold(gold: RelationGold, fold: number, model: Model): ReadPaper {
  const paper: Paper = {
    id: `id:${gold.id}`,
    title: cleanText(gold.title),
    abstract: cleanText(gold.abstract),
    authors: [],
    origin: '',
  };
  const extraction = extract(paper, { ...model, relations: null });
  const statements = statementsOf(segmentPaper(paper), extraction.mentions);
  const ours = new Map<string, Forms>(
    extraction.entities.map(({ id, type, name, aliases }) => [id, formsOf(type, [name, ...aliases])]),
  );
  const theirs = new Map<string, Forms>();
  for (const { name, type, aliases } of gold.entities) if (!theirs.has(name)) theirs.set(name, formsOf(type, aliases));
  const like = (id: string, name: string) => {
    const [a, b] = [ours.get(id), theirs.get(name)];
    return (
      a !== undefined && b !== undefined && a.type === b.type && a.forms.some((x) => b.forms.some((y) => isClose(x, y)))
    );
  };
  return { gold, fold, extraction, statements, profiles: profilesOf(statements, extraction.entities), like };
}

interface Forms {
  readonly type: string;
  readonly forms: readonly ReadonlySet<string>[];
}
const formsOf = (type: string, names: readonly string[]): Forms => ({
  type,
  forms: names.map((name) => new Set(normal(name).split(' '))),
});
const normal = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9+%]+/g, ' ')
    .trim()
    .split(' ')
    .map((word) => (word.length > 3 ? word.replace(/ies$/, 'y').replace(/(?<=[^su])s$/, '') : word))
    .join(' ');
function isClose(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  return both / Math.max(a.size, b.size) >= 0.6;
}

// ------------------------------------------------------------------------------------------------------ examples

interface Example {
  readonly fold: number;
  readonly signs: Float32Array;
  /** Words by their numbers in the vocabulary. */
  readonly words: Int32Array;
  readonly isRight: boolean;
  readonly weight: number;
}
interface PairExample extends Example {
  readonly hand: string;
  /** Gold relations that this pair finds, counted over the whole gold. */
  readonly hits: readonly string[];
}

/** A method is central when at least three fifths as many relations start from it as from the paper's first source. */
const CENTRAL_SHARE = 0.6;
function centralExamples({ gold, fold, profiles, statements, like }: ReadPaper, vocabulary: Vocabulary): Example[] {
  const counts = sourcesOf(gold);
  const most = Math.max(0, ...counts.values());
  const methods = profiles.all.filter(({ entity }) => entity.type === 'Method');
  const proposing = statements.map(isProposing);
  return methods.map((profile) => {
    const signs = new Float64Array(CENTRAL_SIGNS);
    centralSigns(profile, methods, statements, proposing, signs);
    const isRight = [...counts].some(([name, n]) => n >= CENTRAL_SHARE * most && like(profile.entity.id, name));
    const words = vocabulary.read([...profile.context, ...profile.name], COLUMN.central);
    return { fold, signs: Float32Array.from(signs), words: Int32Array.from(words), isRight, weight: 1 };
  });
}

const sourcesOf = ({ relations }: RelationGold): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const [source] of relations) counts.set(source, (counts.get(source) ?? 0) + 1);
  return counts;
};

function centralShare(papers: readonly ReadPaper[], ranked: ReadonlyMap<ReadPaper, readonly Ranked[]>): number {
  let [first, all] = [0, 0];
  for (const paper of papers) {
    const counts = sourcesOf(paper.gold);
    all += Math.max(0, ...counts.values());
    const top = ranked.get(paper)![0];
    if (top) first += Math.max(0, ...[...counts].map(([name, n]) => (paper.like(top.profile.entity.id, name) ? n : 0)));
  }
  return Math.round((100 * first) / (all || 1));
}

function pairExamples(paper: ReadPaper, ranked: readonly Ranked[], vocabulary: Vocabulary): PairExample[] {
  const { gold, fold, extraction, statements, profiles, like } = paper;
  const results = findResults(statements, ownOf(ranked));
  const ledger = gather(statements, extraction.entities, results, ranked[0]?.profile.entity ?? null);
  const examples: PairExample[] = [];
  visitPairs(profiles, statements, ranked, ledger, ({ source, target, group, ofCentral }, signs, words) => {
    const at = groupIndex(group);
    const wide = new Float32Array(PAIR_SIGNS * (GROUPS.length + 1));
    wide.set(signs);
    wide.set(signs, PAIR_SIGNS * (at + 1));
    const [from, to] = [source.entity.id, target.entity.id];
    const hits: string[] = [];
    gold.relations.forEach(([s, type, t], i) => {
      if (type !== GOLD_NAMES[group]) return;
      if ((like(from, s) && like(to, t)) || (type === 'compared_with' && like(from, t) && like(to, s)))
        hits.push(`${gold.id} ${i}`);
    });
    const columns = [
      ...vocabulary.read(words, COLUMN.source + at),
      ...vocabulary.read([...source.context, ...source.name], COLUMN.source + at),
      ...vocabulary.read([...target.context, ...target.name], (ofCentral ? COLUMN.ofCentral : COLUMN.ofOther) + at),
    ];
    examples.push({
      fold,
      hand: gold.hand,
      signs: wide,
      words: Int32Array.from(columns),
      isRight: hits.length > 0,
      hits,
      weight: gold.weight,
    });
  });
  return examples;
}

/** Each word in each way in which it can matter has a number. */
class Vocabulary {
  readonly hashes: number[] = [];
  readonly columns: number[] = [];
  readonly #numbers = new Map<number, number>();

  read(hashes: readonly number[], column: number): number[] {
    return hashes.map((hash) => {
      const key = (hash >>> 0) * 32 + column;
      let number = this.#numbers.get(key);
      if (number === undefined) {
        number = this.hashes.length;
        this.#numbers.set(key, number);
        this.hashes.push(hash | 0);
        this.columns.push(column);
      }
      return number;
    });
  }
}

// ------------------------------------------------------------------------------------------------------ learning

interface Learning {
  readonly seed: number;
  readonly width: number;
  readonly epochs: number;
  readonly rate: number;
  /** Share of the words that a step does not see. */
  readonly dropout: number;
  readonly ridge: number;
}
const CENTRAL_LEARNING = { epochs: 14, rate: 0.05, dropout: 0.5, ridge: 5e-3 };
const PAIR_LEARNING = { epochs: 8, rate: 0.05, dropout: 0.5, ridge: 2e-3 };
/** A word must be met as often in one way. */
const LEAST = 3;

interface Learnt {
  readonly signs: Float64Array;
  /** By their numbers; words that came later have none. */
  readonly words: Float64Array;
}

/** Logistic regression by AdaGrad, the mean of the last three epochs. */
function learn(examples: readonly Example[], { seed, width, epochs, rate, dropout, ridge }: Learning): Learnt {
  const size = examples.reduce((max, { words }) => words.reduce((top, i) => Math.max(top, i + 1), max), 0);
  const counts = new Int32Array(size);
  for (const { words } of examples) for (const i of words) counts[i]!++;
  const seen = examples.map((example) => example.words.filter((i) => counts[i]! >= LEAST));
  const used = examples.map(({ signs }) => Int32Array.from([...signs.keys()].filter((i) => signs[i] !== 0)));
  const signs = new Float64Array(width);
  const signSquares = new Float64Array(width).fill(1e-2);
  const words = new Float64Array(size);
  const wordSquares = new Float64Array(size).fill(0.1);
  const signMeans = new Float64Array(width);
  const wordMeans = new Float64Array(size);
  const random = new Random(seed);
  const order = Int32Array.from(examples.keys());
  const awake = new Int32Array(4096);
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    const pace = rate * (1 - (0.8 * epoch) / epochs);
    for (const at of order) {
      const { signs: given, isRight, weight } = examples[at]!;
      let sum = 0;
      for (const i of used[at]!) sum += given[i]! * signs[i]!;
      let count = 0;
      let heard = 0;
      for (const i of seen[at]!) {
        if (random.float() < dropout || count === awake.length) continue;
        awake[count++] = i;
        heard += words[i]!;
      }
      sum += heard / (1 - dropout);
      const slope = weight * (probabilityOf(sum) - Number(isRight));
      for (const i of used[at]!) {
        const step = slope * given[i]! + 1e-4 * signs[i]!;
        signSquares[i]! += step * step;
        signs[i]! -= (pace * step) / Math.sqrt(signSquares[i]!);
      }
      for (let k = 0; k < count; k++) {
        const i = awake[k]!;
        const step = slope + ridge * words[i]!;
        wordSquares[i]! += step * step;
        words[i]! -= (pace * step) / Math.sqrt(wordSquares[i]!);
      }
    }
    if (epoch < epochs - 3) continue;
    for (let i = 0; i < width; i++) signMeans[i]! += signs[i]! / 3;
    for (let i = 0; i < words.length; i++) wordMeans[i]! += words[i]! / 3;
  }
  return { signs: signMeans, words: wordMeans };
}

function probability({ signs, words }: Learnt, example: Example): number {
  let sum = 0;
  for (let i = 0; i < signs.length; i++) sum += signs[i]! * example.signs[i]!;
  for (const i of example.words) sum += words[i] ?? 0;
  return probabilityOf(sum);
}

/** Rounded to bytes; the rows that weigh least are left out. */
function weightsOf(
  { hashes, columns }: Vocabulary,
  central: Learnt,
  pairs: Learnt | null,
  rows: number,
  minimum: number,
): JudgeWeights {
  const table = new Map<number, Float64Array>();
  for (const { words } of pairs ? [central, pairs] : [central])
    words.forEach((weight, i) => {
      if (weight === 0) return;
      const hash = hashes[i]!;
      let row = table.get(hash);
      if (!row) {
        row = new Float64Array(COLUMNS);
        table.set(hash, row);
      }
      row[columns[i]!]! += weight;
    });
  const norm = (row: Float64Array) => row.reduce((sum, weight) => sum + weight * weight, 0);
  const kept = [...table]
    .sort((a, b) => norm(b[1]) - norm(a[1]) || a[0] - b[0])
    .slice(0, rows)
    .sort((a, b) => a[0] - b[0]);
  const most = kept.reduce((max, [, row]) => row.reduce((top, weight) => Math.max(top, Math.abs(weight)), max), 1e-9);
  const scale = Math.fround(most / 127);
  const folded = new Float32Array(PAIR_SIGNS * GROUPS.length);
  if (pairs)
    for (let i = 0; i < folded.length; i++) folded[i] = pairs.signs[i % PAIR_SIGNS]! + pairs.signs[PAIR_SIGNS + i]!;
  const packed = new Int8Array(kept.length * COLUMNS);
  kept.forEach(([, row], i) => {
    row.forEach((weight, column) => {
      packed[i * COLUMNS + column] = Math.round(weight / scale);
    });
  });
  return {
    central: Float32Array.from(central.signs),
    pairs: folded,
    hashes: Int32Array.from(kept.map(([hash]) => hash)),
    rows: packed,
    scale,
    minimum,
  };
}
