/**
 * What names alone can tell: how they are levelled, whether two must stay apart, whether one is the other's initials.
 */
import { nameKey } from '../src/text/name-key.js';
import type { EntityType } from '../src/types.js';

/** What people know about names; see `merge-known.ts`. */
export interface NameSense {
  /** The levelled key that a known phrase stands for, or undefined: `cnn` gives `convolutional neural network`. */
  expand(phrase: string, type: EntityType): string | undefined;
  /** True when some known phrase begins with the word; asked first, since most words begin none. */
  begins(word: string): boolean;
  /** True when the key is a known name by itself, so that "optimizer" after it adds nothing. */
  isKnown(key: string, type: EntityType): boolean;
}

/**
 * A key that is coarser than `nameKey`: known short forms are written out also inside a name, tails that add nothing fall
 * after a known name, inner plurals, spaces, "A of B" and ways to write a version are levelled.
 *
 * "deep CNNs" and "deep convolutional neural network" share it; "VQA 2.0" and "VQA-v2" do; "GPT-3" and "GPT-4" never.
 *
 * @param key  from `nameKey`
 */
export function looseKey(key: string, type: EntityType, sense: NameSense): string {
  let plain = key;
  if (SPELT_OTHERWISE.test(key)) for (const [pattern, spelling] of SPELLINGS) plain = plain.replace(pattern, spelling);
  if (type === 'Metric') for (const [pattern, spelling] of METRIC_SPELLINGS) plain = plain.replace(pattern, spelling);
  let words = withoutGloss(plain.split(' '));
  if (type === 'Metric') words = withoutGluedTail(words, sense);
  if (type === 'Dataset' || type === 'Task') words = withLanguages(words);
  if (words.length > 1) {
    const short = withoutTail(turnOf(words), type, sense);
    words = withoutTail(expandWords(short, type, sense), type, sense);
    if (words.length > short.length) words = withoutEcho(words);
  } else words = expandWords(words, type, sense);
  return plainKey(words.join(' '), type);
}

/** The same without anything written out: "TriviaQA" and "Trivia QA". */
export function plainKey(key: string, type: EntityType): string {
  const hasFigure = /\d/.test(key);
  if (!hasFigure && !key.includes(' ')) return key;
  const words = key.split(' ');
  for (let at = 0; at < words.length - 1; at++) words[at] = singular(words[at]!);
  return hasFigure ? squash(levelVersion(words.join(' '), type)) : words.join('');
}

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:3|three) dimensional\b/g, '3d'],
  [/\b(?:2|two) dimensional\b/g, '2d'],
  [/\bco occur/g, 'cooccur'],
  [/\bdialogue\b/g, 'dialog'],
  [/\b6 ?dof\b/g, '6d'],
  [/\banalyses?\b/g, 'analysis'],
];
/** Hardly any name has one of these; there are a million names. */
const SPELT_OTHERWISE = /dimensional|co occur|dialogue|dof\b|analyse/;
const METRIC_SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(precision|recall|hits?|ndcg|map|p|r) ?at ?(?=(?:\d+|k|n)$)/, '$1@'],
  [/^hit@/, 'hits@'],
  // Overlaps of boxes: "AP50", "AP@.5" and "AP@50" are one, "mAP@0.5:0.95" is not.
  [/^(m?ap) ?@? ?0?\.(\d)$/, '$1@$20'],
  [/^(m?ap) ?@? ?0?\.(\d\d)$/, '$1@$2'],
  [/^(m?ap) ?(?=\d\d$)/, '$1@'],
  [/^(top ?\d+ error) rate$/, '$1'],
  [/^p@/, 'precision@'],
  [/^r@/, 'recall@'],
  [/^(.+) (macro|micro|weighted)$/, '$2 $1'],
];

/** "random forest (RF) classifier" says its name twice; brackets are no part of a key. */
function withoutGloss(words: readonly string[]): string[] {
  if (words.length < 3) return [...words];
  const kept = words.filter((word, at) => {
    if (at < 2 || !mayBeShortFor(word, words)) return true;
    const fit = acronymFit(word, words.slice(0, at).join(' '));
    return fit < (at === words.length - 1 ? CLOSE_FIT : 1);
  });
  // What ends the name now was in its middle before: "vision transformers (ViTs)".
  if (kept.length < words.length) kept.push(singular(kept.pop()!));
  return kept;
}
const CLOSE_FIT = 0.75;

/** A short form begins like the first word that says something, or like one before: told faster than the fit. */
function mayBeShortFor(short: string, words: readonly string[]): boolean {
  if (!/^[a-z\d]/.test(short)) return true;
  for (const word of words) {
    if (word[0] === short[0] || !/^[a-z\d]+$/.test(word)) return true;
    if (!FILLERS.has(word)) return false;
  }
  return true;
}

const LANGUAGES = new Map(
  'ar arabic|cs czech|de german|en english|es spanish|et estonian|fi finnish|fr french|gu gujarati|hi hindi|it italian|ja japanese|kk kazakh|ko korean|lt lithuanian|lv latvian|nl dutch|pl polish|pt portuguese|ro romanian|ru russian|tr turkish|uk ukrainian|vi vietnamese|zh chinese'
    .split('|')
    .map((pair) => pair.split(' ') as [code: string, name: string]),
);
const LANGUAGE_NAMES = new Set(LANGUAGES.values());

/** "WMT14 En-De", "WMT14 DE-EN" and "WMT14 English-to-German": pairs of languages by their names. */
function withLanguages(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const [word, next] = [words[at]!, words[at + 1] ?? ''];
    const [first, second] = [LANGUAGES.get(word), LANGUAGES.get(next)];
    const [front, back] = [LANGUAGES.get(word.slice(0, 2)), LANGUAGES.get(word.slice(2))];
    if (first && second) {
      out.push(first, second);
      at++;
    } else if (at > 0 && word.length === 4 && front && back && front !== back) out.push(front, back);
    else if (word === 'to' && LANGUAGE_NAMES.has(out.at(-1) ?? '') && LANGUAGE_NAMES.has(next)) continue;
    else out.push(word);
  }
  return out;
}

/** "classification of images" is "image classification"; only the plain case, one "of". */
function turnOf(words: readonly string[]): string[] {
  const at = words.indexOf('of');
  if (at < 1 || at !== words.lastIndexOf('of') || words.length > 6) return [...words];
  const [before, after] = [words.slice(0, at), words.slice(at + 1).filter((word) => !/^(?:the|a|an)$/.test(word))];
  // "area under curve", "mean of means", "bag of words": only a single thing of something turns round.
  if (before.length !== 1 || after.length === 0 || !/(?:tion|sion|ing|sis|ment|rate)$/.test(before[0]!))
    return [...words];
  return [...after.slice(0, -1), singular(after.at(-1)!), ...before];
}

const LONGEST_PHRASE = 6;
function expandWords(words: readonly string[], type: EntityType, sense: NameSense): string[] {
  const out: string[] = [];
  for (let at = 0; at < words.length; ) {
    let taken = 0;
    if (!sense.begins(words[at]!)) {
      out.push(words[at++]!);
      continue;
    }
    for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0 && taken === 0; length--) {
      const phrase = words.slice(at, at + length).join(' ');
      const full = sense.expand(phrase, type);
      if (full === undefined) continue;
      out.push(...full.split(' '));
      taken = length;
    }
    if (taken === 0) out.push(words[at]!);
    at += taken || 1;
  }
  return out;
}

const TAILS: Readonly<Record<EntityType, ReadonlySet<string>>> = {
  Method: new Set(
    'model method algorithm approach technique framework architecture network net system optimizer optimiser mechanism toolkit library'.split(
      ' ',
    ),
  ),
  Metric: new Set('score metric measure value index'.split(' ')),
  Dataset: new Set(
    'dataset data corpus benchmark database collection challenge suite testbed environment game'.split(' '),
  ),
  Task: new Set('task problem challenge'.split(' ')),
  Hardware: new Set(
    'gpu card chip processor device accelerator board platform cpu server machine workstation'.split(' '),
  ),
};

/** "Adam optimizer" is Adam since Adam is known; "mixture model" is no mixture. */
function withoutTail(words: readonly string[], type: EntityType, sense: NameSense): string[] {
  const left = [...words];
  while (left.length > 1 && TAILS[type].has(singular(left.at(-1)!))) {
    const shorter = left.slice(0, -1).join(' ');
    if (sense.isKnown(left.join(' '), type) || !sense.isKnown(shorter, type)) break;
    left.pop();
  }
  return left;
}

/** "Accuracy (%)", "F1Score": the unit is no part of the name, nor is a tail that is written to it. */
function withoutGluedTail(words: readonly string[], sense: NameSense): string[] {
  const named = words.map((word) => word.replace(/%$/, '')).filter((word) => word !== '');
  if (named.length === 0) return [...words];
  const stem = named.at(-1)!.replace(/score$/, '');
  if (stem !== '' && stem !== named.at(-1) && sense.isKnown([...named.slice(0, -1), stem].join(' '), 'Metric')) {
    named[named.length - 1] = stem;
  }
  return named;
}

/** "CNN network" written out says "network" twice. */
function withoutEcho(words: readonly string[]): string[] {
  const out: string[] = [];
  for (const word of words) {
    if (out.at(-1) !== word) out.push(word);
    const [a, b, c, d] = out.slice(-4);
    if (out.length >= 4 && a === c && b === d) out.length -= 2;
  }
  return out;
}

const singular = (word: string): string =>
  word.length > 3 && word.endsWith('s') && /[^suix]s$/.test(word)
    ? word.replace(/ies$/, 'y').replace(/(?<!y)s$/, '')
    : word;

function levelVersion(key: string, type: EntityType): string {
  const level = key
    .replace(/(?<=[a-z\d]) ?\b(?:version|ver|v) ?(?=\d)/g, '')
    .replace(/(?<=[a-bd-z][a-z]{1,}|[a-z]{4,})(?<!con)v(?=\d)/g, '')
    .replace(/(?<=[a-z ]\d{1,2})\.0\b/g, '');
  // "WMT 2014" and "WMT14" are the same year of one campaign.
  return type === 'Dataset' ? level.replace(/(?<=[a-z]) ?(?:19|20)(?=\d\d(?![\da-z]))/, '') : level;
}

/** Without spaces, unless two figures would become one: "Llama 2 7B" is not "Llama 27B". */
const squash = (key: string): string => key.replace(/(?<!\d) | (?!\d)/g, '').replace(/ /g, '-');

/**
 * True when two names differ in a figure, so that they are two versions, sizes or years of something: GPT-3 and GPT-4,
 * CIFAR-10 and CIFAR-100, ResNet-50 and ResNet. Also when one of them says it the other way round (English-German).
 */
export function versionsDiffer(a: string, b: string): boolean {
  return figures(a) !== figures(b);
}

function figures(name: string): string {
  const found = name.toLowerCase().match(/\d+(?:\.\d+)*/g) ?? [];
  return found.map((figure) => figure.replace(/^(?:0|19|20)(?=\d\d$)/, '').replace(/^0+(?=\d)|\.0$/g, '')).join(' ');
}

/**
 * How well a short form fits a long one: 1 when its letters are the words' initials ("CNN"), less when letters come from
 * inside words ("XML") or words are passed over ("BERT"), 0 when it does not fit or is no short form at all.
 */
export function acronymFit(short: string, long: string): number {
  const letters = short
    .replace(/s$/, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  const words = long
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  if (letters.length < 2 || letters.length > 10 || words.length < 2 || letters.length > long.length / 2) return 0;
  const content = words.filter((word) => !FILLERS.has(word));
  if (initials(content) === letters || initials(words) === letters) return 1;
  const matched = matchLetters(letters, words);
  return matched === null ? 0 : Math.max(0.3, 0.9 - 0.15 * matched);
}

const FILLERS = new Set([
  'of',
  'the',
  'and',
  'for',
  'in',
  'on',
  'with',
  'to',
  'a',
  'an',
  'by',
  'from',
  'at',
  'as',
  'via',
]);
const initials = (words: readonly string[]): string => words.map((word) => word[0]).join('');

/** How many letters come from inside words, or null; the first letter must begin the first word that is no filler. */
function matchLetters(letters: string, words: readonly string[]): number | null {
  const first = words.findIndex((word) => word[0] === letters[0]);
  if (first < 0 || words.slice(0, first).some((word) => !FILLERS.has(word))) return null;
  let [word, at, inside, skipped] = [first, 1, 0, 0];
  for (const letter of letters.slice(1)) {
    const next = words.findIndex((candidate, index) => index > word && candidate[0] === letter);
    const passed = next < 0 ? [] : words.slice(word + 1, next).filter((candidate) => !FILLERS.has(candidate));
    if (next >= 0 && passed.length === 0) [word, at] = [next, 1];
    else {
      const place = words[word]!.indexOf(letter, at);
      if (place >= 0) {
        at = place + 1;
        inside++;
      } else if (next >= 0 && passed.length <= 1) {
        [word, at] = [next, 1];
        skipped++;
      } else return null;
    }
  }
  const left = words.slice(word + 1).filter((candidate) => !FILLERS.has(candidate)).length;
  return left > 1 ? null : inside + skipped + left;
}

/**
 * True when two long forms are wordings of one thing, so that they do not compete for a short form: "generative
 * adversarial network" and "generative adversarial net", "deep convolutional neural network" and "convolutional …".
 */
export function sameWording(a: string, b: string, type: EntityType): boolean {
  const [first, second] = [stems(a, type), stems(b, type)];
  const [shorter, longer] = first.length <= second.length ? [first, second] : [second, first];
  if (versionsDiffer(a, b) || shorter.length === 0) return false;
  const shared = shorter.filter((stem) => longer.includes(stem)).length;
  return shared === shorter.length ? longer.length - shorter.length <= 2 : shared >= 2 && shared >= longer.length - 1;
}

const stems = (name: string, type: EntityType): string[] =>
  nameKey(name, type)
    .split(' ')
    .filter((word) => !FILLERS.has(word))
    .map((word) => word.replace(/(?:ational|ation|ative|ating|ions?|ive|ing|ers?|al|ed|es|s|e)$/, '').slice(0, 8));
