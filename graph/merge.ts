/**
 * One name for one thing across papers, and the ledger that says why.
 */
import { entityId, nameKey } from '../src/text/name-key.js';
import { ENTITY_TYPES, type EntityId, type EntityType, type PaperId } from '../src/types.js';
import { byText } from './edges.js';
import { Groups, keyOf, type Pair, wordingOf } from './merge-groups.js';
import { DOMINANCE, KnownNames, type KnownTables, type KnownThing } from './merge-known.js';
import { acronymFit, plainKey, sameWording } from './merge-rules.js';
import { type AliasRow, type Pin, readAliases, readPins } from './merge-tables.js';
import type { Merge, TypeConflict } from './schema.js';
import type { Counted, NameCount } from './store/counts.js';

export interface MergeOptions extends KnownTables {
  /** The user's `aliases.csv` and `pins.csv` as text. */
  readonly aliases: string | undefined;
  readonly pins: string | undefined;
}
/** Which node each thing belongs to. */
export interface Names {
  /** By the thing's number. */
  readonly ids: readonly EntityId[];
  /** The node of a thing under the name that one paper gives it; null: of no paper in particular. */
  readonly nodeOf: (thing: number, name: string, paper: number | null) => EntityId;
  /** The things that `nodeOf` gives more than one node. */
  readonly mixed: ReadonlySet<number>;
  /** The nodes that `nodeOf` gives a thing beside the one in `ids`. */
  readonly sensesOf: (thing: number) => readonly EntityId[];
  /** Names that somebody chose, by node; for the others the corpus decides. */
  readonly chosen: ReadonlyMap<EntityId, string>;
  readonly merges: readonly Merge[];
  readonly conflicts: readonly TypeConflict[];
}
/** A short form that the papers define in several ways, none far ahead: each paper's company decides. */
export interface Homograph {
  readonly thing: number;
  readonly senses: readonly { readonly long: number; readonly papers: number }[];
}
/** What else the papers name that have a homograph or one of its senses. */
export interface Company {
  readonly paper: number;
  /** Numbers of all things in the paper. */
  readonly things: readonly number[];
}

/** The rarer of two types is given to the other when it has less than this share, or fewer papers than this. */
const COMMON_SHARE = 0.25;
const COMMON_PAPERS = 3;
/** A known name counts so many times under its known type. */
const KNOWN_WEIGHT = 4;
/** One defining paper speaks for at most so many papers that use the short form undefined. */
const USES_PER_DEFINITION = 50;
/** A long form gives way to its short form as the kept name when fewer than this share of the papers spell it out. */
const SPELLED_OUT = 0.1;
/** A sense of a homograph that fewer papers define says too little of the company it keeps. */
const FEWEST_FOR_SENSE = 2;
/** How many papers the company of the whole corpus counts for beside a sense's own. */
const BACKGROUND = 5;
/** A paper's company decides for a sense that it makes so probable. */
const DECIDED = 0.9;

/**
 * Brings the names of all papers together. Rules in order of trust: the user's pins and aliases, known aliases, levelled
 * wording, then abbreviations by what the papers define; last, one surface under two types. A merge is done only if
 * every pair in the joined group may be one.
 *
 * @param companyOf  asked once for the papers of all homographs; without it they stay on their own
 */
export async function mergeNames(
  { names: counts, papers }: Pick<Counted, 'names' | 'papers'>,
  options: Partial<MergeOptions> = {},
  companyOf: (things: readonly number[]) => Promise<readonly Company[]> = async () => [],
): Promise<Names> {
  const known = new KnownNames(options);
  const numbers = new Map(counts.map((count) => [count.id, count.number]));
  const pins = readPins(options.pins ?? '');
  const groups = new Groups(counts, pins, known);
  for (const pin of pins) if (pin.action === 'merge') joinUserRow(groups, counts, numbers, pin);
  for (const row of readAliases(options.aliases ?? '')) joinUserRow(groups, counts, numbers, row);
  const definitions = sensesByKey(counts);
  joinByWording(groups, counts, known, definitions);
  const { pairs, homographs } = abbreviations(counts, definitions, groups, numbers);
  for (const pair of pairs) groups.join(pair);
  const conflicts = settleTypes(counts, groups, known);
  const senses = settleHomographs(homographs, counts, papers, groups, await companyOf(thingsOf(homographs, groups)));
  const surfaces = splitSurfaces(pins, counts, numbers);
  const ids = counts.map((count) => groups.idOf(count.number));
  const nodeOf = (thing: number, name: string, paper: number | null): EntityId => {
    const apart = surfaces.get(thing)?.get(name);
    if (apart !== undefined) return apart;
    const sense = paper === null ? undefined : senses.byPaper.get(thing)?.get(paper);
    return sense === undefined ? ids[thing]! : groups.idOf(sense);
  };
  const sensesOf = (thing: number): EntityId[] => [
    ...new Set([
      ...(surfaces.get(thing)?.values() ?? []),
      ...[...(senses.byPaper.get(thing)?.values() ?? [])].map((sense) => groups.idOf(sense)),
    ]),
  ];
  const chosen = new Map([...groups.chosen].map(([thing, name]) => [groups.idOf(thing), name]));
  for (const [thing, apart] of surfaces) for (const [name, id] of apart) if (ids[thing] !== id) chosen.set(id, name);
  const merges = [...groups.merges(), ...senses.merges, ...spellings(counts, papers, ids, surfaces)];
  const mixed = new Set([...surfaces.keys(), ...senses.byPaper.keys()]);
  return { ids, nodeOf, mixed, sensesOf, chosen, merges, conflicts };
}

// ------------------------------------------------------------------------------------------------- people and tables

/** A pin or alias of the user's: among the things of one type, or, where no type has both names, across types. */
function joinUserRow(
  groups: Groups,
  counts: readonly NameCount[],
  numbers: ReadonlyMap<EntityId, number>,
  row: AliasRow | Pin,
): void {
  const [name, other] = 'names' in row ? (row.names as [string, string]) : [row.name, row.other];
  const types = row.type === null ? ENTITY_TYPES : [row.type];
  const find = (type: EntityType, text: string) => numbers.get(entityId(type, text));
  const say = { rule: 'user', score: 1, evidence: `${row.at} says so`, papers: [] } as const;
  let joined = false;
  for (const type of types) {
    const [kept, merged] = [find(type, name), find(type, other)];
    if (merged === undefined) continue;
    if (kept === undefined) {
      if (row.type === null) continue;
      groups.rename(merged, entityId(type, name), name, say);
    } else {
      groups.join({ kept, merged, ...say });
      groups.choose(kept, name);
    }
    joined = true;
  }
  if (joined || row.type !== null) return;
  const most = (text: string) =>
    types.flatMap((type) => find(type, text) ?? []).sort((a, b) => counts[b]!.papers - counts[a]!.papers || a - b)[0];
  const [kept, merged] = [most(name), most(other)];
  if (merged === undefined) return;
  if (kept === undefined) groups.rename(merged, entityId(counts[merged]!.type, name), name, say);
  else {
    groups.join({ kept, merged, ...say });
    groups.choose(kept, name);
  }
}

/** Known aliases and levelled wording: what is alike is joined to the known thing or to what most papers name. */
function joinByWording(
  groups: Groups,
  counts: readonly NameCount[],
  known: KnownNames,
  definitions: ReadonlyMap<string, readonly SenseOf[]>,
): void {
  const first = Object.fromEntries(ENTITY_TYPES.map((type) => [type, new Map<string, NameCount>()]));
  const alike = new Map<string, NameCount[]>();
  const ids = new Set(counts.map(({ id }) => id));
  const enter = (wording: string, count: NameCount) => {
    const before = first[count.type]!.get(wording);
    if (before === undefined) first[count.type]!.set(wording, count);
    else {
      const key = `${count.type}\t${wording}`;
      const list = alike.get(key);
      if (list) list.push(count);
      else alike.set(key, [before, count]);
    }
  };
  for (const count of counts) {
    const key = keyOf(count);
    const thing = known.findKey(key, count.type);
    // A name with several known meanings says nothing, nor does one that this corpus defines otherwise.
    if (thing === null || (thing && definedOtherwise(count, thing, known, definitions))) continue;
    const loose = known.level(key, count.type);
    const plain = plainKey(singularOf(count, key, ids), count.type);
    enter(loose, count);
    if (plain !== loose) enter(plain, count);
  }
  const tableOf = (count: NameCount): { isKept: boolean; at: string | null } => {
    const thing = known.findKey(keyOf(count), count.type);
    const isKept = thing?.key === keyOf(count);
    return { isKept, at: thing && !isKept ? thing.at : null };
  };
  for (const things of alike.values()) {
    const list = things.map((count) => ({ count, ...tableOf(count) }));
    list.sort(
      (a, b) =>
        Number(b.isKept) - Number(a.isKept) || b.count.papers - a.count.papers || a.count.number - b.count.number,
    );
    const kept = list[0]!;
    for (const { count, at } of list.slice(1)) {
      const source = at ?? kept.at;
      groups.join({
        kept: kept.count.number,
        merged: count.number,
        rule: source === null ? 'same-key' : 'known-alias',
        score: source === null ? 0.95 : 1,
        evidence: source === null ? 'the same words once short forms and tails are levelled' : `${source} says so`,
        papers: [],
      });
    }
  }
}

/** The key without its plural, where the corpus has the singular too: "event cameras" is one, "random bias" is none. */
function singularOf(count: NameCount, key: string, ids: ReadonlySet<EntityId>): string {
  if (!key.endsWith('s') || !/ [a-z]{4,}(?<!s)s$/.test(key) || !ids.has(count.id.slice(0, -1) as EntityId)) return key;
  return key.slice(0, -1);
}

/** True when most papers that define the short form mean something else than the known thing, and two at least do. */
function definedOtherwise(
  count: NameCount,
  thing: KnownThing,
  known: KnownNames,
  definitions: ReadonlyMap<string, readonly SenseOf[]>,
): boolean {
  if (thing.key === keyOf(count)) return false;
  const senses = definitions.get(keyOf(count).replaceAll(' ', '-')) ?? [];
  let [so, otherwise] = [0, 0];
  for (const { long, papers } of senses) {
    const means = known.findKey(keyOf(long), long.type);
    const agrees = means?.key === thing.key || sameWording(wordingOf(long), thing.name, count.type);
    if (agrees) so += papers;
    else if (long.type === count.type) otherwise += papers;
  }
  return otherwise >= 2 && otherwise > so;
}

// ----------------------------------------------------------------------------------------------------- abbreviations

interface SenseOf {
  readonly long: NameCount;
  readonly short: string;
  papers: number;
  readonly examples: PaperId[];
}

/**
 * Short forms that stand alone in some papers, and what the papers that define them mean. Senses of all types are heard,
 * since an abbreviation that stands alone is often given the wrong type; one that is far ahead takes all. If none is,
 * the one far ahead within the short form's own type takes that type's. What is left are homographs.
 */
function abbreviations(
  counts: readonly NameCount[],
  definitions: ReadonlyMap<string, readonly SenseOf[]>,
  groups: Groups,
  numbers: ReadonlyMap<EntityId, number>,
): { pairs: Pair[]; homographs: Homograph[] } {
  const pairs: Pair[] = [];
  const homographs: Homograph[] = [];
  for (const [key, senses] of definitions) {
    for (const type of ENTITY_TYPES) {
      const number = numbers.get(`${type.toLowerCase() as Lowercase<EntityType>}:${key}`);
      if (number === undefined) continue;
      const short = counts[number]!;
      // What stands for a longer name already has its meaning.
      if (groups.members(number).some((member) => keyOf(counts[member]!).includes(' '))) continue;
      const fitting = senses.filter((sense) => sense.long.number !== number && sameCase(wordingOf(short), sense.short));
      // "mAP" and "MAP" have one key; where some define it to the letter, only they are heard.
      const exact = fitting.filter((sense) => sense.short.replace(/s$/, '') === wordingOf(short).replace(/s$/, ''));
      const others = exact.length > 0 ? exact : fitting;
      const ofType = others.filter(({ long }) => long.type === type);
      // A dataset or a metric that several papers name is not a task because its letters are.
      const isFirm = type !== 'Method' && type !== 'Task' && short.papers >= COMMON_PAPERS;
      const winner = (isFirm ? null : farAhead(others, groups)) ?? farAhead(ofType, groups);
      if (winner === null) {
        const told = others.filter(({ papers }) => papers >= FEWEST_FOR_SENSE);
        if (told.length > 1) homographs.push(homograph(number, told, groups));
        continue;
      }
      // Within a sense that has several wordings or types, the short form's own type, then the most usual one.
      const best = winner.agreeing.find(({ long }) => long.type === type) ?? winner.agreeing[0]!;
      const defined = winner.agreeing.reduce((sum, { papers }) => sum + papers, 0);
      if (defined * USES_PER_DEFINITION < short.papers) continue;
      // Papers that spell the short form out themselves, and otherwise, are heard as those that define it.
      if (defined < DOMINANCE * (winner.all + speltOtherwise(short, best.long))) continue;
      const spelledOut = best.long.papers / (best.long.papers + short.papers);
      const keepsLong = spelledOut >= SPELLED_OUT || best.long.type !== type;
      pairs.push({
        kept: keepsLong ? best.long.number : number,
        merged: keepsLong ? number : best.long.number,
        rule: 'abbreviation',
        score: winner.share,
        evidence: `"${best.short}" is defined as "${wordingOf(best.long)}" in ${defined} of ${winner.all} papers that define it`,
        papers: [...new Set(best.examples)].sort(byText).slice(0, 5),
      });
    }
  }
  pairs.sort((a, b) => b.score - a.score || a.kept - b.kept || a.merged - b.merged);
  return { pairs, homographs };
}

/** In how many papers the short form stands for something else than the long one: what else fits it is its other name there. */
function speltOtherwise(short: NameCount, long: NameCount): number {
  const [form, meaning] = [wordingOf(short), wordingOf(long)];
  return short.surfaces
    .filter(({ text }) => text.includes(' ') && acronymFit(form, text) > 0 && !sameWording(text, meaning, long.type))
    .reduce((sum, { papers }) => sum + papers, 0);
}

/** "MU" is no "Mu", but "BoW" is "BOW": short forms are told by their capitals, or are the same to the letter. */
function sameCase(a: string, b: string): boolean {
  const capitals = (text: string) => text.match(/\p{Lu}/gu)?.length ?? 0;
  return a === b || a === b.replace(/s$/, '') || (capitals(a) >= 2 && capitals(b) >= 2);
}

/** All that short forms are defined as, by the key of the short form; most papers first. */
function sensesByKey(counts: readonly NameCount[]): Map<string, SenseOf[]> {
  const byKey = new Map<string, SenseOf[]>();
  for (const long of counts) {
    for (const { short, papers, examples } of long.definitions) {
      if (acronymFit(short, wordingOf(long)) === 0) continue;
      const id = entityId(long.type, short);
      if (id === long.id) continue;
      const key = id.slice(id.indexOf(':') + 1);
      const senses = byKey.get(key) ?? [];
      const before = senses.find((sense) => sense.long === long);
      if (before) {
        before.papers += papers;
        before.examples.push(...examples);
      } else senses.push({ long, papers, examples: [...examples], short });
      byKey.set(key, senses);
    }
  }
  for (const senses of byKey.values()) senses.sort((a, b) => b.papers - a.papers || a.long.number - b.long.number);
  return byKey;
}

function farAhead(senses: readonly SenseOf[], groups: Groups) {
  const best = senses[0];
  if (best === undefined) return null;
  const agreeing = senses.filter((sense) => sense === best || sameSense(sense.long, best.long, groups));
  const all = senses.reduce((sum, { papers }) => sum + papers, 0);
  const share = agreeing.reduce((sum, { papers }) => sum + papers, 0) / all;
  return share >= DOMINANCE ? { agreeing, share, all } : null;
}

const sameSense = (a: NameCount, b: NameCount, groups: Groups): boolean =>
  groups.leader(a.number) === groups.leader(b.number) || sameWording(wordingOf(a), wordingOf(b), a.type);

function homograph(thing: number, senses: readonly SenseOf[], groups: Groups): Homograph {
  const apart: { long: number; papers: number; count: NameCount }[] = [];
  for (const { long, papers } of senses) {
    const same = apart.find(({ count }) => sameSense(count, long, groups));
    if (same) same.papers += papers;
    else apart.push({ long: long.number, papers, count: long });
  }
  return { thing, senses: apart.map(({ long, papers }) => ({ long, papers })) };
}

const thingsOf = (homographs: readonly Homograph[], groups: Groups): number[] => [
  ...new Set(homographs.flatMap(({ thing, senses }) => [thing, ...senses.flatMap(({ long }) => groups.members(long))])),
];

/**
 * A homograph that a paper leaves undefined means the sense whose papers name the same other things (naive Bayes, each
 * sense as likely beforehand as the papers define it). Where the company is not telling, it stays a node of its own.
 */
function settleHomographs(
  homographs: readonly Homograph[],
  counts: readonly NameCount[],
  papers: readonly PaperId[],
  groups: Groups,
  company: readonly Company[],
) {
  const byPaper = new Map<number, Map<number, number>>();
  const merges: Merge[] = [];
  const papersOf = new Map<number, Company[]>();
  for (const one of company) {
    for (const thing of one.things) {
      const list = papersOf.get(thing);
      if (list) list.push(one);
      else papersOf.set(thing, [one]);
    }
  }
  const share = (thing: number) => (papersOf.get(thing)?.length ?? 0) / company.length;
  for (const { thing, senses } of homographs) {
    const open = papersOf.get(thing) ?? [];
    const models = senses.map(({ long, papers: defined }) => {
      const seen = new Map<number, number>();
      const itsPapers = new Set(groups.members(long).flatMap((member) => papersOf.get(member) ?? []));
      for (const { things } of itsPapers) {
        for (const leader of new Set(things.map((other) => groups.leader(other)))) {
          seen.set(leader, (seen.get(leader) ?? 0) + 1);
        }
      }
      return { long, seen, size: itsPapers.size, prior: defined };
    });
    const settled = new Map<number, { papers: number[]; sum: number }>();
    for (const { paper, things } of open) {
      const others = new Set(things.filter((other) => other !== thing).map((other) => groups.leader(other)));
      const told = [...others].filter((other) => models.some(({ seen }) => seen.has(other)));
      if (told.length === 0 || models.some(({ long }) => others.has(groups.leader(long)))) continue;
      // What a sense has never been seen with is as likely as in any paper, so that rare senses have no advantage.
      const scores = models.map(({ seen, size, prior }) =>
        told.reduce(
          (sum, other) => sum + Math.log(((seen.get(other) ?? 0) + BACKGROUND * share(other)) / (size + BACKGROUND)),
          Math.log(prior),
        ),
      );
      const top = Math.max(...scores);
      const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
      const probability = 1 / total;
      const { long, seen } = models[scores.indexOf(top)]!;
      if (probability < DECIDED || !told.some((other) => seen.has(other))) continue;
      const chosen = byPaper.get(thing) ?? new Map<number, number>();
      byPaper.set(thing, chosen.set(paper, long));
      const tally = settled.get(long) ?? { papers: [], sum: 0 };
      tally.papers.push(paper);
      tally.sum += probability;
      settled.set(long, tally);
    }
    for (const [long, tally] of settled) {
      const count = counts[thing]!;
      const alike = tally.papers.length === 1 ? '1 paper' : `${tally.papers.length} papers`;
      merges.push({
        kept: groups.idOf(long),
        merged: count.id,
        alias: wordingOf(count),
        rule: 'abbreviation',
        score: Math.round((tally.sum / tally.papers.length) * 100) / 100,
        evidence: `in ${alike} of ${open.length} the other names are those of "${wordingOf(counts[long]!)}"`,
        papers: tally.papers.slice(0, 5).map((paper) => papers[paper]!),
      });
    }
  }
  return { byPaper, merges };
}

// ------------------------------------------------------------------------------------------------------------- types

/** One surface under several types: the rare reading goes to the common one, two common ones both stand. */
function settleTypes(counts: readonly NameCount[], groups: Groups, known: KnownNames): TypeConflict[] {
  const byKey = new Map<string, NameCount>();
  const shared = new Map<string, NameCount[]>();
  for (const count of counts) {
    const key = keyOf(count);
    const before = byKey.get(key);
    if (before === undefined) {
      byKey.set(key, count);
      continue;
    }
    const same = shared.get(key);
    if (same) same.push(count);
    else shared.set(key, [before, count]);
  }
  const weightOf = (count: NameCount): number => {
    const papersOfAll = groups.members(count.number).reduce((sum, member) => sum + counts[member]!.papers, 0);
    return papersOfAll * (known.typeOf(keyOf(count)) === count.type ? KNOWN_WEIGHT : 1);
  };
  const conflicts: TypeConflict[] = [];
  // Weighed before anything moves, so that the order of the keys does not matter.
  const disputes = [...shared.values()]
    .sort(([a], [b]) => a!.number - b!.number)
    .map((same) => {
      const rivals = same.filter((count) => groups.typeOf(count.number) === count.type);
      return rivals.map((count) => ({ count, weight: weightOf(count) }));
    })
    .filter((rivals) => rivals.length > 1);
  for (const rivals of disputes) {
    rivals.sort(
      (a, b) =>
        b.weight - a.weight ||
        ENTITY_TYPES.indexOf(a.count.type) - ENTITY_TYPES.indexOf(b.count.type) ||
        a.count.number - b.count.number,
    );
    const [kept, ...others] = rivals as [(typeof rivals)[0], ...typeof rivals];
    for (const lost of others) {
      if (groups.leader(lost.count.number) === groups.leader(kept.count.number)) continue;
      const isRare = lost.weight < COMMON_SHARE * (lost.weight + kept.weight) || lost.count.papers < COMMON_PAPERS;
      // A short form that already means a longer name is no reading of its own: "SR" the task and "SR" the metric are two
      // things, and what the one stands for must not become the other.
      const isOwn = keyOf(counts[groups.leader(lost.count.number)]!) === keyOf(lost.count);
      const moved = isRare && isOwn && groups.move(lost.count.number, kept.count.number);
      conflicts.push({
        surface: wordingOf(lost.count),
        kept: groups.idOf(kept.count.number),
        lost: lost.count.id,
        keptPapers: kept.count.papers,
        lostPapers: lost.count.papers,
        decision: moved ? 'moved' : 'both',
      });
    }
  }
  return conflicts;
}

// ---------------------------------------------------------------------------------------------------------- spelling

/** Pins that split what has one key ("Transformers" from "Transformer"): the second name becomes a node of its own. */
function splitSurfaces(
  pins: readonly Pin[],
  counts: readonly NameCount[],
  numbers: ReadonlyMap<EntityId, number>,
): Map<number, Map<string, EntityId>> {
  const apart = new Map<number, Map<string, EntityId>>();
  for (const pin of pins) {
    if (pin.action !== 'split') continue;
    for (const type of pin.type === null ? ENTITY_TYPES : [pin.type]) {
      const number = numbers.get(entityId(type, pin.other));
      if (number === undefined || entityId(type, pin.name) !== counts[number]!.id) continue;
      const slug = pin.other.trim().toLowerCase().replace(/\s+/g, '-');
      let id = `${type.toLowerCase() as Lowercase<EntityType>}:${slug}` as EntityId;
      while (numbers.has(id)) id = `${id}-2`;
      apart.set(number, (apart.get(number) ?? new Map()).set(pin.other, id));
    }
  }
  return apart;
}

/** The ledger of spellings: every way to write a thing that differs from its usual one by more than case. */
function spellings(
  counts: readonly NameCount[],
  papers: readonly PaperId[],
  ids: readonly EntityId[],
  surfaces: ReadonlyMap<number, ReadonlyMap<string, EntityId>>,
): Merge[] {
  const merges: Merge[] = [];
  for (const count of counts) {
    const main = wordingOf(count);
    const isMain = ({ text }: { readonly text: string }) => text === main;
    if (count.names.every(isMain) && count.surfaces.every(isMain)) continue;
    const letters = lettersOf(main);
    const told = new Set([main.toLowerCase()]);
    for (const { text, papers: howMany, firstPaper } of [...count.surfaces, ...count.names]) {
      if (told.has(text.toLowerCase()) || surfaces.get(count.number)?.has(text)) continue;
      told.add(text.toLowerCase());
      const isSpelling = lettersOf(text) === letters || nameKey(text, count.type) === keyOf(count);
      const times = howMany === 1 ? '1 paper' : `${howMany} papers`;
      merges.push({
        kept: ids[count.number]!,
        merged: count.id,
        alias: text,
        rule: isSpelling ? 'same-key' : 'abbreviation',
        score: 1,
        evidence: isSpelling ? `"${main}" spelt otherwise in ${times}` : `${times} use it for "${main}" themselves`,
        papers: [papers[firstPaper]!],
      });
    }
  }
  return merges;
}

/** Most spellings differ in case, spaces and hyphens only; that is told faster than by the key. */
const lettersOf = (text: string): string => text.toLowerCase().replace(/[\s\p{Pd}]+/gu, '');
