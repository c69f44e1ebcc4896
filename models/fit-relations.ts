/**
 * Fits the weights by which `src/fact/relations.ts` tells what a paper turns about and which of its things are related: two
 * logistic regressions, on papers with gold relations, as the tagger reads them now. Says what cross-validation over
 * papers gives, since the weights are then fitted on all of them.
 */
import { CENTRAL_SIGNS, centralSigns, isProposing, type Ranked, rankMethods } from '../src/fact/central.js';
import {
  GROUPS,
  type Group,
  type JudgeWeights,
  judgeOf,
  probabilityOf,
  sourceWord,
  targetWord,
  type WordTable,
} from '../src/fact/judge.js';
import { PAIR_SIGNS, Signs, visitPairs } from '../src/fact/pairs.js';
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
const DEFAULTS: JudgeOptions = { seed: 1, folds: 5, rows: 21_000, onStep: () => {} };

/** The papers that count in full choose the probability from which a relation is kept, by cross-validated F1. */
export function fitJudge(
  gold: readonly RelationGold[],
  modelFor: (gold: RelationGold) => Model,
  options: Partial<JudgeOptions> = {},
): JudgeFit {
  const { seed, folds, rows, onStep } = { ...DEFAULTS, ...options };
  const papers = gold.map((each, i) => readGold(each, i % folds, modelFor(each)));
  onStep(`${papers.length} papers with relations read`);
  const { central, ranked } = rankPapers(papers, seed, folds);
  onStep(
    `central methods: ${centralShare(papers, ranked)} % of the relations of each paper's main source start from what is ranked first`,
  );
  const words = new Vocabulary();
  const pairs = papers.flatMap((paper) => pairExamples(paper, ranked.get(paper)!, words));
  const judged: Judged[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const network = fitNetwork(
      pairs.filter((e) => e.fold !== fold),
      words,
      rows,
      NETWORK_LEARNING,
      seed,
    );
    for (const example of pairs) if (example.fold === fold) judged.push(...judgeExample(network, example));
  }
  const tuned = new Set(gold.filter(({ weight }) => weight >= 1).map(({ hand }) => hand));
  const minimum = chooseMinimum(judged, papers, tuned);
  const hands = [...new Set(gold.map(({ hand }) => hand))].sort();
  const scores = hands.map((hand) => ({ hand, ...scoreAt(judged, papers, new Set([hand]), minimum) }));
  for (const { hand, precision, recall, f1 } of scores)
    onStep(
      `relations of a paper, cross-validated, ${hand}: P ${precision.toFixed(1)}  R ${recall.toFixed(1)}  F1 ${f1.toFixed(1)}`,
    );
  const network = fitNetwork(pairs, words, rows, NETWORK_LEARNING, seed);
  return { weights: { ...central, ...network.weights, minimum }, scores };
}

/** What is central in each paper by weights that have not seen it, and weights learnt from all. */
export function rankPapers(papers: readonly ReadPaper[], seed: number, folds: number) {
  const vocabulary = new Vocabulary();
  const central = papers.flatMap((paper) => centralExamples(paper, vocabulary));
  const settle = (from: readonly Example[]) =>
    centralWeights(vocabulary, learn(from, { seed, width: CENTRAL_SIGNS, ...CENTRAL_LEARNING }));
  // What the second stage learns from is what the first says of papers that it has not seen.
  const ranked = new Map<ReadPaper, Ranked[]>();
  for (let fold = 0; fold < folds; fold++) {
    const judge = judgeOf({ ...settle(central.filter((e) => e.fold !== fold)), ...NO_NETWORK });
    for (const paper of papers)
      if (paper.fold === fold) ranked.set(paper, rankMethods(paper.profiles.all, paper.statements, judge));
  }
  return { central: settle(central), ranked };
}
const NONE = { hashes: new Int32Array(0), rows: new Int8Array(0), scales: new Float32Array(0) };
const NO_NETWORK = {
  signs: new Float32Array(0),
  words: NONE,
  bias: new Float32Array(0),
  out: new Float32Array(0),
  direct: new Float32Array(0),
  minimum: new Float32Array(GROUPS.length),
};

export interface Judged {
  readonly example: PairExample;
  readonly group: number;
  readonly probability: number;
}
export function scoreAt(
  judged: readonly Judged[],
  papers: readonly ReadPaper[],
  hands: ReadonlySet<string>,
  minimum: ArrayLike<number>,
) {
  const all = papers.reduce((sum, { gold: { hand, relations } }) => sum + (hands.has(hand) ? relations.length : 0), 0);
  const kept = judged.filter((e) => hands.has(e.example.hand) && e.probability >= minimum[e.group]!);
  const right = kept.filter(({ example, group }) => example.hits[group]!.length > 0).length;
  const found = new Set(kept.flatMap(({ example, group }) => example.hits[group]!)).size;
  const [p, r] = [right / (kept.length || 1), found / (all || 1)];
  return { precision: 100 * p, recall: 100 * r, f1: (200 * p * r) / (p + r || 1) };
}

/** One probability for all groups: what is calibrated needs no more. */
export function chooseMinimum(
  judged: readonly Judged[],
  papers: readonly ReadPaper[],
  hands: ReadonlySet<string>,
): Float32Array {
  let [best, top] = [0.5, -1];
  for (let step = 14; step < 60; step++) {
    const { f1 } = scoreAt(judged, papers, hands, new Float32Array(GROUPS.length).fill(step / 100));
    if (f1 > top) [best, top] = [step / 100, f1];
  }
  return new Float32Array(GROUPS.length).fill(best);
}

// ------------------------------------------------------------------------------------------------------- reading

export interface ReadPaper {
  readonly gold: RelationGold;
  readonly fold: number;
  readonly extraction: Extraction;
  readonly statements: readonly Statement[];
  readonly profiles: Profiles;
  /** Whether an entity of ours is a gold entity by name. */
  readonly like: (id: string, name: string) => boolean;
}

export function readGold(gold: RelationGold, fold: number, model: Model): ReadPaper {
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
  /** 0 to 1. */
  readonly share: number;
  readonly weight: number;
}
export interface PairExample {
  readonly fold: number;
  readonly paper: ReadPaper;
  readonly source: number;
  readonly target: number;
  readonly place: number;
  readonly hand: string;
  readonly weight: number;
  readonly signs: Float32Array;
  /** Which of the signs are not 0. */
  readonly used: Uint8Array;
  /** Words by their numbers in the vocabulary. */
  readonly words: Int32Array;
  /** By their indices. */
  readonly groups: readonly number[];
  /** For each of GROUPS the gold relations that this pair finds, counted over the whole gold. */
  readonly hits: readonly (readonly string[])[];
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
    const share = Number([...counts].some(([name, n]) => n >= CENTRAL_SHARE * most && like(profile.entity.id, name)));
    const words = vocabulary.read([...profile.context, ...profile.name]);
    return { fold, signs: Float32Array.from(signs), words: Int32Array.from(words), share, weight: 1 };
  });
}

const sourcesOf = ({ relations }: RelationGold): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const [source] of relations) counts.set(source, (counts.get(source) ?? 0) + 1);
  return counts;
};

export function centralShare(papers: readonly ReadPaper[], ranked: ReadonlyMap<ReadPaper, readonly Ranked[]>): number {
  let [first, all] = [0, 0];
  for (const paper of papers) {
    const counts = sourcesOf(paper.gold);
    all += Math.max(0, ...counts.values());
    const top = ranked.get(paper)![0];
    if (top) first += Math.max(0, ...[...counts].map(([name, n]) => (paper.like(top.profile.entity.id, name) ? n : 0)));
  }
  return Math.round((100 * first) / (all || 1));
}

export function pairExamples(paper: ReadPaper, ranked: readonly Ranked[], vocabulary: Vocabulary): PairExample[] {
  const { gold, fold, extraction, statements, profiles, like } = paper;
  const results = findResults(statements, ownOf(ranked));
  const ledger = gather(statements, extraction.entities, results, ranked[0]?.profile.entity ?? null);
  const examples: PairExample[] = [];
  const [sourceSigns, targetSigns] = [new Signs(), new Signs()];
  visitPairs(profiles, statements, ranked, ledger, ({ source, target, groups }, spoken) => {
    spoken.sourceSigns(source.index, sourceSigns);
    spoken.targetSigns(target.index, targetSigns);
    const signs = wholeOf([sourceSigns, targetSigns, spoken.signs]);
    const [from, to] = [source.entity.id, target.entity.id];
    const hits: string[][] = GROUPS.map(() => []);
    for (const group of groups)
      gold.relations.forEach(([s, type, t], i) => {
        if (type !== GOLD_NAMES[GROUPS[group]!]) return;
        if ((like(from, s) && like(to, t)) || (type === 'compared_with' && like(from, t) && like(to, s)))
          hits[group]!.push(`${gold.id} ${i}`);
      });
    examples.push({
      fold,
      paper,
      source: source.index,
      target: target.index,
      place: target.statements.find((i) => statements[i]!.sentence.field === 'abstract') ?? -1,
      hand: gold.hand,
      signs,
      used: Uint8Array.from([...signs.keys()].filter((place) => signs[place] !== 0)),
      words: Int32Array.from([
        ...vocabulary.read([...spoken.words.hashes.subarray(0, spoken.words.count)]),
        ...vocabulary.read([...source.context, ...source.name].map(sourceWord)),
        ...vocabulary.read([...target.context, ...target.name].map(targetWord)),
      ]),
      groups,
      hits,
      weight: gold.weight,
    });
  });
  return examples;
}

function wholeOf(parts: readonly Signs[]): Float32Array {
  const whole = new Float32Array(PAIR_SIGNS);
  for (const { count, places, values } of parts) for (let k = 0; k < count; k++) whole[places[k]!] = values[k]!;
  return whole;
}

/** Each word has a number. */
export class Vocabulary {
  readonly hashes: number[] = [];
  readonly #numbers = new Map<number, number>();

  read(hashes: readonly number[]): number[] {
    return hashes.map((hash) => {
      let number = this.#numbers.get(hash | 0);
      if (number === undefined) {
        number = this.hashes.length;
        this.#numbers.set(hash | 0, number);
        this.hashes.push(hash | 0);
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
      const { signs: given, share, weight } = examples[at]!;
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
      const slope = weight * (probabilityOf(sum) - share);
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

/** The rows kept, in four bits a weight: what lies beyond three deviations of its column is cut. */
function tableOf(kept: readonly number[], weights: Float64Array, columns: number, { hashes }: Vocabulary): WordTable {
  const sorted = [...kept].sort((a, b) => hashes[a]! - hashes[b]!);
  const rows = new Int8Array(sorted.length * columns);
  const scales = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    let squares = 1e-12;
    for (const i of sorted) squares += weights[i * columns + column]! ** 2;
    scales[column] = (REACH * Math.sqrt(squares / (sorted.length || 1))) / 7;
    sorted.forEach((i, row) => {
      const steps = Math.round(weights[i * columns + column]! / scales[column]!);
      rows[row * columns + column] = Math.max(-7, Math.min(7, steps));
    });
  }
  return { hashes: Int32Array.from(sorted, (i) => hashes[i]!), rows, scales };
}
/** In deviations. */
const REACH = 3;

function centralWeights(
  vocabulary: Vocabulary,
  { signs, words }: Learnt,
): Pick<JudgeWeights, 'central' | 'centralWords'> {
  const kept = [...words.keys()].filter((i) => words[i] !== 0);
  return { central: Float32Array.from(signs), centralWords: tableOf(kept, words, 1, vocabulary) };
}

// ------------------------------------------------------------------------------------------------------- network

export interface NetworkLearning {
  readonly units: number;
  readonly epochs: number;
  readonly rate: number;
  /** Share of the words, of the signs and of the hidden units that a step does not see. */
  readonly dropout: number;
  readonly hiddenDropout: number;
  /** Pulls the weights of words towards 0. */
  readonly ridge: number;
}
export const NETWORK_LEARNING: NetworkLearning = {
  units: 16,
  epochs: 8,
  rate: 0.02,
  dropout: 0.5,
  hiddenDropout: 0.2,
  ridge: 1e-4,
};

interface Network {
  readonly signs: Float64Array;
  /** Rows of words by their numbers × units. */
  readonly words: Float64Array;
  readonly bias: Float64Array;
  readonly out: Float64Array;
  readonly direct: Float64Array;
}
export interface FittedNetwork extends Network {
  readonly weights: Pick<JudgeWeights, 'signs' | 'words' | 'bias' | 'out' | 'direct'>;
}

/** Learns, keeps the rows that reach furthest and learns again with these alone; rounded to bytes. */
export function fitNetwork(
  examples: readonly PairExample[],
  vocabulary: Vocabulary,
  rows: number,
  learning: NetworkLearning,
  seed: number,
): FittedNetwork {
  const counts = new Int32Array(vocabulary.hashes.length);
  for (const { words } of examples) for (const i of words) counts[i]!++;
  const { units } = learning;
  const met = Uint8Array.from(counts, (count) => Number(count >= LEAST));
  let network = learnNetwork(examples, met, learning, seed);
  const strength = (i: number) => {
    let sum = 0;
    for (let u = 0; u < units; u++) sum += network.words[i * units + u]! ** 2;
    return sum;
  };
  const strengths = Float64Array.from(counts, (_, i) => (met[i] ? strength(i) : 0));
  const strongest = [...counts.keys()]
    .filter((i) => met[i])
    .sort((a, b) => strengths[b]! - strengths[a]! || vocabulary.hashes[a]! - vocabulary.hashes[b]!)
    .slice(0, rows);
  if (strongest.length < met.reduce((sum, each) => sum + each, 0)) {
    const kept = new Uint8Array(counts.length);
    for (const i of strongest) kept[i] = 1;
    network = learnNetwork(examples, kept, learning, seed);
  }
  const table = tableOf(strongest, network.words, units, vocabulary);
  // What is judged from here on is what the file will hold.
  const rowAt = new Map(Array.from(table.hashes, (hash, row) => [hash, row]));
  const words = new Float64Array(network.words.length);
  for (const i of strongest) {
    const row = rowAt.get(vocabulary.hashes[i]!)!;
    for (let u = 0; u < units; u++) words[i * units + u] = table.rows[row * units + u]! * table.scales[u]!;
  }
  return {
    ...network,
    words,
    weights: {
      signs: Float32Array.from(network.signs),
      words: table,
      bias: Float32Array.from(network.bias),
      out: Float32Array.from(network.out),
      direct: Float32Array.from(network.direct),
    },
  };
}

export function judgeExample({ signs, words, bias, out, direct }: Network, example: PairExample): Judged[] {
  const units = bias.length;
  const width = example.signs.length;
  const hidden = Float64Array.from(bias);
  for (const i of example.words) for (let u = 0; u < units; u++) hidden[u]! += words[i * units + u] ?? 0;
  for (const i of example.used) for (let u = 0; u < units; u++) hidden[u]! += example.signs[i]! * signs[i * units + u]!;
  return example.groups.map((group) => {
    let sum = 0;
    for (const i of example.used) sum += example.signs[i]! * direct[group * width + i]!;
    for (let u = 0; u < units; u++) if (hidden[u]! > 0) sum += hidden[u]! * out[group * units + u]!;
    return { example, group, probability: probabilityOf(sum) };
  });
}

/** AdaGrad with dropout, the mean of the last three epochs. */
function learnNetwork(
  examples: readonly PairExample[],
  kept: Uint8Array,
  { units, epochs, rate, dropout, hiddenDropout, ridge }: NetworkLearning,
  seed: number,
): Network {
  const random = new Random(seed);
  const count = GROUPS.length;
  const weights = (length: number, spread: number, squares: number) => ({
    values: Float64Array.from({ length }, () => (random.float() * 2 - 1) * spread),
    squares: new Float64Array(length).fill(squares),
    means: new Float64Array(length),
  });
  const width = examples[0]?.signs.length ?? PAIR_SIGNS;
  const signs = weights(width * units, 0.2, 1e-3);
  const words = weights(kept.length * units, 0.02, 1e-3);
  const bias = weights(units, 0, 1e-3);
  const out = weights(units * count, 0.5, 1e-3);
  const direct = weights(width * count, 0, 1e-2);
  kept.forEach((isKept, i) => {
    if (!isKept) words.values.fill(0, i * units, (i + 1) * units);
  });
  const all = [signs, words, bias, out, direct];
  const step = (of: { values: Float64Array; squares: Float64Array }, at: number, slope: number, pace: number) => {
    of.squares[at]! += slope * slope;
    of.values[at]! -= (pace * slope) / Math.sqrt(of.squares[at]!);
  };
  const seen = examples.map((example) => example.words.filter((i) => kept[i]));
  const order = Int32Array.from(examples.keys());
  const hidden = new Float64Array(units);
  const slopes = new Float64Array(units);
  const awake = new Int32Array(4096);
  const lift = 1 / (1 - dropout);
  const hiddenLift = 1 / (1 - hiddenDropout);
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    const pace = rate * (1 - (0.8 * epoch) / epochs);
    for (const at of order) {
      const { signs: given, used, groups, hits, weight } = examples[at]!;
      hidden.fill(0);
      let heard = 0;
      for (const i of seen[at]!) {
        if (random.float() < dropout || heard === awake.length) continue;
        awake[heard++] = i;
        for (let u = 0, from = i * units; u < units; u++) hidden[u]! += words.values[from + u]!;
      }
      for (let u = 0; u < units; u++) hidden[u] = hidden[u]! * lift + bias.values[u]!;
      for (const i of used)
        for (let u = 0, from = i * units; u < units; u++) hidden[u]! += given[i]! * signs.values[from + u]!;
      for (let u = 0; u < units; u++)
        hidden[u] = hidden[u]! > 0 && random.float() >= hiddenDropout ? hidden[u]! * hiddenLift : 0;
      slopes.fill(0);
      for (const group of groups) {
        let sum = 0;
        for (const i of used) sum += given[i]! * direct.values[group * width + i]!;
        for (let u = 0; u < units; u++) if (hidden[u]! > 0) sum += hidden[u]! * out.values[group * units + u]!;
        const slope = weight * (probabilityOf(sum) - Number(hits[group]!.length > 0));
        for (const i of used) {
          const place = group * width + i;
          step(direct, place, slope * given[i]! + 1e-4 * direct.values[place]!, pace);
        }
        for (let u = 0; u < units; u++) {
          if (hidden[u] === 0) continue;
          slopes[u]! += slope * out.values[group * units + u]!;
          step(out, group * units + u, slope * hidden[u]!, pace);
        }
      }
      for (let u = 0; u < units; u++) {
        if (slopes[u] === 0) continue;
        const slope = slopes[u]! * hiddenLift;
        step(bias, u, slope, pace);
        for (const i of used) step(signs, i * units + u, slope * given[i]! + 1e-4 * signs.values[i * units + u]!, pace);
        for (let k = 0; k < heard; k++) {
          const place = awake[k]! * units + u;
          step(words, place, slope + ridge * words.values[place]!, pace);
        }
      }
    }
    if (epoch < epochs - 3) continue;
    for (const { values, means } of all) for (let i = 0; i < values.length; i++) means[i]! += values[i]! / 3;
  }
  return { signs: signs.means, words: words.means, bias: bias.means, out: out.means, direct: direct.means };
}
