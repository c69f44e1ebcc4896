/**
 * Coinages: what a paper presents under a name of its own. The words around say so: "we present X", "X: A …" in a title,
 * "called X", "X, a benchmark for …".
 */
import type { EntityType } from '../types.js';
import { type Candidate, type Generic, type Line, singularWord } from './patterns.js';
import { classOf, isName, MARK, type Spelling, type Word } from './words.js';

const list = (words: string) => new Set(words.split(/\s+/));
const PRESENT = list(
  `present presents propose proposes introduce introduces develop develops describe describes release releases presenting
  proposing introducing presented proposed introduced developed unveil contribute devise devises design designs establish call name
  construct constructs build builds create creates publish`,
);
const CALLED = list('called named termed dubbed coined namely denoted titled');
const KINDS = new Map<string, EntityType>();
const kinds = (type: EntityType, heads: string) => {
  for (const head of heads.split(/\s+/)) KINDS.set(head, type);
};
kinds(
  'Dataset',
  'dataset benchmark corpus testbed database treebank suite collection leaderboard survey test-suite data',
);
kinds('Metric', 'metric measure score criterion index');
kinds('Task', 'task problem challenge');
kinds(
  'Method',
  `model method algorithm framework network architecture approach system technique toolkit library tool module layer
  mechanism strategy scheme optimizer transformer pipeline gan cnn platform engine package loss family variant extension block agent
  procedure learner encoder decoder estimator policy paradigm llm lm llms models methods`,
);

/** Coinages of a sentence. */
export function findCoinages(line: Line, generic: Generic): Candidate[] {
  if (line.sentence.field === 'title') return headOfTitle(line, generic);
  const found = line.marks & MARK.introduces ? presented(line, generic) : [];
  return line.marks & MARK.article && line.marks & MARK.apposes ? [...found, ...appositions(line, generic)] : found;
}

/** What the finders of this file may make of a word. */
export function cueMarks({ text, lower, hasCapital }: Spelling): number {
  let marks = hasCapital && isCoinedText(text) ? MARK.coined : 0;
  if (INTRODUCES.has(lower)) marks |= MARK.introduces;
  else if (text === ',' || text === '(' || lower === 'is') marks |= MARK.apposes;
  else if (lower === 'a' || lower === 'an' || lower === 'the' || lower === 'our') marks |= MARK.article;
  return marks;
}
const INTRODUCES = new Set([...PRESENT, ...CALLED]);

/** "X: A benchmark for …": X, when it looks like a name. */
function headOfTitle(line: Line, generic: Generic): Candidate[] {
  const { words } = line;
  const colon = words.findIndex((word) => word.text === ':' || word.text === '—' || word.text === '–');
  if (colon < 1 || colon > 5 || colon + 1 >= words.length) return [];
  let to = colon;
  // "X (Y): …" is left to the abbreviations.
  if (words[to - 1]!.text === ')') return [];
  while (to > 1 && generic.tails.has(words[to - 1]!.lower) && isCoined(words[0]!)) to--;
  let from = 0;
  if (words[0]!.lower === 'the' || words[0]!.lower === 'a') from = 1;
  if (from >= to) return [];
  const named = words.slice(from, to);
  if (named.some((word) => classOf(word) === 'function' || classOf(word) === 'verb' || classOf(word) === 'sign')) {
    if (!(named.length === 1 && isCoined(named[0]!))) return [];
  }
  const coined = named.some(isCoined);
  if (!coined && named.length > 1) return [];
  if (generic.never.has(named.map((word) => word.lower).join(' '))) return [];
  if (!coined && (classOf(named[0]!) !== 'noun' || !/^[A-Z]/.test(named[0]!.text))) return [];
  const type = kindOf(words, colon + 1, words.length) ?? 'Method';
  return [candidate(line, from, to, type, coined ? 0.88 : 0.6, 'cue title')];
}

/** A capital inside, several capitals, or a digit beside capitals. */
const isCoinedText = (text: string) =>
  text.length <= 40 &&
  /[a-z].*[A-Z]|[A-Z].*[A-Z]|[A-Z].*\d|\d[A-Z]/.test(text) &&
  !/^[A-Z][a-z]+(?:-[A-Z][a-z]+)+$/.test(text);
const isCoined = ({ form }: Word) => (form.marks & MARK.coined) !== 0;

/** "we present X", "we call X", "a method called X". */
function presented(line: Line, generic: Generic): Candidate[] {
  const found: Candidate[] = [];
  const { words } = line;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const { lower } = word;
    if ((word.form.marks & MARK.introduces) === 0) continue;
    const isCalled = CALLED.has(lower) || ((lower === 'call' || lower === 'name') && i > 0);
    let at = i + 1;
    if (isCalled) {
      if (lower === 'call' && /^(?:it|this|them)$/.test(words[at]?.lower ?? '')) at++;
      if (words[at]?.lower === 'as') at++;
      if (words[at]?.text === ',' || words[at]?.text === ':') at++;
    }
    while (at < words.length && BEFORE_NAMES.has(words[at]!.lower)) at++;
    const quoted = words[at - 1]?.text === '"' || isQuote(words[at]?.text);
    if (isQuote(words[at]?.text)) at++;
    const to = quoted ? endOfQuote(words, at) : endOfName(words, at);
    if (to > at && to - at <= 6) {
      const names = words.slice(at, to).some(isCoined) || words.slice(at, to).every(isName);
      if (names || isCalled) {
        const type =
          kindOfApposition(words, to) ??
          (isCalled ? kindBefore(words, i) : kindOf(words, to, Math.min(words.length, to + 1))) ??
          'Method';
        if (!isGenericName(words, at, to, generic))
          found.push(candidate(line, at, to, type, names ? 0.9 : 0.7, isCalled ? 'cue called' : 'cue present'));
      }
    }
  }
  return found;
}

const BEFORE_NAMES = list('the a an our here also and first further then "');
const isQuote = (text: string | undefined) =>
  text === '"' || text === '“' || text === '‘' || text === "'" || text === '``' || text === '`';

function endOfQuote(words: readonly Word[], from: number): number {
  for (let i = from; i < words.length && i - from < 7; i++) if (/^["”’'`]$/.test(words[i]!.text)) return i;
  return endOfName(words, from);
}

/** Capitalised words in a row; or, when the first is in lower case, nouns and adjectives in a row. */
function endOfName(words: readonly Word[], from: number): number {
  let at = from;
  const first = words[at];
  if (!first) return from;
  const named = isName(first);
  while (at < words.length) {
    const word = words[at]!;
    if (named && isName(word)) {
      at++;
      continue;
    }
    const kind = classOf(word);
    if (named ? kind !== 'number' || at === from : kind !== 'noun' && kind !== 'adjective') break;
    at++;
  }
  return at;
}

function isGenericName(words: readonly Word[], from: number, to: number, generic: Generic): boolean {
  let at = from;
  while (at < to && generic.modifiers.has(words[at]!.lower)) at++;
  if (at === to) return true;
  const rest = words.slice(at, to).map((word) => word.lower);
  rest.push(singularWord(rest.pop()!));
  return generic.never.has(rest.join(' ')) || (rest.length === 1 && generic.tails.has(rest[0]!));
}

/** "X, a benchmark for …", "X is a dataset …": the second half types X, and X is a name when it looks like one. */
function appositions(line: Line, generic: Generic): Candidate[] {
  const found: Candidate[] = [];
  const { words } = line;
  for (let i = 1; i + 1 < words.length; i++) {
    if ((words[i]!.form.marks & MARK.apposes) === 0) continue;
    if ((words[i + 1]!.form.marks & MARK.article) === 0) continue;
    const name = words[i - 1]!;
    if (!isCoined(name) || generic.never.has(name.lower)) continue;
    const type = kindOf(words, i + 2, words.length);
    if (!type) continue;
    let from = i - 1;
    while (from > 0 && isName(words[from - 1]!) && i - from < 5 && !isCoined(words[i - 1]!)) from--;
    found.push(candidate(line, from, i, type, 0.85, 'cue apposition'));
  }
  return found;
}

function kindOfApposition(words: readonly Word[], at: number): EntityType | null {
  let next = at;
  if (words[next]?.text === '"' || words[next]?.text === '”') next++;
  if (words[next]?.text === '(') while (next < words.length && words[next - 1]?.text !== ')') next++;
  if (words[next]?.text === ',' || words[next]?.text === ':') next++;
  else return kindOf(words, at, Math.min(words.length, at + 1));
  if (!/^(?:a|an|the|our|which|new)$/.test(words[next]?.lower ?? '')) return null;
  return kindOf(words, next + 1, words.length);
}

/** The type that the first head noun from `from` on tells; looks no further than the first preposition or verb. */
function kindOf(words: readonly Word[], from: number, to: number): EntityType | null {
  let last: EntityType | null = null;
  for (let i = from; i < to && i < from + 12; i++) {
    const word = words[i]!;
    const kind = classOf(word);
    if (
      kind === 'function' &&
      word.lower !== 'and' &&
      word.lower !== 'a' &&
      word.lower !== 'an' &&
      word.lower !== 'the'
    )
      break;
    if (kind === 'verb' || word.text === '.' || word.text === ',' || word.text === '(') {
      if (last || word.text === '.') break;
      if (kind === 'verb') break;
      continue;
    }
    last = KINDS.get(singularWord(word.last)) ?? last;
  }
  return last;
}

/** "a new benchmark called X". */
function kindBefore(words: readonly Word[], at: number): EntityType | null {
  for (let i = at - 1; i >= 0 && i > at - 8; i--) {
    const type = KINDS.get(singularWord(words[i]!.last));
    if (type !== undefined) return type;
  }
  return null;
}

function candidate(
  line: Line,
  from: number,
  to: number,
  type: EntityType,
  confidence: number,
  rule: string,
): Candidate {
  return {
    line,
    start: line.words[from]!.start,
    end: line.words[to - 1]!.end,
    type,
    foundBy: 'cue',
    confidence,
    rule,
  };
}
