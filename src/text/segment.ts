/**
 * Text to sentences and tokens. Offsets count UTF-16 units of the field that the text comes from.
 *
 * Tokens are cut finer than words are read: at hyphens, slashes and brackets, so that a name inside a compound
 * ("BERT-based", "ImageNet/CIFAR") has a boundary of its own. Everything runs in one pass over the text and one over
 * the tokens; no regular expression sees user text.
 */
import type { Field, Paper, Sentence, Token } from '../types.js';
import { formAt, hashOf, mixIn, TextToken } from './word-form.js';

/**
 * Sentences of one field, in reading order. They cover every character that is not white space.
 *
 * @param field  where the text stands; copied into each sentence
 * @param text   cleaned text of any length; empty or blank text gives `[]`
 */
export function segment(field: Field, text: string): Sentence[] {
  const { tokens, doubtful } = cut(text, field === 'title');
  const sentences: Sentence[] = [];
  let first = 0;
  for (const i of doubtful) {
    if (i + 1 < tokens.length && !endsSentence(text, tokens, i)) continue;
    const head = tokens[first]!;
    head.isCapitalPlace = true;
    const { start } = head;
    const { end } = tokens[i]!;
    sentences.push({ field, start, end, text: text.slice(start, end), tokens: tokens.slice(first, i + 1) });
    first = i + 1;
  }
  return sentences;
}

/** Sentences of title and abstract, title first. */
export function segmentPaper(paper: Pick<Paper, 'title' | 'abstract'>): Sentence[] {
  return [...segment('title', paper.title), ...segment('abstract', paper.abstract)];
}

/**
 * Tokens of a text, left to right, none empty, none overlapping; only white space and invisible characters lie between
 * them. Words, numbers ("1,000", "92.4"), abbreviations with their stops ("e.g.", "U.S.") and names with an inner stop
 * or at-sign ("Node.js", "P@1") are whole; any other sign is a token of its own.
 */
export const tokenize = (text: string): TextToken[] => cut(text, false).tokens;

/** @returns also the indices of the tokens that a sentence may end after, the last one among them */
function cut(text: string, isTitle: boolean): { readonly tokens: TextToken[]; readonly doubtful: readonly number[] } {
  const tokens: TextToken[] = [];
  const doubtful: number[] = [];
  let at = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    if (kind === SPACE) {
      at += widthAt(text, at);
      continue;
    }
    // Four of five tokens are a run of letters and a space: they are measured and hashed in one go.
    let end = at;
    let hash = 0;
    let code = 0;
    for (; end < text.length && isWord(kinds[(code = text.charCodeAt(end))]!); end++) hash = mixIn(hash, code);
    if (end === at || (end < text.length && code !== BLANK)) {
      end = kind === SIGN ? at + widthAt(text, at) : wordEnd(text, at);
      hash = hashOf(text, at, end);
    }
    const form = formAt(text, at, end, hash);
    if (!isInside(text, end)) doubtful.push(tokens.length);
    tokens.push(new TextToken(at, end, form, isTitle));
    at = end;
  }
  // Only what nobody sees may stand behind the last one.
  if (tokens.length > 0 && doubtful[doubtful.length - 1] !== tokens.length - 1) doubtful.push(tokens.length - 1);
  return { tokens, doubtful };
}

const SPACE = 1;
const LOWER = 2;
const UPPER = 3;
const DIGIT = 4;
/** A letter without case, a combining mark, an underscore. */
const LETTER = 5;
const SIGN = 6;

/** Kinds of the basic plane, filled as they are met. */
const kinds = new Uint8Array(0x10000);

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const known = kinds[code]!;
  if (known !== 0) return known;
  // Half a surrogate pair says nothing alone: the pair is looked at each time. It is rare.
  if (code >= 0xd800 && code <= 0xdbff && widthAt(text, at) === 2) return classify(text.slice(at, at + 2));
  return (kinds[code] = classify(String.fromCharCode(code)));
}

/** 2 at a whole surrogate pair, else 1. */
function widthAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0xd800 || code > 0xdbff) return 1;
  const next = text.charCodeAt(at + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
}

function classify(character: string): number {
  if (/^\p{Ll}$/u.test(character)) return LOWER;
  if (/^\p{Lu}$/u.test(character)) return UPPER;
  if (/^\p{Nd}$/u.test(character)) return DIGIT;
  if (/^[\p{L}\p{M}\p{Nl}_]$/u.test(character)) return LETTER;
  if (/^[\s\p{Z}\p{Cf}\p{Cc}]$/u.test(character)) return SPACE;
  return SIGN;
}

const isWord = (kind: number) => kind >= LOWER && kind <= LETTER;

const BLANK = 0x20;
const STOP = 0x2e;
const COMMA = 0x2c;
const APOSTROPHE = 0x27;
const CURLY_APOSTROPHE = 0x2019;
const AT = 0x40;
const PLUS = 0x2b;

function wordEnd(text: string, start: number): number {
  let at = start;
  // A run of word characters, then perhaps a joint and another run.
  for (;;) {
    while (at < text.length && isWord(kindAt(text, at))) at += widthAt(text, at);
    const joint = text.charCodeAt(at);
    const next = at + 1 < text.length ? kindAt(text, at + 1) : SPACE;
    if (joint === STOP) {
      if (isWord(next) && !startsNextSentence(text, start, at)) {
        at++;
        continue;
      }
      const word = text.slice(start, at);
      if (word.length <= 6 && (ABBREVIATIONS.has(word.toLowerCase()) || word.includes('.')) && !endsInDigit(text, at))
        return at + 1;
      return at;
    }
    if (joint === COMMA && isThousands(text, start, at)) {
      at++;
      continue;
    }
    if (joint === AT && isWord(next)) {
      at++;
      continue;
    }
    if (
      (joint === APOSTROPHE || joint === CURLY_APOSTROPHE) &&
      isWord(next) &&
      at - start <= 2 &&
      kindAt(text, start) === UPPER
    ) {
      at++; // O'Brien, D'Alembert; "model's" is two tokens
      continue;
    }
    if (joint === PLUS && text.charCodeAt(at + 1) === PLUS && at - start === 1) return at + 2; // C++
    return at;
  }
}

const endsInDigit = (text: string, at: number) => kindAt(text, at - 1) === DIGIT;

/** "…accuracy.Our…": a stop without its space. Two ordinary words, the second with a capital. */
function startsNextSentence(text: string, start: number, stop: number): boolean {
  if (stop - start < 4) return false;
  for (let i = stop - 3; i < stop; i++) if (kindAt(text, i) !== LOWER) return false;
  if (kindAt(text, stop + 1) !== UPPER) return false;
  return stop + 2 >= text.length || kindAt(text, stop + 2) === LOWER || kindAt(text, stop + 2) === SPACE;
}

/** A comma between a number and exactly three digits. */
function isThousands(text: string, start: number, comma: number): boolean {
  for (let i = Math.max(start, comma - 3); i < comma; i++) if (kindAt(text, i) !== DIGIT) return false;
  for (let i = 1; i <= 3; i++) if (comma + i >= text.length || kindAt(text, comma + i) !== DIGIT) return false;
  return comma + 4 >= text.length || kindAt(text, comma + 4) !== DIGIT;
}

/** Short words whose stop belongs to them, in lower case without it. */
const ABBREVIATIONS = new Set(
  (
    'al approx appl bzw ca cf ch chap conf corp dept dr ed eds eq eqn eqs esp etc ext fig figs ibid inc intl jr ltd ' +
    'max min mr mrs ms no nos op pp prof ref refs resp sec secs sect sr st supp tab tbl univ viz vol vols vs'
  ).split(' '),
);
/** Those that a sentence may end with, and a few that are also common words. */
const MAY_END = new Set([
  'al.',
  'etc.',
  'inc.',
  'corp.',
  'ltd.',
  'jr.',
  'sr.',
  'max.',
  'min.',
  'no.',
  'ed.',
  'resp.',
  'ms.',
  'st.',
]);
/** Words that open a sentence; after an initial or "et al." only they do. */
const OPENERS = new Set(
  (
    'A Additionally All Although An And As At Based Because Both But By Compared Consequently Despite Due Each ' +
    'Existing Experiments Experimental Extensive Finally First For From Further Furthermore Given Here However If ' +
    'In Inspired Instead It Its Many Moreover Most Nevertheless On One Our Recent Recently Results Second Secondly ' +
    'Several Similarly Since Some Specifically Such That The Then There Therefore These They This Those Though Thus ' +
    'To Under Unlike Using We When Where Whereas Which While With Within Yet'
  ).split(' '),
);
const CLOSERS = new Set([')', ']', '}', '"', "'", '”', '’', '»']);
const OPENING_SIGNS = new Set([
  '(',
  '[',
  '"',
  "'",
  '“',
  '‘',
  '«',
  '•',
  '$',
  '\\',
  '-',
  '–',
  '—',
  '*',
  '~',
  '≈',
  '<',
  '#',
]);

const BULLET = 0x2022;

/** After a word that another follows no sentence ends: nine of ten tokens need no closer look. */
function isInside(text: string, end: number): boolean {
  if (!isWord(kinds[text.charCodeAt(end - 1)]!)) return false;
  const next = end < text.length && kindAt(text, end) === SPACE ? end + widthAt(text, end) : end;
  return next < text.length && next - end < 2 && kindAt(text, next) !== SPACE && text.charCodeAt(next) !== BULLET;
}

/** Whether a sentence ends after token `i`; there is a token `i + 1`. */
function endsSentence(text: string, tokens: readonly Token[], i: number): boolean {
  const token = tokens[i]!;
  const next = tokens[i + 1]!;
  if (next.text === '•') return true;
  if (next.start - token.end >= 2 && isBlankLine(text, token.end, next.start)) return true;
  // The mark, past closing brackets and quotes; these stay with the sentence before, so the mark decides at the last of them.
  if (CLOSERS.has(next.text) && next.start === token.end && endsSentenceMark(token.text)) return false;
  let mark = i;
  while (mark > 0 && i - mark < 3 && CLOSERS.has(tokens[mark]!.text) && tokens[mark]!.start === tokens[mark - 1]!.end)
    mark--;
  const markText = tokens[mark]!.text;
  if (markText === '。' || markText === '！' || markText === '？') return true;
  if (!endsSentenceMark(markText)) return false;
  // "(Smith et al.) show": a bracket that closes inside a sentence goes on in lower case, which is refused below.
  const opener = next.text;
  const spaced = next.start > token.end;
  const kind = kindAt(opener, 0);
  if (!spaced && !(markText === '.' && kind === UPPER)) return false;
  if (kind === LOWER) return opener.length > 1 && kindAt(opener, 1) === UPPER && spaced; // "mBERT", "iPhone"
  if (kind === SIGN && !OPENING_SIGNS.has(opener)) return false;
  if (markText.length > 1 && markText.endsWith('.')) {
    // An abbreviation with its own stop.
    if (!MAY_END.has(markText.toLowerCase()) && !isDotted(markText)) return false;
    return OPENERS.has(opener) && kind === UPPER;
  }
  if (markText === '.' && mark > 0) {
    const before = tokens[mark - 1]!;
    const initial = before.text.length === 1 && kindAt(before.text, 0) === UPPER && before.end === tokens[mark]!.start;
    if (initial) return OPENERS.has(opener);
    if (before.text === '.' && kind === DIGIT) return false; // "… 5"
  }
  return true;
}

const endsSentenceMark = (text: string) =>
  text === '.' || text === '!' || text === '?' || (text.length > 1 && text.charCodeAt(text.length - 1) === STOP);

/** "U.S.", "i.e.": a stop inside too. Only one with a capital ends a sentence. */
const isDotted = (text: string) => text.indexOf('.') < text.length - 1 && kindAt(text, 0) === UPPER;

function isBlankLine(text: string, from: number, to: number): boolean {
  let breaks = 0;
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 0x0a) breaks++;
  return breaks >= 2;
}
