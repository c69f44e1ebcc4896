/** The pairs of a paper's things that may be related, and what speaks for each. Shared with the trainer. */
import { ENTITY_TYPES, type EntityType, ROLES, type Role } from '../types.js';
import type { Ranked } from './central.js';
import { GROUPS, type Group } from './judge.js';
import { type Draft, type Ledger, SAYINGS } from './ledger.js';
import { NAME_WORDS } from './name-forms.js';
import { hashText, mix } from './pair-words.js';
import { MOST_WORDS, type Place, type Profile, type Profiles, signAt } from './profiles.js';
import { MAX_MENTIONS, type Statement } from './sentences.js';

/** Groups by their indices. */
const only = (...groups: readonly Group[]): readonly number[] => groups.map((group) => GROUPS.indexOf(group));
const BETWEEN_METHODS = only('BASED_ON', 'COMPARED_WITH');
const BUILT_ALONE = only('BASED_ON');
/** Which groups may join a source and a target of these types. */
const GROUPS_BETWEEN: Readonly<Partial<Record<EntityType, Readonly<Partial<Record<EntityType, readonly number[]>>>>>> =
  {
    Method: {
      Task: only('USED_FOR'),
      Dataset: only('EVALUATED_ON'),
      Method: BETWEEN_METHODS,
      Metric: only('MEASURED_BY'),
      Hardware: only('RUNS_ON'),
    },
    Task: { Metric: only('MEASURED_BY') },
  };
/** Methods that may be related to things far from them. */
const CENTRAL_METHODS = 2;

/** Two things of a paper that may be related. */
export interface Pair {
  readonly source: Profile;
  readonly target: Profile;
  /** What may hold between them: GROUPS by their indices. */
  readonly groups: readonly number[];
  /** What sentences say of it in so many words, for each of the groups. */
  readonly drafts: readonly (Draft | undefined)[];
  /** Where both stand closest; null: in no sentence together. */
  readonly closest: Closest | null;
}
export interface Closest {
  readonly at: number;
  /** The one that stands first. */
  readonly first: Place;
  readonly second: Place;
  readonly isForth: boolean;
  /** How often they stand in one sentence, counted by their mentions. */
  readonly together: number;
}
/**
 * What speaks for the pairs of a paper. The signs of a pair are those of its source, those of its target and its own, no sign in two
 * of them; its words are its own and those of both profiles.
 */
export interface Spoken {
  /** Writes the signs that an entity brings into every pair whose source it is. */
  sourceSigns(entity: number, out: Signs): void;
  /** Writes those of every pair whose target it is. */
  targetSigns(entity: number, out: Signs): void;
  /** Of the pair that is visited; overwritten for the next. */
  readonly signs: Signs;
  readonly words: Words;
}

/** Calls `visit` for every pair, in an order that the paper alone decides. */
export function visitPairs(
  { all, read, named }: Profiles,
  statements: readonly Statement[],
  ranked: readonly Ranked[],
  ledger: Ledger,
  visit: (pair: Pair, spoken: Spoken) => void,
): void {
  const counts = { Method: 0, Task: 0, Dataset: 0, Metric: 0, Hardware: 0 };
  const ends = all.map((profile) => endOf(profile, counts[profile.entity.type]++, statements));
  ranked.forEach(({ profile, probability }, rank) => {
    const end = ends[profile.index]!;
    end.rank = rank;
    end.chance = probability;
  });
  const paper: PaperSigns = {
    statements,
    read,
    best: ranked[0]?.probability ?? 0,
    counts,
    logAll: Math.log(Math.max(1, all.length)),
  };
  const spoken: Spoken = {
    sourceSigns: (entity, out) => sourceSignsOf(paper, ends[entity]!, out),
    targetSigns: (entity, out) => targetSignsOf(paper, ends[entity]!, out),
    signs,
    words,
  };
  const visitPair = (s: number, t: number) => {
    const source = ends[s]!;
    const target = ends[t]!;
    let groups = GROUPS_BETWEEN[source.profile.entity.type]?.[target.profile.entity.type];
    if (!groups) return;
    const closest = meetingOf(source.profile, target.profile);
    if (source.profile.entity.type === 'Task' && closest === null) return;
    const apart = closest ? 0 : distanceOf(source.profile.statements, target.profile.statements);
    // What is compared has no direction: the more central stands first.
    if (groups === BETWEEN_METHODS && target.rank < source.rank) groups = BUILT_ALONE;
    const drafts = draftsOf(ledger, s, groups, t);
    const pair = { source: source.profile, target: target.profile, groups, drafts, closest };
    pairSignsOf(paper, source, target, pair, apart, signs);
    wordsOf(pair, read, words);
    visit(pair, spoken);
  };
  // The central methods with all else, the others with what stands in one sentence with them.
  const central = ranked.slice(0, CENTRAL_METHODS).map(({ profile }) => profile.index);
  for (const s of central) for (let t = 0; t < all.length; t++) if (t !== s) visitPair(s, t);
  const isVisited = new Set<number>();
  for (const here of named) {
    const count = Math.min(here.length, MAX_MENTIONS);
    for (let i = 0; i < count; i++) {
      const s = here[i]!;
      const others = GROUPS_BETWEEN[all[s]!.entity.type];
      if (others === undefined || central.includes(s)) continue;
      for (let k = 0; k < count; k++) {
        const t = here[k]!;
        if (t === s || others[all[t]!.entity.type] === undefined) continue;
        const both = s * all.length + t;
        if (isVisited.has(both)) continue;
        isVisited.add(both);
        visitPair(s, t);
      }
    }
  }
}
const NO_RANK = 9;

/** Of most pairs nothing is said. */
function draftsOf(ledger: Ledger, source: number, groups: readonly number[], target: number): Pair['drafts'] {
  let drafts: (Draft | undefined)[] | null = null;
  for (let k = 0; k < groups.length; k++) {
    const draft = ledger.find(source, groups[k]!, target);
    if (draft !== undefined) (drafts ??= new Array<Draft | undefined>(groups.length).fill(undefined))[k] = draft;
  }
  return drafts ?? (groups.length === 1 ? NOTHING_OF_ONE : NOTHING_OF_TWO);
}
const NOTHING_OF_ONE = [undefined];
const NOTHING_OF_TWO = [undefined, undefined];

/** Where both stand closest, the first of equals; null: in no sentence together. */
function meetingOf({ places: ones }: Profile, { places: others }: Profile): Closest | null {
  let least = Number.POSITIVE_INFINITY;
  let together = 0;
  let a = 0;
  let b = 0;
  let from = 0;
  for (let k = 0; k < ones.length && from < others.length; k++) {
    const one = ones[k]!;
    while (from < others.length && others[from]!.at < one.at) from++;
    for (let i = from; i < others.length && others[i]!.at === one.at; i++) {
      const other = others[i]!;
      const distance = one.from < other.from ? other.from - one.to : one.from - other.to;
      together++;
      if (distance >= least) continue;
      least = distance;
      a = k;
      b = i;
    }
  }
  if (together === 0) return null;
  const one = ones[a]!;
  const other = others[b]!;
  const isForth = one.from < other.from;
  return { at: one.at, first: isForth ? one : other, second: isForth ? other : one, isForth, together };
}

/** Sentences from the nearest of one list to the nearest of the other, 9 at most. */
function distanceOf(a: readonly number[], b: readonly number[]): number {
  let least = 9;
  let i = 0;
  for (const at of b) {
    while (i + 1 < a.length && a[i + 1]! <= at) i++;
    for (let k = i; k < a.length && k <= i + 1; k++) least = Math.min(least, Math.abs(a[k]! - at));
  }
  return least;
}

// ------------------------------------------------------------------------------------------------------- numbers

/** How many signs speak for a pair, the constant among them. */
export const PAIR_SIGNS = 62 + 2 * 9;

/** Signs that are not 0: where each stands among PAIR_SIGNS, and how much it says. */
export class Signs {
  count = 0;
  readonly places = new Int32Array(PAIR_SIGNS);
  readonly values = new Float64Array(PAIR_SIGNS);

  clear(): void {
    this.count = 0;
  }
  put(place: number, value: number): void {
    if (value === 0) return;
    this.places[this.count] = place;
    this.values[this.count++] = value;
  }
}
const signs = new Signs();

interface PaperSigns {
  readonly statements: readonly Statement[];
  readonly read: Profiles['read'];
  /** How central the most central method is. */
  readonly best: number;
  readonly counts: Readonly<Record<EntityType, number>>;
  readonly logAll: number;
}
/** An entity with what is asked of it for every pair. */
interface End {
  readonly profile: Profile;
  /** Among the methods, by how central they are. */
  rank: number;
  chance: number;
  /** How many of its type stand before it. */
  readonly ordinal: number;
  /** Index of the first statement of the abstract that names it; -1: in the title alone. */
  readonly first: number;
}

function endOf(profile: Profile, ordinal: number, statements: readonly Statement[]): End {
  const first = profile.statements.find((i) => statements[i]!.sentence.field === 'abstract') ?? -1;
  return { profile, rank: NO_RANK, chance: 0, ordinal, first };
}
const TYPE_SIGN: Readonly<Record<EntityType, number>> = { Task: 0, Dataset: 1, Method: 2, Metric: 3, Hardware: 4 };
const OWN_SIGNS = 9;

/** Of the paper, and of what the source is wherever its target stands. */
function sourceSignsOf({ best, logAll }: PaperSigns, source: End, out: Signs): void {
  const { profile, rank, chance, ordinal } = source;
  out.clear();
  out.put(0, 1);
  if (profile.entity.type === 'Task') out.put(18, 1);
  out.put(39, chance);
  out.put(40, chance / (best + 1e-6));
  if (rank === 0) out.put(41, 1);
  else if (rank === 1) out.put(45, 1);
  out.put(48, best);
  out.put(53, logAll);
  out.put(55, 1 / (1 + ordinal));
  putOwn(profile, 62, out);
}

function targetSignsOf({ statements, counts }: PaperSigns, target: End, out: Signs): void {
  const { profile, rank, chance, ordinal, first } = target;
  const { type } = profile.entity;
  out.clear();
  out.put(13 + TYPE_SIGN[type], 1);
  out.put(46, chance);
  if (rank === 0) out.put(47, 1);
  out.put(49, Math.log(counts[type]));
  if (first < 0) out.put(50, 1);
  else {
    out.put(51, first / statements.length);
    if (first === statements.length - 1) out.put(52, 1);
  }
  out.put(54, 1 / (1 + ordinal));
  out.put(61, 1 / profile.statements.length);
  putOwn(profile, 62 + OWN_SIGNS, out);
}

function putOwn({ entity, places, inTitle, isBroad, isCoined }: Profile, from: number, out: Signs): void {
  const { role, confidence } = entity;
  if (role === 'proposed') out.put(from, 1);
  if (role === 'used') out.put(from + 1, 1);
  if (role === 'compared') out.put(from + 2, 1);
  if (role === 'mentioned') out.put(from + 3, 1);
  if (isBroad) out.put(from + 4, 1);
  out.put(from + 5, Math.min(2, Math.log(places.length)));
  out.put(from + 6, confidence);
  if (inTitle) out.put(from + 7, 1);
  if (isCoined) out.put(from + 8, 1);
}

/** Of both together. */
function pairSignsOf(
  { statements, read, counts }: PaperSigns,
  source: End,
  target: End,
  { drafts, closest }: Pair,
  apart: number,
  out: Signs,
): void {
  out.clear();
  const { type: likeTarget, role } = target.profile.entity;
  for (let k = 0; k < drafts.length; k++) {
    const draft = drafts[k];
    if (draft) for (let i = 0; i < SAYINGS.length; i++) out.put(1 + 6 * k + i, draft.sayings[i]!);
    else out.put(6 + 6 * k, 1);
  }
  const isFirst = source.rank === 0;
  if (closest) {
    const { at, first, second, isForth, together } = closest;
    out.put(19, 1);
    if (statements[at]!.sentence.field === 'title') out.put(20, 1);
    out.put(21, 1 / (1 + (second.from - first.to) / 5));
    out.put(22, Math.min(3, together));
    if (isFirst) out.put(23, 1);
    if (source.rank > 1) out.put(24, source.chance);
    if (isForth) out.put(25, 1);
    const { mentions, mentionAt, listFirst, listLast } = read[at]!;
    const a = mentionAt[first.from]!;
    const b = mentionAt[second.from]!;
    if (a >= 0 && b > a) {
      let methods = 0;
      let likesBetween = 0;
      for (let i = a + 1; i < b && i < a + MAX_MENTIONS; i++) {
        if (mentions[i]!.type === 'Method') methods++;
        if (mentions[i]!.type === likeTarget) likesBetween++;
      }
      out.put(26, Math.min(4, b - a - 1) / 4);
      out.put(27, Math.min(3, methods) / 3);
      if (methods === 0) out.put(28, 1);
      if (likesBetween === 0) out.put(29, 1);
      if (listFirst[a] === listFirst[b]) out.put(30, 1);
      const t = isForth ? b : a;
      const s = isForth ? a : b;
      out.put(31, Math.min(4, listLast[t]! - listFirst[t]!) / 4);
      out.put(32, Math.min(4, listLast[s]! - listFirst[s]!) / 4);
      out.put(33, Math.min(8, mentions.length) / 8);
      if (a === 0) out.put(34, 1);
    }
  } else {
    out.put(apart === 1 ? 35 : 36, 1);
    if (isFirst) out.put(apart === 1 ? 37 : 38, 1);
  }
  if (isFirst) {
    out.put(42, 1 / counts[likeTarget]);
    if (role === 'used') out.put(43, 1);
    if (role === 'compared') out.put(44, 1);
  }
  const where = closest ? closest.at : Math.max(0, target.first);
  out.put(56, where / statements.length);
  if (target.rank !== NO_RANK) {
    // Methods alone bear each other's names.
    const alike = shareOf(target.profile.name, source.profile.name);
    out.put(57, alike);
    if (alike > 0) out.put(58, shareOf(source.profile.name, target.profile.name));
    if (source.profile.name[0] === target.profile.name[0]) out.put(59, 1);
    if (alike === 1) out.put(60, 1);
  }
}

/** Share of the words of one name that the other has too. */
function shareOf(name: readonly number[], other: readonly number[]): number {
  let both = 0;
  for (let i = NAME_WORDS; i < name.length; i++) if (other.indexOf(name[i]!, NAME_WORDS) >= 0) both++;
  return both / (name.length - NAME_WORDS || 1);
}

// --------------------------------------------------------------------------------------------------------- words

const ROLE_HASHES = ROLES.map(hashText);
const ROLE_NUMBERS = Object.fromEntries(ROLES.map((role, at) => [role, at])) as Readonly<Record<Role, number>>;
/** Words further apart say nothing of each other. */
const PATH_WORDS = 14;

/** Hashes of words, {@link MOST_WORDS} at most. */
export class Words {
  count = 0;
  readonly hashes = new Int32Array(MOST_WORDS);

  /** What stands in {@link hashes} if it is one alone: the roles of both ends, of few kinds; at most {@link ROLE_PAIRS}. */
  roles = 0;

  put(hash: number): void {
    this.hashes[this.count++] = hash;
  }
}
const words = new Words();
/** How many kinds of roles of source and target there are, by the target's type. */
export const ROLE_PAIRS = ENTITY_TYPES.length * ROLES.length ** 2;

/** The hashes of what stands between and next to a pair where it is closest, and of both roles; names and contexts are the profiles'. */
function wordsOf({ source, target, closest }: Pair, read: Profiles['read'], out: Words): void {
  out.count = 0;
  const type = TYPE_SIGN[target.entity.type];
  const one = ROLE_NUMBERS[source.entity.role];
  const other = ROLE_NUMBERS[target.entity.role];
  out.roles = (type * ROLES.length + one) * ROLES.length + other;
  out.put(mix(mix(401, type), mix(ROLE_HASHES[one]!, ROLE_HASHES[other]!)));
  if (!closest) return;
  const sentence = read[closest.at]!;
  const way = closest.isForth ? 410 : 430;
  const { first, second } = closest;
  let frame = 7;
  let exact = 7;
  let count = 0;
  for (let i = first.to; i < second.from && count < 40; i++) {
    const mention = sentence.mentionAt[i]!;
    count++;
    if (mention >= 0) {
      frame = mix(frame, signAt(sentence, i));
      exact = mix(exact, 5);
      i = sentence.mentions[mention]!.to - 1;
      continue;
    }
    const word = sentence.words[i]!;
    if (count <= PATH_WORDS) out.put(mix(way + 1, word.stem));
    if (word.isFrame) frame = mix(frame, word.hash);
    exact = mix(exact, word.hash);
  }
  out.put(mix(way + 2, frame));
  out.put(mix(way + 3, Math.min(count, 12)));
  if (count <= 5) out.put(mix(way + 4, exact));
  out.put(mix(way + 5, signAt(sentence, first.to)));
  out.put(mix(way + 6, signAt(sentence, second.from - 1)));
  out.put(mix(way + 7, signAt(sentence, first.from - 1)));
  out.put(mix(way + 8, signAt(sentence, second.to)));
}
