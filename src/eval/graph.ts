import { type CalibrationRow, calibrationOf, figuresOf, type Judged, percent, type Row } from './figures.js';
import type { GraphGold, Prediction } from './gold.js';

const TYPES = ['Method', 'Dataset', 'Metric', 'Hardware', 'Task'] as const;
/** Our relation types in the words of the guideline. A type not listed is not scored. */
const RELATIONS: Readonly<Record<string, string>> = {
  EVALUATED_ON: 'evaluated_on',
  TRAINED_ON: 'evaluated_on',
  USED_FOR: 'used_for',
  COMPARED_WITH: 'compared_with',
  OUTPERFORMS: 'compared_with',
  PART_OF: 'based_on',
  BASED_ON: 'based_on',
  SUBCLASS_OF: 'based_on',
  VARIANT_OF: 'based_on',
  MEASURED_BY: 'measured_by',
  RUNS_ON: 'runs_on',
};
const RELATION_NAMES = new Set(Object.values(RELATIONS));

export interface GraphScore {
  readonly rows: readonly Row[];
  /** Percent of the required entities found that have the gold's role. */
  readonly roles: number;
  /** Percent of the required entities found that stand as one node. */
  readonly oneNode: number;
  readonly calibration: readonly CalibrationRow[];
}

/**
 * Entities of each paper by name, their roles, relations and results, against gold. An entity is right when its type
 * and one normalised surface are those of a gold entity, required or optional; only required ones are asked for.
 * "Loose": three fifths of the words in common. Papers without a prediction count as empty.
 */
export function scoreGraph(gold: readonly GraphGold[], predictions: ReadonlyMap<string, Prediction>): GraphScore {
  const counts = new Map(
    TYPES.map((type) => [type as string, { pred: 0, ok: 0, gold: 0, hit: 0, okLoose: 0, hitLoose: 0 }]),
  );
  const relations = { pred: 0, ok: 0, gold: 0, hit: 0 };
  const results = { pred: 0, ok: 0, gold: 0, hit: 0 };
  const judged: Judged[] = [];
  let found = 0;
  let rolesRight = 0;
  let alone = 0;
  for (const record of gold) {
    const { ours, theirs, likeName } = compare(record, predictions.get(record.id));
    for (const entity of ours) {
      const count = counts.get(entity.type)!;
      const hit = theirs.some((other) => isSame(entity, other));
      count.pred++;
      if (hit) count.ok++;
      if (hit || theirs.some((other) => isClose(entity, other))) count.okLoose++;
      judged.push({ confidence: entity.confidence, right: hit });
    }
    for (const entity of theirs) {
      if (entity.tier !== 'required') continue;
      const count = counts.get(entity.type);
      if (!count) continue;
      const hits = ours.filter((other) => isSame(other, entity));
      count.gold++;
      if (hits.length > 0) {
        count.hit++;
        found++;
        if (hits.length === 1) alone++;
        if (hits.some((hit) => hit.role === entity.role)) rolesRight++;
      }
      if (hits.length > 0 || ours.some((other) => isClose(other, entity))) count.hitLoose++;
    }
    const prediction = predictions.get(record.id);
    const goldRelations = record.relations.filter(([, type]) => RELATION_NAMES.has(type));
    const ourRelations = prediction?.relations.filter(({ type }) => Object.hasOwn(RELATIONS, type)) ?? [];
    const agree = (r: (typeof ourRelations)[number], [source, type, target]: GraphGold['relations'][number]) =>
      RELATIONS[r.type] === type &&
      ((likeName(r.source, source) && likeName(r.target, target)) ||
        (type === 'compared_with' && likeName(r.source, target) && likeName(r.target, source)));
    relations.pred += ourRelations.length;
    relations.gold += goldRelations.length;
    relations.ok += ourRelations.filter((r) => goldRelations.some((g) => agree(r, g))).length;
    relations.hit += goldRelations.filter((g) => ourRelations.some((r) => agree(r, g))).length;
    const ourResults = prediction?.results ?? [];
    const isRight = (r: (typeof ourResults)[number], g: GraphGold['results'][number]) =>
      numberIn(r.value) !== undefined &&
      numberIn(r.value) === numberIn(g.value) &&
      (!g.metric || (r.metric !== null && likeName(r.metric, g.metric)));
    results.pred += ourResults.length;
    results.gold += record.results.length;
    results.ok += ourResults.filter((r) => record.results.some((g) => isRight(r, g))).length;
    results.hit += record.results.filter((g) => ourResults.some((r) => isRight(r, g))).length;
  }
  const all = { pred: 0, ok: 0, gold: 0, hit: 0, okLoose: 0, hitLoose: 0 };
  for (const count of counts.values())
    for (const key of Object.keys(all) as (keyof typeof all)[]) all[key] += count[key];
  const rows = [...counts, ['all', all] as const].flatMap(([name, c]): Row[] => [
    { name: `${name} entities`, ...figuresOf(c.ok, c.pred, c.gold, c.hit) },
    { name: `${name} entities, loose`, ...figuresOf(c.okLoose, c.pred, c.gold, c.hitLoose) },
  ]);
  rows.push({
    name: 'relations (loose ends)',
    ...figuresOf(relations.ok, relations.pred, relations.gold, relations.hit),
  });
  rows.push({ name: 'results (value and metric)', ...figuresOf(results.ok, results.pred, results.gold, results.hit) });
  return {
    rows,
    roles: percent(rolesRight / (found || 1)),
    oneNode: percent(alone / (found || 1)),
    calibration: calibrationOf(judged),
  };
}

interface Named {
  readonly type: string;
  readonly forms: readonly string[];
  readonly keys: ReadonlySet<string>;
}

/** The entities of both sides of one paper with all their surfaces. */
function compare(gold: GraphGold, prediction: Prediction | undefined) {
  const surfaces = new Map(prediction?.entities.map(({ id, name }) => [id as string, new Set([name])]));
  for (const { entity, text } of prediction?.mentions ?? []) surfaces.get(entity)?.add(text);
  const ours = (prediction?.entities ?? [])
    .filter(({ type }) => (TYPES as readonly string[]).includes(type))
    .map((entity) => ({ ...entity, ...formsOf(surfaces.get(entity.id)!) }));
  const theirs = gold.entities.map((entity) => ({ ...entity, ...formsOf([entity.name, ...entity.aliases]) }));
  const likeName = (id: string, name: string) => {
    const a = ours.find((entity) => entity.id === id);
    const b = theirs.find((entity) => entity.name === name);
    return a !== undefined && b !== undefined && (isSame(a, b) || isClose(a, b));
  };
  return { ours, theirs, likeName };
}

function formsOf(names: Iterable<string>): { forms: string[]; keys: Set<string> } {
  const forms = [...names];
  return { forms, keys: new Set(forms.map(normalised)) };
}

const isSame = (a: Named, b: Named) => a.type === b.type && [...a.keys].some((key) => b.keys.has(key));
const isClose = (a: Named, b: Named) => a.type === b.type && a.forms.some((x) => b.forms.some((y) => shareWords(x, y)));

function shareWords(a: string, b: string): boolean {
  const A = new Set(normalised(a).split(' '));
  const B = new Set(normalised(b).split(' '));
  let common = 0;
  for (const word of A) if (B.has(word)) common++;
  return common / Math.max(A.size, B.size) >= 0.6;
}

/** Lower case, no LaTeX, letters and digits alone, plural endings cut. */
function normalised(name: string): string {
  return name
    .toLowerCase()
    .replace(/\\[a-z]+|[{}$]/g, ' ')
    .replace(/[^a-z0-9+%]+/g, ' ')
    .trim()
    .split(' ')
    .map((word) => (word.length > 3 ? word.replace(/ies$/, 'y').replace(/(?<=[^su])s$/, '') : word))
    .join(' ');
}

const numberIn = (value: string): string | undefined =>
  String(value)
    .replace(/[, ~≈∼\\]/g, '')
    .match(/\d+(?:\.\d+)?/)?.[0];
