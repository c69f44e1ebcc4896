import type { Sentence, Span, Token } from '../types.js';

/** A name and the short form that the text gives it. */
export interface Abbreviation {
  readonly long: Span;
  readonly short: Span;
  readonly longText: string;
  readonly shortText: string;
}

/**
 * Pairs of long and short form that the text itself defines: "convolutional neural network (CNN)",
 * "CNN (convolutional neural network)", "mean average precision, or mAP", "GNNs, i.e., graph neural networks".
 *
 * @param sentences  of one paper, title first
 * @returns pairs of spans in reading order; short forms do not overlap; a paper that defines none gives `[]`
 * @see Schwartz & Hearst (2003). Unlike theirs, a pair may stand reversed or without brackets, a plural "s" of the
 *   short form needs no letter in the long form, the first letter must begin a word or a part of a compound, and a
 *   long form found by skipping letters may not skip more than two whole words in a row. On the definitions of
 *   SDU 2022 (scientific English, glosses of tags included) 86 % of the long forms are right and 66 % are found.
 */
export function findAbbreviations(sentences: readonly Sentence[]): Abbreviation[] {
  const found: Abbreviation[] = [];
  for (const sentence of sentences) findInSentence(sentence, found);
  return found;
}

/** No short form is longer, no long form is looked for further away. */
const MAX_SHORT = 14;
const MAX_WORDS = 14;

function findInSentence(sentence: Sentence, found: Abbreviation[]): void {
  const { tokens } = sentence;
  let free = 0; // tokens before this one belong to an earlier pair
  for (let i = 1; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.end - token.start > 1) continue;
    const opens = token.text;
    if (opens !== '(' && opens !== '[' && opens !== ',') continue;
    const pair = opens === ',' ? findAfterComma(sentence, i, free) : findInBrackets(sentence, i, free);
    if (!pair) continue;
    found.push(pair.abbreviation);
    free = pair.end;
    i = Math.max(i, pair.end - 1);
  }
}

interface Found {
  readonly abbreviation: Abbreviation;
  /** The first token after the pair. */
  readonly end: number;
}

function findInBrackets(sentence: Sentence, open: number, free: number): Found | null {
  const { tokens } = sentence;
  const close = closingBracket(tokens, open);
  if (close < 0) return null;
  const start = afterLead(tokens, open + 1);
  // What stands up to a comma or semicolon: "(CNN; LeCun et al.)", "(GAN, for short)".
  let end = start;
  while (end < close && !isBreak(tokens[end]!.text)) end++;
  if (end === start) return null;
  const inner = tokens.slice(start, end);
  const text = textOf(sentence, start, end);
  if (inner.length <= 5 && isShortForm(text)) {
    const long = matchBefore(sentence, open, free, text);
    if (long) return { abbreviation: pairOf(sentence, long[0], long[1], start, end), end: close + 1 };
  }
  // Reversed: the short form stands before the bracket, the whole bracket is its long form.
  if (end - start >= 2 && open > free) {
    const shortStart = shortFormBefore(tokens, open, free);
    if (shortStart >= 0) {
      const short = textOf(sentence, shortStart, open);
      if (matchLetters(tokens, start, end, short) === start || isSpelledAtHead(tokens, start, end, short))
        return { abbreviation: pairOf(sentence, start, end, shortStart, open), end: close + 1 };
    }
  }
  return null;
}

/** "MAVEN (Multi-Agent Verification-Elaboration Network with Auditing)": what follows a small word gives no letter. */
function isSpelledAtHead(tokens: readonly Token[], start: number, end: number, short: string): boolean {
  for (let at = start + 2; at < end - 1; at++)
    if (SMALL.has(tokens[at]!.form.lower) && isWord(tokens[at]!.text) && isInitialism(tokens, start, at, short))
      return true;
  return false;
}

/** ", or mAP", ", i.e., graph neural networks", ", abbreviated as CNN", ", also known as CNN". */
function findAfterComma(sentence: Sentence, comma: number, free: number): Found | null {
  const { tokens } = sentence;
  const start = afterLead(tokens, comma + 1);
  if (start === comma + 1 || start >= tokens.length) return null;
  let end = start;
  while (end < tokens.length && end - start < MAX_WORDS && !isBreak(tokens[end]!.text) && tokens[end]!.text !== '(')
    end++;
  const shortEnd = compoundEnd(tokens, start, end);
  const short = textOf(sentence, start, shortEnd);
  if (isShortForm(short) && capitals(short) >= 2) {
    const long = matchBefore(sentence, comma, free, short);
    if (long) return { abbreviation: pairOf(sentence, long[0], long[1], start, shortEnd), end: shortEnd };
  }
  const shortStart = shortFormBefore(tokens, comma, free);
  if (shortStart < 0 || end - start < 2) return null;
  const before = textOf(sentence, shortStart, comma);
  if (capitals(before) < 2) return null;
  // The long form has no bracket to end it: the shortest run of words that spells it out.
  for (let to = start + 2; to <= end; to++)
    if (matchLetters(tokens, start, to, before) === start && isInitialism(tokens, start, to, before))
      return { abbreviation: pairOf(sentence, start, to, shortStart, comma), end: to };
  return null;
}

const LEADS: readonly (readonly string[])[] = [
  ['or'],
  ['i.e.'],
  ['i.e.', ','],
  ['a.k.a.'],
  ['aka'],
  ['also', 'known', 'as'],
  ['known', 'as'],
  ['called'],
  ['termed'],
  ['dubbed'],
  ['abbreviated', 'as'],
  ['abbreviated'],
  ['denoted', 'as'],
  ['referred', 'to', 'as'],
  ['short', 'for'],
  ['which', 'stands', 'for'],
  ['in', 'short'],
  ['in', 'short', ','],
  ['henceforth'],
  ['hereafter'],
];

const LEADS_BY_FIRST = new Map<string, (readonly string[])[]>();
for (const lead of LEADS) LEADS_BY_FIRST.set(lead[0]!, [...(LEADS_BY_FIRST.get(lead[0]!) ?? []), lead]);

/** The first token after "or", "i.e.,", "also known as", …; `at` itself when none stands there. */
function afterLead(tokens: readonly Token[], at: number): number {
  let best = at;
  for (const lead of LEADS_BY_FIRST.get(tokens[at]?.form.lower ?? '') ?? [])
    if (lead.length > best - at && lead.every((word, i) => tokens[at + i]?.form.lower === word))
      best = at + lead.length;
  while (tokens[best] && QUOTES.has(tokens[best]!.text)) best++;
  return best;
}

const QUOTES = new Set(['"', "'", '“', '”', '‘', '’', '`']);
const isBreak = (text: string) =>
  text === ',' || text === ';' || text === ':' || text === ')' || text === ']' || text === '.' || QUOTES.has(text);

function closingBracket(tokens: readonly Token[], open: number): number {
  const closes = tokens[open]!.text === '(' ? ')' : ']';
  const limit = Math.min(tokens.length, open + 2 * MAX_WORDS);
  for (let i = open + 1; i < limit; i++) {
    if (tokens[i]!.text === closes) return i;
    if (tokens[i]!.text === tokens[open]!.text) return -1;
  }
  return -1;
}

function textOf(sentence: Sentence, start: number, end: number): string {
  const { tokens } = sentence;
  return sentence.text.slice(tokens[start]!.start - sentence.start, tokens[end - 1]!.end - sentence.start);
}

function capitals(text: string): number {
  let count = 0;
  for (const character of text) if (character !== character.toLowerCase()) count++;
  return count;
}

/** 2 to 14 characters, at most two words, a letter at its head, a capital somewhere, and not merely a capitalised word. */
function isShortForm(text: string): boolean {
  if (text.length < 2 || text.length > MAX_SHORT) return false;
  let spaces = 0;
  for (const character of text) if (character === ' ') spaces++;
  if (spaces > 1) return false;
  const first = text[0]!;
  if (first.toLowerCase() === first.toUpperCase() && !(first >= '0' && first <= '9' && capitals(text) > 0))
    return false;
  const many = capitals(text);
  if (many === 0) return false;
  if (many === 1 && first !== first.toLowerCase() && text.length > 5) return false; // "Figure", "Section"
  return !NOT_SHORT.has(text.toLowerCase());
}
const NOT_SHORT = new Set([
  'fig',
  'table',
  'sec',
  'eq',
  'ours',
  'the',
  'see',
  'left',
  'right',
  'top',
  'i',
  'ii',
  'iii',
  'iv',
]);

/** Index of the first token of a compound ("mT5", "RNN-T") that ends before `end` and may be a short form; -1: none. */
function shortFormBefore(tokens: readonly Token[], end: number, free: number): number {
  let start = end - 1;
  if (start < free || !isWord(tokens[start]!.text)) return -1;
  while (start - 2 >= free && isJoint(tokens, start - 1)) start -= 2;
  let text = '';
  for (let i = start; i < end; i++) text += tokens[i]!.text;
  return isShortForm(text) && capitals(text) >= 2 ? start : -1;
}

/** The end of the compound that starts at `start`. */
function compoundEnd(tokens: readonly Token[], start: number, limit: number): number {
  let end = start + 1;
  while (end + 1 < limit && isJoint(tokens, end)) end += 2;
  return end;
}

/** Token `i` is a hyphen or slash that touches both neighbours. */
function isJoint(tokens: readonly Token[], i: number): boolean {
  const { text, start, end } = tokens[i]!;
  return (text === '-' || text === '/' || text === '–') && tokens[i - 1]?.end === start && tokens[i + 1]?.start === end;
}

const isWord = (text: string) => {
  const first = text[0]!;
  return first.toLowerCase() !== first.toUpperCase() || (first >= '0' && first <= '9') || first > '\u024f';
};

/** The long form that ends before `open`, as token range; null: no words there spell the short form. */
function matchBefore(sentence: Sentence, open: number, free: number, short: string): [number, number] | null {
  const { tokens } = sentence;
  let end = open;
  while (end > free && QUOTES.has(tokens[end - 1]!.text)) end--;
  const start = matchLetters(tokens, free, end, short);
  if (start < 0) return null;
  const long = textOf(sentence, start, end);
  // The long form must add something: "BERT (BERT)" and "LSTMs (LSTM)" define nothing.
  if (long.length <= short.length + 1 || tokens.slice(start, end).some((t) => t.text === short)) return null;
  return [start, end];
}

/**
 * Where the long form of `short` starts that ends before `end`: its letters are found right to left, as initials where
 * that goes, else anywhere in the words. -1: not found.
 */
function matchLetters(tokens: readonly Token[], from: number, end: number, short: string): number {
  const letters = lettersOf(short);
  if (letters.length < 2) return -1;
  const start = matchInitials(tokens, from, end, letters);
  if (start >= 0) return start;
  if (letters.length > 2 && letters.at(-1) === 's' && short.endsWith('s')) {
    const singular = letters.slice(0, -1);
    const plural = matchInitials(tokens, from, end, singular);
    if (plural >= 0) return plural;
    const loose = matchAnywhere(tokens, from, end, singular);
    if (loose >= 0) return loose;
  }
  return matchAnywhere(tokens, from, end, letters);
}

function lettersOf(short: string): string[] {
  const letters: string[] = [];
  for (const character of short.toLowerCase()) {
    const isLetter = character !== character.toUpperCase();
    if (isLetter || (character >= '0' && character <= '9')) letters.push(character);
  }
  return letters;
}

/** Small words that an initialism may skip. */
const SMALL = new Set([
  'of',
  'the',
  'and',
  'for',
  'in',
  'on',
  'to',
  'a',
  'an',
  'with',
  'by',
  'from',
  'at',
  'via',
  '-',
  '–',
  '/',
  '&',
  "'",
  '’',
  's',
]);

/** Each word gives its first letter, small words may give none. */
function matchInitials(tokens: readonly Token[], from: number, end: number, letters: readonly string[]): number {
  let at = end - 1;
  for (let k = letters.length - 1; k >= 0; ) {
    if (at < from || end - at > 2 * MAX_WORDS) return -1;
    const word = tokens[at]!.form.lower;
    if (startsWith(word, letters[k]!) && !(k === 0 && SMALL.has(word))) {
      k--;
      if (k < 0) return at;
    } else if (!SMALL.has(word)) return -1;
    at--;
  }
  return -1;
}

const isInitialism = (tokens: readonly Token[], start: number, end: number, short: string) =>
  [lettersOf(short), lettersOf(short.replace(/s$/, ''))].some(
    (letters) => matchInitials(tokens, start, end, letters) === start,
  );

/**
 * Schwartz & Hearst: every letter somewhere, right to left, the first at the head of a word. Of several such starts
 * the nearest counts.
 */
function matchAnywhere(tokens: readonly Token[], from: number, end: number, letters: readonly string[]): number {
  const furthest = Math.max(from, end - Math.min(2 * MAX_WORDS, letters.length * 2 + 6));
  let at = end - 1;
  let position = at >= from ? tokens[at]!.text.length - 1 : -1;
  let unused = 0; // whole words since the last letter was found
  for (let k = letters.length - 1; k >= 0; k--) {
    for (;;) {
      if (at < furthest) return -1;
      const word = tokens[at]!.form.lower;
      while (position >= 0 && !isPlaceOf(letters[k]!, k === 0, word, position)) position--;
      if (position >= 0) break;
      if (isSentenceSign(word)) return -1;
      if (isWord(word) && !SMALL.has(word) && ++unused > 2 && k < letters.length - 1) return -1;
      if (isWord(word) && unused > 1 && k === letters.length - 1) return -1;
      at--;
      position = at >= from ? tokens[at]!.text.length - 1 : -1;
    }
    unused = 0;
    if (k === 0) return end - at > letters.length + 5 ? -1 : at;
    position--;
    if (position < 0) {
      at--;
      position = at >= from ? tokens[at]!.text.length - 1 : -1;
    }
  }
  return -1;
}

/** XML is extensible markup language, XAI explainable AI. */
const startsWith = (word: string, letter: string) => word[0] === letter || (letter === 'x' && word.startsWith('ex'));

const isPlaceOf = (letter: string, first: boolean, word: string, position: number) =>
  first ? position === 0 && startsWith(word, letter) && !SMALL.has(word) : word[position] === letter;

const isSentenceSign = (text: string) =>
  text === ',' || text === ';' || text === ':' || text === '(' || text === ')' || text === '.';

function pairOf(
  sentence: Sentence,
  longStart: number,
  longEnd: number,
  shortStart: number,
  shortEnd: number,
): Abbreviation {
  const { field, tokens } = sentence;
  const span = (start: number, end: number): Span => ({
    field,
    start: tokens[start]!.start,
    end: tokens[end - 1]!.end,
  });
  return {
    long: span(longStart, longEnd),
    short: span(shortStart, shortEnd),
    longText: textOf(sentence, longStart, longEnd),
    shortText: textOf(sentence, shortStart, shortEnd),
  };
}
