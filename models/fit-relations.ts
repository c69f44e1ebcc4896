/**
 * Fits the weights by which `src/fact/relations.ts` judges a pair of a paper's entities: logistic regression for each
 * group of relations over the signs that speak for a pair, on papers with gold relations. Says what cross-validation
 * over papers gives, since the weights are then fitted on all of them.
 */
import type { Extraction } from '../src/types.js';
import { type Candidate, GROUPS, type Group, SIGNS } from '../src/fact/relations.js';

/** A paper with gold, as `score.mjs graph` reads it. */
export interface RelationGold {
  readonly id: string;
  readonly entities: readonly { readonly type: string; readonly name: string; readonly aliases: readonly string[] }[];
  readonly relations: readonly (readonly [string, string, string])[];
}
export interface RelationExample {
  readonly paper: number;
  readonly group: Group;
  readonly signs: Float64Array;
  /** Gold relations that this pair finds, counted over the whole gold; none: the pair is wrong. */
  readonly hits: readonly number[];
}
const GOLD_NAMES: Readonly<Record<Group, string>> = {
  USED_FOR: 'used_for',
  EVALUATED_ON: 'evaluated_on',
  BASED_ON: 'based_on',
  COMPARED_WITH: 'compared_with',
  MEASURED_BY: 'measured_by',
  RUNS_ON: 'runs_on',
};

const normal = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9+%]+/g, ' ')
    .trim()
    .split(' ')
    .map((word) => (word.length > 3 ? word.replace(/ies$/, 'y').replace(/(?<=[^su])s$/, '') : word))
    .join(' ');
function isClose(a: string, b: string): boolean {
  const [A, B] = [new Set(normal(a).split(' ')), new Set(normal(b).split(' '))];
  let both = 0;
  for (const word of A) if (B.has(word)) both++;
  return both / Math.max(A.size, B.size) >= 0.6;
}

/** Candidates of one paper as examples. `firstGold` is the number of its first gold relation among all. */
export function examplesOf(
  paper: number,
  gold: RelationGold,
  firstGold: number,
  extraction: Extraction,
  candidates: readonly Candidate[],
): RelationExample[] {
  const forms = new Map(extraction.entities.map(({ id, type, name, aliases }) => [id, { type, forms: [name, ...aliases] }]));
  const named = new Map(gold.entities.map((entity) => [entity.name, { type: entity.type, forms: [entity.name, ...entity.aliases] }]));
  const like = (id: string, name: string) => {
    const [a, b] = [forms.get(id as never), named.get(name)];
    return a && b && a.type === b.type && a.forms.some((x) => b.forms.some((y) => isClose(x, y)));
  };
  const examples: RelationExample[] = [];
  for (const { source, target, group, signs } of candidates) {
    if (group === null) continue;
    const hits: number[] = [];
    gold.relations.forEach(([from, type, to], i) => {
      if (type !== GOLD_NAMES[group]) return;
      const isSame = like(source, from) && like(target, to);
      if (isSame || (type === 'compared_with' && like(source, to) && like(target, from))) hits.push(firstGold + i);
    });
    examples.push({ paper, group, signs, hits });
  }
  return examples;
}

/** Weights for one group by gradient descent with a ridge; deterministic. */
export function fitGroup(examples: readonly RelationExample[], ridge: number): number[] {
  const weights = new Float64Array(SIGNS.length);
  const squares = new Float64Array(SIGNS.length).fill(1e-3);
  for (let round = 0; round < 1500; round++) {
    const gradient = new Float64Array(SIGNS.length);
    for (const { signs, hits } of examples) {
      let sum = 0;
      for (let i = 0; i < signs.length; i++) sum += signs[i]! * weights[i]!;
      const slope = 1 / (1 + Math.exp(-sum)) - (hits.length > 0 ? 1 : 0);
      for (let i = 0; i < signs.length; i++) gradient[i]! += slope * signs[i]!;
    }
    for (let i = 0; i < weights.length; i++) {
      const slope = gradient[i]! + (i === 0 ? 0 : ridge * weights[i]!);
      squares[i]! += slope * slope;
      weights[i]! -= (0.3 * slope) / Math.sqrt(squares[i]!);
    }
  }
  return [...weights].map((weight) => Math.round(weight * 1000) / 1000);
}

export interface RelationFit {
  readonly weights: Readonly<Record<Group, readonly number[]>>;
  readonly minimum: number;
  /** By cross-validation over papers, in percent. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** @param goldCount  gold relations in all, found or not */
export function fitRelations(examples: readonly RelationExample[], goldCount: number, folds = 6, ridge = 2): RelationFit {
  const judged: { probability: number; hits: readonly number[]; paper: number }[] = [];
  for (let fold = 0; fold < folds; fold++)
    for (const group of GROUPS) {
      const own = examples.filter((each) => each.group === group);
      const weights = fitGroup(
        own.filter(({ paper }) => paper % folds !== fold),
        ridge,
      );
      for (const { paper, signs, hits } of own) {
        if (paper % folds !== fold) continue;
        let sum = 0;
        for (let i = 0; i < signs.length; i++) sum += signs[i]! * weights[i]!;
        judged.push({ probability: 1 / (1 + Math.exp(-sum)), hits, paper });
      }
    }
  let best = { minimum: 0.5, precision: 0, recall: 0, f1: 0 };
  for (let minimum = 0.2; minimum < 0.7; minimum += 0.02) {
    const kept = judged.filter(({ probability }) => probability >= minimum);
    const right = kept.filter(({ hits }) => hits.length > 0).length;
    const found = new Set(kept.flatMap(({ hits }) => hits)).size;
    const [precision, recall] = [(100 * right) / (kept.length || 1), (100 * found) / goldCount];
    const f1 = (2 * precision * recall) / (precision + recall || 1);
    if (f1 > best.f1) best = { minimum: Math.round(minimum * 100) / 100, precision, recall, f1 };
  }
  const weights = Object.fromEntries(
    GROUPS.map((group) => [
      group,
      fitGroup(
        examples.filter((each) => each.group === group),
        ridge,
      ),
    ]),
  ) as Record<Group, number[]>;
  return { weights, ...best };
}
