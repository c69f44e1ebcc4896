/**
 * What the classifier of relations sees of two mentions in one sentence. Shared with the trainer, so that both see the
 * same. All features are 32-bit hashes; each distinct word is hashed once.
 */
import type { WordForm } from '../types.js';
import { hashText, mix, type PairWord, pairWordOf } from './pair-words.js';

/** Types as the classifier knows them; SciERC's other terms and our metrics and devices included. */
export const PAIR_TYPES = ['Method', 'Dataset', 'Task', 'Metric', 'Hardware', 'Other'] as const;
export type PairType = (typeof PAIR_TYPES)[number];

export interface PairMention {
  /** Tokens `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly type: PairType;
}
/** A sentence as the classifier reads it. */
export interface PairSentence<M extends PairMention = PairMention> {
  readonly words: readonly PairWord[];
  /** In reading order; none overlaps. */
  readonly mentions: readonly M[];
  /** For each mention its type, by its index among PAIR_TYPES. */
  readonly kinds: readonly number[];
  /** For each mention the first and the last of the list it stands in ("A, B and C"). */
  readonly listFirst: readonly number[];
  readonly listLast: readonly number[];
  /** For each word the mention that it belongs to, -1: none. */
  readonly mentionAt: readonly number[];
}

export function readPairSentence<M extends PairMention>(
  tokens: readonly { readonly form: WordForm }[],
  mentions: readonly M[],
): PairSentence<M> {
  const words: PairWord[] = [];
  const mentionAt: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    words.push(pairWordOf(tokens[i]!.form));
    mentionAt.push(-1);
  }
  const kinds: number[] = [];
  const listFirst: number[] = [];
  const listLast: number[] = [];
  for (let i = 0; i < mentions.length; i++) {
    const { from, to, type } = mentions[i]!;
    for (let at = from; at < to && at < words.length; at++) mentionAt[at] = i;
    kinds.push(KINDS[type]);
    const goesOn = i > 0 && kinds[i] === kinds[i - 1] && isListJoint(words, mentions[i - 1]!.to, from);
    listFirst.push(goesOn ? listFirst[i - 1]! : i);
    listLast.push(i);
  }
  for (let i = mentions.length - 2; i >= 0; i--) if (listFirst[i + 1] === listFirst[i]) listLast[i] = listLast[i + 1]!;
  return { words, mentions, kinds, listFirst, listLast, mentionAt };
}
const KINDS = Object.fromEntries(PAIR_TYPES.map((type, i) => [type, i])) as Readonly<Record<PairType, number>>;

const JOINTS = new Set([',', 'and', 'or', '&', '/', 'as', 'well', 'both', ';', 'also']);
function isListJoint(words: readonly PairWord[], from: number, to: number): boolean {
  if (from >= to || to - from > 4) return false;
  for (let i = from; i < to; i++) if (!JOINTS.has(words[i]!.lower)) return false;
  return true;
}

/** A mention among words, by its type. */
export const MENTION_HASH = PAIR_TYPES.map((type) => hashText(`<${type}>`));
const EDGE = hashText('<edge>');

/** More than any pair has: what stands between counts with its first words and its last. */
export const MAX_FEATURES = 512;
/**
 * Writes the features of mentions `a` and `b`, `a` standing first, into `out`.
 *
 * @returns how many
 */
export function pairFeatures(sentence: PairSentence, a: number, b: number, out: Int32Array): number {
  const { words, mentions, kinds, listFirst, listLast, mentionAt } = sentence;
  const A = mentions[a]!;
  const B = mentions[b]!;
  const pair = kinds[a]! * PAIR_TYPES.length + kinds[b]! + 1;
  let count = 0;
  const put = (slot: number, value: number) => {
    out[count++] = mix(slot * 64 + pair, value);
  };
  const at = (i: number) =>
    i < 0 || i >= words.length ? EDGE : mentionAt[i]! >= 0 ? MENTION_HASH[kinds[mentionAt[i]!]!]! : words[i]!.hash;

  put(1, 0);
  const sameList = listFirst[a] === listFirst[b];
  const tailA = sameList ? a : listLast[a]!;
  const headB = sameList ? b : listFirst[b]!;
  const from = mentions[tailA]!.to;
  const to = mentions[headB]!.from;
  const between = headB - tailA - 1;
  put(2, sameList ? 9 : Math.min(between, 4));
  put(3, bucket(to - from));
  if (sameList) put(4, Math.min(b - a, 4));
  put(5, (tailA > a ? 1 : 0) + (headB < b ? 2 : 0));

  // The path: words between, each mention there as one sign.
  path.length = 0;
  let skeleton = 0;
  let frames = 0;
  let firstVerb = EDGE;
  let lastVerb = EDGE;
  let lastFrame = EDGE;
  let firstFrame = EDGE;
  let types = 0;
  let before = EDGE;
  for (let i = from; i < to; i++) {
    const mention = mentionAt[i]!;
    if (mention >= 0) {
      const sign = MENTION_HASH[kinds[mention]!]!;
      path.push(sign);
      before = sign;
      skeleton = mix(skeleton, sign);
      types = mix(types, sign);
      frames++;
      i = mentions[mention]!.to - 1;
      continue;
    }
    const word = words[i]!;
    path.push(word.hash);
    if (path.length < 24) {
      put(75, word.stem);
      put(76, mix(before, word.stem));
    }
    before = word.stem;
    if (word.isFrame) {
      skeleton = mix(skeleton, word.hash);
      frames++;
      if (firstFrame === EDGE) firstFrame = word.hash;
      lastFrame = word.hash;
    }
    if (word.isVerb) {
      if (firstVerb === EDGE) firstVerb = word.stem;
      lastVerb = word.stem;
    }
  }
  const n = path.length;
  put(6, bucket(n));
  if (frames <= 9) put(7, skeleton);
  if (n <= 8) {
    let whole = n;
    for (let i = 0; i < n; i++) whole = mix(whole, path[i]!);
    put(8, whole);
  }
  for (let i = 0; i < n; i++) {
    if (n > 24 && i >= 10 && i < n - 10) continue;
    put(9, path[i]!);
    if (i + 1 < n) put(10, mix(path[i]!, path[i + 1]!));
    if (i + 2 < n) put(11, mix(mix(path[i]!, path[i + 1]!), path[i + 2]!));
  }
  const first = path[0] ?? EDGE;
  const last = path[n - 1] ?? EDGE;
  put(12, first);
  put(13, last);
  put(14, mix(first, last));
  if (n > 1) {
    put(15, mix(path[0]!, path[1]!));
    put(16, mix(path[n - 2]!, path[n - 1]!));
  }
  put(17, firstVerb);
  put(18, lastVerb);
  put(19, mix(lastVerb, last));
  put(20, mix(firstVerb, lastFrame));
  put(21, types);
  put(22, mix(types, lastFrame));
  put(23, mix(firstFrame, lastFrame));

  // Around: before the first of A's list, after the last of B's.
  const left = mentions[listFirst[a]!]!.from;
  const right = mentions[listLast[b]!]!.to;
  const [l1, l2, l3] = [at(left - 1), at(left - 2), at(left - 3)];
  const [r1, r2, r3] = [at(right), at(right + 1), at(right + 2)];
  put(24, l1);
  put(25, l2);
  put(26, mix(l2, l1));
  put(27, mix(l3, mix(l2, l1)));
  put(28, r1);
  put(29, r2);
  put(30, mix(r1, r2));
  put(31, mix(mix(r1, r2), r3));
  put(32, mix(l1, last));
  put(33, mix(last, r1));
  put(34, mix(l1, mix(last, r1)));
  put(35, mix(first, r1));
  // Next to the mentions themselves, list or no list.
  put(36, at(A.to));
  put(37, at(B.from - 1));
  if (between > 0 || sameList) put(38, mix(at(A.to), at(B.from - 1)));
  for (let i = left - 1; i >= 0 && i >= left - 7; i--) if (mentionAt[i]! < 0) put(39, words[i]!.hash);
  for (let i = right; i < words.length && i < right + 7; i++) if (mentionAt[i]! < 0) put(40, words[i]!.hash);
  let verbBefore = EDGE;
  for (let i = left - 1; i >= 0; i--)
    if (words[i]!.isVerb && mentionAt[i]! < 0) {
      verbBefore = words[i]!.stem;
      break;
    }
  let verbAfter = EDGE;
  for (let i = right; i < words.length; i++)
    if (words[i]!.isVerb && mentionAt[i]! < 0) {
      verbAfter = words[i]!.stem;
      break;
    }
  put(41, verbBefore);
  put(42, verbAfter);
  put(43, mix(verbBefore, lastFrame));
  put(44, mix(verbBefore, mix(l1, last)));
  put(45, mix(firstVerb, verbBefore));
  put(46, mix(at(0), at(1)));

  // What the mentions are called.
  const headA = words[A.to - 1]!.hash;
  const headWordB = words[B.to - 1]!.hash;
  put(47, headA);
  put(48, headWordB);
  put(49, mix(headA, headWordB));
  put(50, mix(headA, last));
  put(51, mix(headWordB, last));
  put(52, A.to - A.from === 1 ? words[A.from]!.hash : 1);
  put(53, B.to - B.from === 1 ? words[B.from]!.hash : 1);
  put(54, mix(headA, first));
  const alike = likeness(words, A, B);
  put(55, alike);
  put(56, mix(alike, last));
  // Which mentions stand before, after.
  put(57, a > 0 ? MENTION_HASH[kinds[a - 1]!]! : EDGE);
  put(58, b + 1 < mentions.length ? MENTION_HASH[kinds[b + 1]!]! : EDGE);
  put(59, (a === 0 ? 1 : 0) + (b === mentions.length - 1 ? 2 : 0));

  // Others that could stand in the same relation.
  let likeA = 0;
  let likeB = 0;
  for (let i = tailA + 1; i < headB; i++) {
    if (kinds[i] === kinds[a]) likeA++;
    if (kinds[i] === kinds[b]) likeB++;
  }
  put(60, Math.min(likeA, 2) * 3 + Math.min(likeB, 2));
  put(61, (isRepeated(sentence, a) ? 1 : 0) + (isRepeated(sentence, b) ? 2 : 0));
  const shapeA = shapeOf(sentence, A);
  const shapeB = shapeOf(sentence, B);
  const shapes = shapeA * 16 + shapeB;
  put(62, shapes);
  put(63, mix(shapes, last));
  put(64, mix(shapes, lastVerb));
  put(65, mix(shapes, skeleton));
  put(66, mix(shapeA, headWordB));
  put(67, mix(headA, shapeB));
  let commas = 0;
  let clauses = 0;
  for (let i = from; i < to; i++) {
    if (mentionAt[i]! >= 0) continue;
    const { lower } = words[i]!;
    if (lower === ',') commas++;
    else if (
      lower === '.' ||
      lower === ';' ||
      lower === 'which' ||
      lower === 'while' ||
      lower === 'that' ||
      lower === ':' ||
      lower === 'but'
    )
      clauses++;
  }
  put(68, Math.min(commas, 3) * 4 + Math.min(clauses, 3));
  put(69, mix(Math.min(clauses, 2), lastFrame));
  put(70, mix(headA, verbBefore));
  put(71, mix(headWordB, lastVerb));
  put(72, mix(mix(headA, headWordB), sameList ? 1 : 0));
  for (let i = A.from; i < A.to - 1; i++) put(73, words[i]!.hash);
  for (let i = B.from; i < B.to - 1; i++) put(74, words[i]!.hash);
  return Math.min(count, out.length);
}

const path: number[] = [];

/** Whether the letters of a mention stand as another mention of the sentence. */
function isRepeated({ words, mentions }: PairSentence, at: number): boolean {
  const { from, to } = mentions[at]!;
  for (let i = 0; i < mentions.length; i++) {
    const other = mentions[i]!;
    if (i === at || other.to - other.from !== to - from) continue;
    let k = 0;
    while (k < to - from && words[from + k]!.hash === words[other.from + k]!.hash) k++;
    if (k === to - from) return true;
  }
  return false;
}

/** One word or several; a coined name, a capitalised one, or words of the language. */
function shapeOf({ words }: PairSentence, { from, to }: PairMention): number {
  let caps = 0;
  for (let i = from; i < to; i++) caps = Math.max(caps, words[i]!.caps);
  return Math.min(to - from, 3) * 4 + caps;
}

function bucket(distance: number): number {
  if (distance <= 4) return distance;
  if (distance <= 6) return 5;
  if (distance <= 9) return 6;
  if (distance <= 14) return 7;
  if (distance <= 22) return 8;
  return 9;
}

/** 0: nothing in common; bits: same last word, one within the other, one the initials of the other. */
function likeness(words: readonly PairWord[], A: PairMention, B: PairMention): number {
  let bits = words[A.to - 1]!.lower === words[B.to - 1]!.lower ? 1 : 0;
  if (holds(words, A, B)) bits |= 2;
  if (holds(words, B, A)) bits |= 4;
  if (isInitials(words, A, B)) bits |= 8;
  if (isInitials(words, B, A)) bits |= 16;
  if (A.to - A.from === 1 && B.to - B.from === 1) {
    const [short, long] = [words[A.from]!.lower, words[B.from]!.lower];
    if (short.length >= 3 && long.length > short.length && long.includes(short)) bits |= 32;
    if (long.length >= 3 && short.length > long.length && short.includes(long)) bits |= 64;
  }
  return bits;
}

/** The words of `inner` stand in a row within `outer`. */
function holds(words: readonly PairWord[], outer: PairMention, inner: PairMention): boolean {
  const length = inner.to - inner.from;
  for (let at = outer.from; at + length <= outer.to; at++) {
    let k = 0;
    while (k < length && words[at + k]!.hash === words[inner.from + k]!.hash) k++;
    if (k === length) return true;
  }
  return false;
}

function isInitials(words: readonly PairWord[], short: PairMention, long: PairMention): boolean {
  if (short.to - short.from !== 1 || long.to - long.from < 2) return false;
  const { lower } = words[short.from]!;
  let k = 0;
  for (let i = long.from; i < long.to && k < lower.length; i++) if (words[i]!.lower[0] === lower[k]) k++;
  return k >= 2 && k >= lower.replace(/s$/, '').length - 1;
}
