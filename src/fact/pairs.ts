/** The pairs of a paper's things that may be related, and what speaks for each. Shared with the trainer. */
import { type EntityType, ROLES, type Role } from '../types.js';
import { isBroad, isCoined } from './broad.js';
import type { Ranked } from './central.js';
import { GROUPS, type Group } from './judge.js';
import { type Draft, type Ledger, SAYINGS } from './ledger.js';
import { hashText, mix } from './pair-features.js';
import { type Place, type Profile, type Profiles, signAt } from './profiles.js';
import { MAX_MENTIONS, type Statement } from './sentences.js';

/** Which groups may join a source and a target of these types. */
const GROUPS_BETWEEN: Readonly<Partial<Record<EntityType, Readonly<Partial<Record<EntityType, readonly Group[]>>>>>> = {
  Method: {
    Task: ['USED_FOR'],
    Dataset: ['EVALUATED_ON'],
    Method: ['BASED_ON', 'COMPARED_WITH'],
    Metric: ['MEASURED_BY'],
    Hardware: ['RUNS_ON'],
  },
  Task: { Metric: ['MEASURED_BY'] },
};
/** Methods that may be related to things far from them. */
const CENTRAL_METHODS = 2;

/** A pair under one group, with what speaks for it in `signs` and `words`; both are overwritten for the next pair. */
export interface Pair {
  readonly source: Profile;
  readonly target: Profile;
  readonly group: Group;
  /** What sentences say of it in so many words. */
  readonly draft: Draft | undefined;
  /** Whether the source is the method that the paper turns about. */
  readonly ofCentral: boolean;
  /** Where both stand closest; null: in no sentence together. */
  readonly closest: Closest | null;
}
export interface Closest {
  readonly at: number;
  /** The one that stands first. */
  readonly first: Place;
  readonly second: Place;
  readonly isForth: boolean;
}

/** Calls `visit` for every pair, in an order that the paper alone decides. */
export function visitPairs(
  { all, read }: Profiles,
  statements: readonly Statement[],
  ranked: readonly Ranked[],
  ledger: Ledger,
  visit: (pair: Pair, signs: Float64Array, words: readonly number[]) => void,
): void {
  const ranks = new Map(ranked.map(({ profile }, rank) => [profile, rank]));
  const chances = new Map(ranked.map(({ profile, probability }) => [profile, probability]));
  const countOf = (type: EntityType) => all.reduce((sum, { entity }) => sum + Number(entity.type === type), 0);
  const paper: PaperSigns = {
    statements,
    best: ranked[0]?.probability ?? 0,
    counts: {
      Method: countOf('Method'),
      Task: countOf('Task'),
      Dataset: countOf('Dataset'),
      Metric: countOf('Metric'),
      Hardware: countOf('Hardware'),
    },
    logAll: Math.log(Math.max(1, all.length)),
  };
  const ends = all.map((profile) =>
    endOf(profile, ranks.get(profile) ?? NO_RANK, chances.get(profile) ?? 0, statements),
  );
  for (const [s, t] of pairsOf(all, statements, ranked)) {
    const source = ends[s]!;
    const target = ends[t]!;
    const groups = GROUPS_BETWEEN[source.profile.entity.type]?.[target.profile.entity.type];
    if (!groups) continue;
    const { closest, together } = meetingOf(source.profile, target.profile);
    if (source.profile.entity.type === 'Task' && closest === null) continue;
    const apart = closest ? 0 : distanceOf(source.profile.statements, target.profile.statements);
    for (const group of groups) {
      // What is compared has no direction: the more central stands first.
      if (group === 'COMPARED_WITH' && target.rank < source.rank) continue;
      const draft = ledger.find(s, group, t);
      const pair = {
        source: source.profile,
        target: target.profile,
        group,
        draft,
        ofCentral: source.rank === 0,
        closest,
      };
      signsOf(paper, source, target, { draft, closest, together, apart }, signs);
      wordsOf(pair, read, words);
      visit(pair, signs, words);
    }
  }
}
const NO_RANK = 9;
const words: number[] = [];

/** Indices of sources and targets: the central methods with all else, the others with what stands in one sentence with them. */
function pairsOf(
  all: readonly Profile[],
  statements: readonly Statement[],
  ranked: readonly Ranked[],
): [number, number][] {
  const wanted = new Set<number>();
  const size = all.length;
  for (const { profile } of ranked.slice(0, CENTRAL_METHODS))
    for (let t = 0; t < size; t++) if (t !== profile.index) wanted.add(profile.index * size + t);
  const indexOf = new Map(all.map(({ entity, index }) => [entity.id, index]));
  const named = statements.map(({ mentions }) => [
    ...new Set(mentions.slice(0, MAX_MENTIONS).map(({ entity }) => indexOf.get(entity)!)),
  ]);
  for (const here of named)
    for (const s of here) {
      if (!GROUPS_BETWEEN[all[s]!.entity.type]) continue;
      for (const t of here) if (s !== t) wanted.add(s * size + t);
    }
  return Array.from(wanted, (pair) => [Math.floor(pair / size), pair % size]);
}

function meetingOf(a: Profile, b: Profile): { closest: Closest | null; together: number } {
  let closest: Closest | null = null;
  let least = Number.POSITIVE_INFINITY;
  let together = 0;
  let from = 0;
  for (const one of a.places) {
    while (from < b.places.length && b.places[from]!.at < one.at) from++;
    for (let i = from; i < b.places.length && b.places[i]!.at === one.at; i++) {
      const other = b.places[i]!;
      const isForth = one.from < other.from;
      const distance = isForth ? other.from - one.to : one.from - other.to;
      together++;
      if (distance >= least) continue;
      least = distance;
      closest = { at: one.at, first: isForth ? one : other, second: isForth ? other : one, isForth };
    }
  }
  return { closest, together };
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
export const PAIR_SIGNS = 33 + 2 * 9;
const signs = new Float64Array(PAIR_SIGNS);

interface PaperSigns {
  readonly statements: readonly Statement[];
  /** How central the most central method is. */
  readonly best: number;
  readonly counts: Readonly<Record<EntityType, number>>;
  readonly logAll: number;
}
/** An entity with the signs that it brings into every pair. */
interface End {
  readonly profile: Profile;
  readonly rank: number;
  readonly chance: number;
  readonly own: Float64Array;
  /** Where in the abstract it comes first, 0 to 1; null: in the title alone. */
  readonly first: number | null;
}
const OWN_SIGNS = 9;

function endOf(profile: Profile, rank: number, chance: number, statements: readonly Statement[]): End {
  const { entity, places, inTitle } = profile;
  const own = new Float64Array(OWN_SIGNS);
  own[0] = Number(entity.role === 'proposed');
  own[1] = Number(entity.role === 'used');
  own[2] = Number(entity.role === 'compared');
  own[3] = Number(entity.role === 'mentioned');
  own[4] = Number(isBroad(entity));
  own[5] = Math.min(2, Math.log(places.length));
  own[6] = entity.confidence;
  own[7] = Number(inTitle);
  own[8] = Number(isCoined(entity));
  const first = profile.statements.find((i) => statements[i]!.sentence.field === 'abstract');
  return { profile, rank, chance, own, first: first === undefined ? null : first / statements.length };
}
interface Meeting {
  readonly draft: Draft | undefined;
  readonly closest: Closest | null;
  readonly together: number;
  readonly apart: number;
}

function signsOf(
  { statements, best, counts, logAll }: PaperSigns,
  source: End,
  target: End,
  { draft, closest, together, apart }: Meeting,
  out: Float64Array,
): void {
  out.fill(0);
  out[0] = 1;
  if (draft) for (let i = 0; i < SAYINGS.length; i++) out[1 + i] = draft.sayings[i]!;
  else out[6] = 1;
  const isFirst = source.rank === 0;
  const likes = counts[target.profile.entity.type];
  if (closest) {
    out[7] = 1;
    out[statements[closest.at]!.sentence.field === 'title' ? 8 : 9] = 1;
    out[10] = 1 / (1 + (closest.second.from - closest.first.to) / 5);
    out[11] = Math.min(3, together);
    if (isFirst) out[18] = 1;
    if (source.rank > 1) out[28] = source.chance;
    if (closest.isForth) out[31] = 1;
  } else {
    out[apart === 1 ? 12 : 13] = 1;
    if (isFirst) out[apart === 1 ? 19 : 20] = 1;
  }
  out[14] = source.chance;
  out[15] = source.chance / (best + 1e-6);
  if (isFirst) {
    out[16] = 1;
    out[24] = 1 / likes;
    out[29] = target.own[1]!;
    out[30] = target.own[2]!;
  } else if (source.rank === 1) out[17] = 1;
  out[21] = target.chance;
  if (target.rank === 0) out[22] = 1;
  out[23] = best;
  out[25] = Math.log(likes);
  if (target.first === null) out[26] = 1;
  else out[27] = target.first;
  out[32] = logAll;
  out.set(source.own, 33);
  out.set(target.own, 33 + OWN_SIGNS);
}

// --------------------------------------------------------------------------------------------------------- words

const ROLE_HASHES = new Map<Role, number>(ROLES.map((role) => [role, hashText(role)]));
/** Words further apart say nothing of each other. */
const PATH_WORDS = 14;

/** The hashes of what stands between and next to a pair where it is closest, and of both roles; names and contexts are the profiles'. */
function wordsOf({ source, target, closest }: Pair, read: Profiles['read'], out: number[]): void {
  out.length = 0;
  const roles = mix(ROLE_HASHES.get(source.entity.role)!, ROLE_HASHES.get(target.entity.role)!);
  out.push(mix(401, roles));
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
    if (count <= PATH_WORDS) out.push(mix(way + 1, word.stem));
    if (word.isFrame) frame = mix(frame, word.hash);
    exact = mix(exact, word.hash);
  }
  out.push(mix(way + 2, frame), mix(way + 3, Math.min(count, 12)));
  if (count <= 5) out.push(mix(way + 4, exact));
  out.push(
    mix(way + 5, signAt(sentence, first.to)),
    mix(way + 6, signAt(sentence, second.from - 1)),
    mix(way + 7, signAt(sentence, first.from - 1)),
    mix(way + 8, signAt(sentence, second.to)),
  );
}

export const groupIndex = (group: Group): number => GROUPS.indexOf(group);
