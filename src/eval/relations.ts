import type { RelationType } from '../types.js';
import { figuresOf, type Row } from './figures.js';
import { OUR_TYPES, type SpanGold } from './gold.js';

/** A relation between two stretches of one text. `SAME`: two names of one thing. */
export interface PlacedRelation {
  readonly source: Place;
  readonly type: RelationType | 'SAME';
  readonly target: Place;
}
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}
/** What is said of each text of the gold, by its id. */
export type PlacedRelations = ReadonlyMap<string, readonly PlacedRelation[]>;

/** SciER's names for what holds between two mentions, in our words. */
const SCIER: Readonly<Record<string, PlacedRelation['type']>> = {
  'Used-For': 'USED_FOR',
  'Part-Of': 'PART_OF',
  'Evaluated-With': 'EVALUATED_ON',
  'Compare-With': 'COMPARED_WITH',
  'SubClass-Of': 'SUBCLASS_OF',
  'Benchmark-For': 'BENCHMARK_FOR',
  'Trained-With': 'TRAINED_ON',
  'SubTask-Of': 'SUBTASK_OF',
  'Synonym-Of': 'SAME',
};
/** SciERC's, which mean another thing for other types; its evaluations and uses of a dataset point the other way than ours. */
const SCIERC: Readonly<Record<string, readonly [PlacedRelation['type'], 'as it stands' | 'turned']>> = {
  'Method USED-FOR Task': ['USED_FOR', 'as it stands'],
  'Method USED-FOR Method': ['PART_OF', 'as it stands'],
  'Method PART-OF Method': ['PART_OF', 'as it stands'],
  'Method HYPONYM-OF Method': ['SUBCLASS_OF', 'as it stands'],
  'Task HYPONYM-OF Task': ['SUBTASK_OF', 'as it stands'],
  'Method COMPARE Method': ['COMPARED_WITH', 'as it stands'],
  'Metric EVALUATE-FOR Method': ['MEASURED_BY', 'turned'],
  'Metric EVALUATE-FOR Task': ['MEASURED_BY', 'turned'],
  'Dataset EVALUATE-FOR Method': ['EVALUATED_ON', 'turned'],
  'Dataset EVALUATE-FOR Task': ['BENCHMARK_FOR', 'as it stands'],
  'Dataset USED-FOR Task': ['BENCHMARK_FOR', 'as it stands'],
  'Dataset USED-FOR Method': ['TRAINED_ON', 'turned'],
};

/**
 * What a corpus calls a relation, in our types and directions.
 *
 * @param source  our type of the mention that the corpus names first, and `target` of the other
 * @returns `turned`: source and target change places; null for a relation that we have no word for
 */
export function relationNamed(
  name: string,
  source: string,
  target: string,
): { readonly type: PlacedRelation['type']; readonly turned: boolean } | null {
  if (Object.hasOwn(SCIER, name)) return { type: SCIER[name]!, turned: false };
  const key = `${source} ${name} ${target}`;
  if (!Object.hasOwn(SCIERC, key)) return null;
  const [type, way] = SCIERC[key]!;
  return { type, turned: way === 'turned' };
}

/** The relations of gold in our words; those that we have no word for, and those of other types of mentions, are left out. */
export function goldRelations(gold: readonly SpanGold[]): PlacedRelations {
  return new Map(
    gold.map(({ id, spans, relations = [] }) => [
      id,
      relations.flatMap(([i, name, j]): PlacedRelation[] => {
        const [from, to] = [spans[i], spans[j]];
        if (!from || !to) return [];
        const [a, b] = [placeOf(from), placeOf(to)];
        const named = relationNamed(name, a.type, b.type);
        if (!named) return [];
        return [{ source: named.turned ? b : a, type: named.type, target: named.turned ? a : b }];
      }),
    ]),
  );
}

/**
 * Relations between mentions against gold: right when both places, both types, the kind and the direction are the
 * gold's; a symmetric one is right either way. Kinds that the gold never uses count on neither side.
 *
 * @returns one row for each kind of the gold and a last one for all, micro-averaged
 */
export function scoreRelations(name: string, gold: PlacedRelations, found: PlacedRelations): Row[] {
  const counts = new Map<string, { gold: number; pred: number; right: number }>();
  const keysOf = (relations: readonly PlacedRelation[]) => new Map(relations.map((each) => [keyOf(each), each.type]));
  for (const relations of gold.values())
    for (const { type } of relations) if (!counts.has(type)) counts.set(type, { gold: 0, pred: 0, right: 0 });
  for (const [id, relations] of gold) {
    const wanted = keysOf(relations);
    for (const type of wanted.values()) counts.get(type)!.gold++;
    for (const [key, type] of keysOf(found.get(id) ?? [])) {
      const count = counts.get(type);
      if (!count) continue;
      count.pred++;
      if (wanted.has(key)) count.right++;
    }
  }
  const all = { gold: 0, pred: 0, right: 0 };
  for (const count of counts.values()) {
    all.gold += count.gold;
    all.pred += count.pred;
    all.right += count.right;
  }
  const row = (label: string, { gold: n, pred, right }: typeof all) => ({
    name: `${label}, ${name}`,
    ...figuresOf(right, pred, n),
  });
  const kinds = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return [...kinds.map(([type, count]) => row(type, count)), row('relations', all)];
}

const SYMMETRIC: ReadonlySet<string> = new Set<PlacedRelation['type']>(['SAME', 'COMPARED_WITH']);

function keyOf({ source, type, target }: PlacedRelation): string {
  const [a, b] = [source, target].map((place) => `${place.start},${place.end},${place.type}`) as [string, string];
  return SYMMETRIC.has(type) && b < a ? `${b} ${type} ${a}` : `${a} ${type} ${b}`;
}

/** The mentions of a text that gold marks, in our types; other types, and mentions within others, are left out. */
export function goldMentions({ spans }: SpanGold, types: readonly string[]): Place[] {
  const places = spans
    .map(placeOf)
    .filter(({ type }) => types.includes(type))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  let taken = -1;
  return places.filter(({ start, end }) => {
    if (start < taken) return false;
    taken = end;
    return true;
  });
}

/** Whether a relation of the gold joins mentions with a full stop between them. */
export function crossesStop({ abstract, spans, relations = [] }: SpanGold): boolean {
  return relations.some(([i, , j]) => {
    const [a, b] = [spans[i], spans[j]];
    if (!a || !b) return false;
    return /[.!?] \p{Lu}/u.test(abstract.slice(Math.min(a[1], b[1]), Math.max(a[0], b[0])));
  });
}

const placeOf = ([start, end, type]: SpanGold['spans'][number]): Place => ({
  start,
  end,
  type: Object.hasOwn(OUR_TYPES, type) ? OUR_TYPES[type]! : type,
});
