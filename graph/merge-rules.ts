/**
 * What two names alone can tell: whether they must stay apart, and whether one is made of the other's letters.
 */
import { nameKey } from '../src/text/name-key.js';
import type { EntityType } from '../src/types.js';

/**
 * True when two names differ in a figure, so that they are two versions or two sizes of something: GPT-3 and GPT-4,
 * CIFAR-10 and CIFAR-100, ResNet-50 and ResNet.
 */
export function versionsDiffer(a: string, b: string): boolean {
  return figures(a) !== figures(b);
}

/** `yolov3` and 3; what is left when the figures are taken out is what two versions share. */
export function figures(name: string): string {
  return (name.toLowerCase().match(/\d+(?:\.\d+)*/g) ?? []).map((figure) => figure.replace(/^0+(?=\d)/, '')).join(' ');
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
  if (letters.length < 2 || letters.length > 10 || words.length < 2 || letters.length >= long.length / 2) return 0;
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
    .map((word) =>
      word.replace(/(?:ational|ation|ational|ative|ating|ions?|ive|ing|ers?|al|ed|es|s|e)$/, '').slice(0, 8),
    );
