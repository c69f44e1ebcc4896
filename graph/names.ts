/**
 * What a community is called, from the things that set it apart, and what it holds, in counts.
 */
import type { Incidence } from './projection.js';
import type { Community, EntityNode, EntityType } from './schema.js';

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
  const mentions = all.entitiesOf.reduce((sum, mentioned) => sum + mentioned.length, 0);
  const lastYear = all.yearOf.reduce<number>((last, year) => Math.max(last, year ?? 0), 0);
  const [counts, recent] = [new Uint32Array(all.entities.length), new Uint32Array(all.entities.length)];
  return groups.map((group) => {
    const isRecent = (paper: number) => (all.yearOf[paper] ?? 0) > lastYear - RISING.years;
    countMentions(counts, group.papers, all);
    countMentions(recent, group.papers.filter(isRecent), all);
    const average = mentions / perLevel.get(group.level)!;
    const rarity = (entity: number) => Math.log(1 + average / Math.max(1, all.papersOf[entity]!.length));
    const score = (entity: number) => counts[entity]! * rarity(entity) * TYPE_WEIGHT[all.entities[entity]!.type];
    const best = sortedBy(group.members, score).map((entity) => all.entities[entity]!);
    const label = uniqueLabel(best, taken);
    taken.add(label.toLowerCase());
    return {
      label,
      description: describe(group, all, { counts, recent }),
      keywords: best.slice(0, KEYWORDS).map((entity) => entity.name),
    };
  });
}

/** In how many of the papers each thing is named, by entity position. */
function countMentions(counts: Uint32Array, papers: readonly number[], all: Incidence): void {
  counts.fill(0);
  for (const paper of papers) for (const entity of all.entitiesOf[paper]!) counts[entity]!++;
}

/** Highest first, ties by position. */
function sortedBy(entities: readonly number[], score: (entity: number) => number): number[] {
  return entities
    .map((entity) => ({ entity, value: score(entity) }))
    .sort((a, b) => b.value - a.value || a.entity - b.entity)
    .map(({ entity }) => entity);
}

/** The best two that do not say the same, then as many more as it takes; the id of the first as the last word. */
function uniqueLabel(best: readonly EntityNode[], taken: ReadonlySet<string>): string {
  const names: string[] = [];
  let label = '';
  for (const { name } of best) {
    if (names.some((known) => saysTheSame(known.toLowerCase(), name.toLowerCase()))) continue;
    names.push(name);
    label = names.join(', ');
    if (names.length >= WORDS_IN_LABEL && !taken.has(label.toLowerCase())) return label;
  }
  return taken.has(label.toLowerCase()) ? `${label} (${best[0]!.id})` : label;
}

function saysTheSame(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a);
}

function describe(
  { members, papers }: Group,
  all: Incidence,
  { counts, recent }: { counts: Uint32Array; recent: Uint32Array },
): string {
  const parts = LISTED.map(([type, word]) => {
    const inside = members.filter((entity) => all.entities[entity]!.type === type && counts[entity]! > 0);
    return { word, names: sortedBy(inside, (entity) => counts[entity]!).slice(0, MOST_LISTED) };
  });
  parts.push({ word: 'rising:', names: rising(members, papers, { counts, recent }, all) });
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

function rising(
  members: readonly number[],
  papers: readonly number[],
  { counts, recent }: { counts: Uint32Array; recent: Uint32Array },
  all: Incidence,
): number[] {
  const lastYear = all.yearOf.reduce<number>((last, year) => Math.max(last, year ?? 0), 0);
  const share = papers.filter((paper) => (all.yearOf[paper] ?? 0) > lastYear - RISING.years).length / papers.length;
  const gain = (entity: number) => recent[entity]! - RISING.factor * share * counts[entity]!;
  const risen = members.filter((entity) => recent[entity]! >= RISING.papers && gain(entity) > 0);
  return sortedBy(risen, gain).slice(0, RISING.most);
}
