/**
 * What a community is called, from the things that set it apart, and what it holds, in counts.
 */
import type { Incidence } from './projection.js';
import { type Community, ENTITY_TYPES, type EntityType } from './schema.js';

/** Positions in an incidence. */
interface Group {
  readonly level: number;
  readonly members: readonly number[];
  readonly papers: readonly number[];
}

/** A task says best what an area is about, a metric or a machine says next to nothing. */
const TYPE_WEIGHT: Readonly<Record<EntityType, number>> = {
  Task: 1.5,
  Method: 1,
  Dataset: 0.7,
  Metric: 0.15,
  Hardware: 0.1,
};
const KEYWORDS = 8;
const WORDS_IN_LABEL = 2;
/** Names looked at for a label before all of a community's are put in order. */
const FEW = 32;
/** The second thing of a name is no better for being met with the first more than so many times as often as by chance. */
const CLOSE = 2;
/** A paper or two that have both may be chance. */
const DOUBT = 2;
/** In the order of the description, with so many of each. */
const LISTED: readonly (readonly [EntityType, string])[] = [
  ['Task', 'tasks'],
  ['Method', 'methods'],
  ['Dataset', 'datasets'],
  ['Metric', 'metrics'],
];
const MOST_LISTED = 3;
/** Rising is what so many recent papers name, and so many times more of them than of the community's papers at large. */
const RISING = { years: 2, papers: 3, factor: 1.5, most: 3 };

/**
 * Label, keywords and a description of two lines for every community; no two labels are alike, whatever the level.
 *
 * The description is made of counts: papers and years, then the things most papers name of each type, and what rose in
 * the last two years of the corpus.
 *
 * @see class-based tf-idf (Grootendorst 2022): how often the papers of a community name a thing, against all papers
 */
export function nameAll(
  groups: readonly Group[],
  all: Incidence,
): Pick<Community, 'label' | 'keywords' | 'description'>[] {
  const taken = new Set<string>();
  const perLevel = new Map<number, number>();
  for (const { level } of groups) perLevel.set(level, (perLevel.get(level) ?? 0) + 1);
  const mentions = all.entitiesOf.values.length;
  const rarities = new Map([...perLevel].map(([level, count]) => [level, rarityIn(mentions / count)]));
  const lastYear = all.yearOf.reduce<number>((last, year) => Math.max(last, year ?? 0), 0);
  const types = Uint8Array.from(all.entities, ({ type }) => ENTITY_TYPES.indexOf(type));
  const weights = ENTITY_TYPES.map((type) => TYPE_WEIGHT[type]);
  const [counts, recent] = [new Uint32Array(all.entities.length), new Uint32Array(all.entities.length)];
  return groups.map((group) => {
    const isRecent = (paper: number) => (all.yearOf[paper] ?? 0) > lastYear - RISING.years;
    const recentPapers = group.papers.filter(isRecent);
    countMentions(counts, group.papers, all);
    countMentions(recent, recentPapers, all);
    const rarity = rarities.get(group.level)!;
    const score = (entity: number) => {
      if (counts[entity] === 0) return 0;
      const papers = all.papersOf.sizeOf(entity);
      // What stands in every area ("artificial intelligence") tells none apart, however often it is named.
      const share = Math.sqrt(counts[entity]! / papers);
      return counts[entity]! * rarity(papers) * share * weights[types[entity]!]!;
    };
    const best = first(group.members, FEW, score);
    const label = uniqueLabel(
      inTurn(byFellowship(best, group, { score, counts }, all), group.members, score),
      taken,
      all,
    );
    taken.add(label.toLowerCase());
    const share = recentPapers.length / group.papers.length;
    return {
      label,
      description: describe(group, all, { types, counts, recent, share }),
      keywords: best.slice(0, KEYWORDS).map((entity) => all.entities[entity]!.name),
    };
  });
}

/** How telling a thing is by the number of its papers, where a group holds so many mentions on average. */
function rarityIn(average: number): (papers: number) => number {
  const known: number[] = [];
  return (papers) => (known[papers] ??= Math.log(1 + average / Math.max(1, papers)));
}

/** In how many of the papers each thing is named, by entity position. */
function countMentions(counts: Uint32Array, papers: readonly number[], { entitiesOf }: Incidence): void {
  counts.fill(0);
  for (const paper of papers) {
    for (let at = entitiesOf.starts[paper]!; at < entitiesOf.starts[paper + 1]!; at++)
      counts[entitiesOf.values[at]!]!++;
  }
}

/** The few with the highest value, highest first, ties by position; a community has a hundred thousand members. */
function first(entities: Iterable<number>, most: number, worth: (entity: number) => number): number[] {
  const best: { entity: number; value: number }[] = [];
  const isBefore = (value: number, entity: number, than: { entity: number; value: number }) =>
    value > than.value || (value === than.value && entity < than.entity);
  const enough = Math.max(2 * most, 64);
  const cut = () => best.sort((a, b) => b.value - a.value || a.entity - b.entity).splice(most);
  let worst: { entity: number; value: number } | undefined;
  for (const entity of entities) {
    const value = worth(entity);
    if (worst && !isBefore(value, entity, worst)) continue;
    best.push({ entity, value });
    if (best.length < enough) continue;
    cut();
    worst = best[most - 1];
  }
  cut();
  return best.map(({ entity }) => entity);
}

/**
 * The best few, those first that keep company with the very best: a name of two things that no paper has together says
 * less than either.
 */
function byFellowship(
  best: readonly number[],
  { papers }: Group,
  { score, counts }: { readonly score: (entity: number) => number; readonly counts: Uint32Array },
  all: Incidence,
): number[] {
  const [head, ...others] = best;
  if (head === undefined) return [];
  const inside = new Set(papers);
  const together = new Map<number, number>();
  for (const paper of all.papersOf.of(head)) {
    if (!inside.has(paper)) continue;
    for (const entity of all.entitiesOf.of(paper)) together.set(entity, (together.get(entity) ?? 0) + 1);
  }
  const worth = (entity: number) => {
    const byChance = (counts[head]! * counts[entity]!) / papers.length;
    return score(entity) * Math.min(CLOSE, (together.get(entity) ?? 0) / (byChance + DOUBT));
  };
  return [
    head,
    ...first(
      others.filter((entity) => counts[entity]! > 0),
      others.length,
      worth,
    ),
  ];
}

/** The best few are nearly always enough: the rest is put in order only when asked for. */
function* inTurn(
  best: readonly number[],
  entities: readonly number[],
  score: (entity: number) => number,
): Generator<number> {
  yield* best;
  const told = new Set(best);
  for (const entity of first(entities, entities.length, score)) if (!told.has(entity)) yield entity;
}

/** The best two that do not say the same, then as many more as it takes; the id of the first as the last word. */
function uniqueLabel(best: Iterable<number>, taken: ReadonlySet<string>, { entities }: Incidence): string {
  const names: string[] = [];
  let [label, id] = ['', ''];
  for (const entity of best) {
    const { id: own, name } = entities[entity]!;
    id ||= own;
    if (names.some((known) => saysTheSame(known.toLowerCase(), name.toLowerCase()))) continue;
    names.push(name);
    label = names.join(', ');
    if (names.length >= WORDS_IN_LABEL && !taken.has(label.toLowerCase())) return label;
  }
  return taken.has(label.toLowerCase()) ? `${label} (${id})` : label;
}

function saysTheSame(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a);
}

interface Counts {
  /** Of every entity its place in `ENTITY_TYPES`. */
  readonly types: Uint8Array;
  readonly counts: Uint32Array;
  readonly recent: Uint32Array;
  /** Of the group's papers those that are recent. */
  readonly share: number;
}

function describe({ members, papers }: Group, all: Incidence, group: Counts): string {
  const { types, counts } = group;
  const named: number[][] = ENTITY_TYPES.map(() => []);
  for (const entity of members) if (counts[entity]! > 0) named[types[entity]!]!.push(entity);
  const parts = LISTED.map(([type, word]) => {
    const ofType = named[ENTITY_TYPES.indexOf(type)]!;
    return { word, names: first(ofType, MOST_LISTED, (entity) => counts[entity]!) };
  });
  parts.push({ word: 'rising:', names: rising(members, group) });
  const lines = parts
    .filter(({ names }) => names.length > 0)
    .map(
      ({ word, names }) =>
        `${word} ${names.map((entity) => `${all.entities[entity]!.name} (${counts[entity]})`).join(', ')}`,
    );
  return `${papers.length === 1 ? '1 paper' : `${papers.length} papers`}${yearsOf(papers, all)}; ${members.length} things\n${lines.join('; ')}`;
}

function yearsOf(papers: readonly number[], all: Incidence): string {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const paper of papers) {
    const year = all.yearOf[paper];
    if (year === null || year === undefined) continue;
    [first, last] = [Math.min(first, year), Math.max(last, year)];
  }
  if (first > last) return '';
  return first === last ? ` of ${first}` : ` ${first} to ${last}`;
}

function rising(members: readonly number[], { counts, recent, share }: Counts): number[] {
  const gain = (entity: number) => recent[entity]! - RISING.factor * share * counts[entity]!;
  const risen = members.filter((entity) => recent[entity]! >= RISING.papers && gain(entity) > 0);
  return first(risen, RISING.most, gain);
}
