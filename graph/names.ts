/**
 * What a community is called, from the things that set it apart, and what it holds, in counts.
 */
import type { Incidence } from './projection.js';
import type { EntityNode, EntityType } from './schema.js';

/** Positions in an incidence. */
interface Group {
  readonly level: number;
  readonly members: readonly number[];
  readonly papers: readonly number[];
}
export interface CommunityName {
  readonly label: string;
  readonly keywords: readonly string[];
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
/** Things listed for each type in a description. */
const LISTED = 3;

/**
 * A label and keywords for every community; no two labels are alike, whatever the level.
 *
 * @see class-based tf-idf (Grootendorst 2022): how often the papers of a community name a thing, against all papers
 */
export function nameAll(groups: readonly Group[], all: Incidence): CommunityName[] {
  const taken = new Set<string>();
  const counts = groups.map((group) => mentionsIn(group, all));
  const perLevel = new Map<number, number>();
  for (const group of groups) perLevel.set(group.level, (perLevel.get(group.level) ?? 0) + 1);
  const mentions = all.entitiesOf.reduce((sum, mentioned) => sum + mentioned.length, 0);
  return groups.map((group, i) => {
    const average = mentions / perLevel.get(group.level)!;
    const score = (entity: number) =>
      (counts[i]!.get(entity) ?? 0) *
      Math.log(1 + average / Math.max(1, all.papersOf[entity]!.length)) *
      TYPE_WEIGHT[all.entities[entity]!.type];
    const scored = group.members.map((entity) => ({ entity, score: score(entity) }));
    scored.sort((a, b) => b.score - a.score || a.entity - b.entity);
    const best = scored.map(({ entity }) => all.entities[entity]!);
    const label = uniqueLabel(best, taken);
    taken.add(label.toLowerCase());
    return { label, keywords: best.slice(0, KEYWORDS).map((entity) => entity.name) };
  });
}

/** In how many papers of the group each thing is named. */
function mentionsIn(group: Group, all: Incidence): Map<number, number> {
  const counts = new Map<number, number>();
  for (const paper of group.papers) {
    for (const entity of all.entitiesOf[paper]!) counts.set(entity, (counts.get(entity) ?? 0) + 1);
  }
  return counts;
}

/** The best two, then as many more as it takes; the id of the first as the last word. */
function uniqueLabel(best: readonly EntityNode[], taken: ReadonlySet<string>): string {
  const names: string[] = [];
  for (const entity of best) {
    const name = entity.name;
    if (names.some((known) => known.toLowerCase().includes(name.toLowerCase()))) continue;
    names.push(name);
    const label = names.join(', ');
    if ((names.length >= WORDS_IN_LABEL || names.length === best.length) && !taken.has(label.toLowerCase()))
      return label;
  }
  const label = names.join(', ');
  return taken.has(label.toLowerCase()) ? `${label} (${best[0]!.id})` : label;
}

/** Two lines of counts: papers with years and size, then the most used things of each type. */
export function describe(group: Group, all: Incidence): string {
  const years = group.members
    .flatMap((entity) => [all.entities[entity]!.firstYear, all.entities[entity]!.lastYear])
    .filter((year): year is number => year !== null);
  const [first, last] = years.reduce(
    ([low, high], year) => [Math.min(low, year), Math.max(high, year)],
    [Infinity, -Infinity],
  );
  const span = years.length === 0 ? '' : first === last ? ` of ${first}` : ` ${first} to ${last}`;
  const counts = mentionsIn(group, all);
  const lines = TYPES_LISTED.map(([type, word]) => {
    const inside = group.members.filter((entity) => all.entities[entity]!.type === type);
    inside.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a - b);
    const named = inside.slice(0, LISTED).map((entity) => `${all.entities[entity]!.name} (${counts.get(entity) ?? 0})`);
    return named.length > 0 ? `${word} ${named.join(', ')}` : '';
  }).filter((line) => line !== '');
  const papers = group.papers.length === 1 ? '1 paper' : `${group.papers.length} papers`;
  return `${papers}${span}; ${group.members.length} things\n${lines.join('; ')}`;
}

const TYPES_LISTED: readonly (readonly [EntityType, string])[] = [
  ['Task', 'tasks'],
  ['Method', 'methods'],
  ['Dataset', 'datasets'],
  ['Metric', 'metrics'],
];
