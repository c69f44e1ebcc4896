/**
 * From sentences to mentions: asks each finder, lets what one place says count for the whole paper, settles overlaps.
 */
import type { Abbreviation } from '../text/abbreviations.js';
import { nameKey } from '../text/name-key.js';
import type { EntityType, Mention, ModelFiles, Sentence, Span } from '../types.js';
import { findByRules, hintsOf } from './hints.js';
import { buildLexicon, buildNames, emptyLexicon, findNames, type Lexicon, readUserRows } from './lexicon.js';
import { findMeasured, isBesideFigure } from './measured.js';
import { type Candidate, type Generic, type Line, readGeneric, singularWord } from './patterns.js';
import { leastConfidence, loadTagger, type Tagger } from './tagger.js';
import { DEFAULT_STYLE } from './tagger-file.js';
import { FUNCTION_WORDS, lowered, wordsOf } from './words.js';

export interface Model {
  readonly lexicon: Lexicon;
  readonly userLexicon: Lexicon;
  readonly generic: Generic;
  /** Trained weights; null: names, shapes and cues alone. */
  readonly tagger: Tagger | null;
}
export interface MentionOptions {
  /** Mentions below are dropped, 0 to 1. */
  readonly minConfidence?: number;
  /** Annotation style of the trained tagger; default `papergraph`. */
  readonly style?: string;
}

/** @throws PapergraphError BAD_LEXICON for a line of the user's lexicon that cannot be read */
export function buildModel(files: ModelFiles): Model {
  return {
    lexicon: buildNames(files),
    userLexicon: files.userLexicon === null ? emptyLexicon() : buildLexicon(readUserRows(files.userLexicon, 'lexicon')),
    generic: readGeneric(files.generic),
    tagger: files.tagger === null ? null : loadTagger(files.tagger),
  };
}

/** A name that the tagger is nowhere in the paper surer of is more often wrong than right: the best F1 on our gold. */
const LEAST: Readonly<Record<EntityType, number>> = {
  Method: 0.5,
  Dataset: 0.33,
  Hardware: 0.33,
  Task: 0.45,
  Metric: 0.3,
};
/** How sure of a thing one must be somewhere in the paper; the guideline of a corpus and the rules alone have no such bar. */
export const leastOf = (model: Model, style = DEFAULT_STYLE): Readonly<Partial<Record<EntityType, number>>> =>
  model.tagger && style === DEFAULT_STYLE ? LEAST : {};
/** Of a name that reaches it less sure places count as well. */
const LEAST_PLACE: Readonly<Record<Exclude<EntityType, 'Metric'>, number>> = {
  Method: 0.25,
  Dataset: 0.15,
  Hardware: 0.15,
  Task: 0.2,
};
/**
 * The rules know metrics well: with their support less is enough, without it more is asked for, and most for a single word:
 * in "0.3% for galaxies" the tagger takes the word beside the figure.
 */
const LEAST_METRIC = { supported: 0.3, measured: 0.3, alone: 0.65, aloneWord: 0.85 };

/** Words that hold an English text together and are rare in others. */
const ENGLISH = new Set('the of and to we for is with that this are by our which from'.split(' '));
/** Below this share of them a text is in another language; of a thousand abstracts in English the poorest has 0.07. */
const LEAST_ENGLISH = 0.045;
/** Shorter texts say too little. */
const LEAST_WORDS = 12;

function isEnglish(lines: readonly Line[]): boolean {
  let all = 0;
  let english = 0;
  for (const { words, sentence } of lines)
    if (sentence.field === 'abstract')
      for (const { lower } of words) {
        all++;
        if (ENGLISH.has(lower)) english++;
      }
  return all < LEAST_WORDS || english >= all * LEAST_ENGLISH;
}

/** Of a text in another language: known names and what looks like one; the tagger has learnt English alone. */
function namesOnly(tagged: readonly Candidate[], byRules: readonly (readonly Candidate[])[]): Candidate[] {
  const isName = ({ line, start, end }: Candidate) => {
    const words = textOf(line, start, end).split(' ');
    return words.length <= 3 && words.every((word) => /^[\x21-\x7e]+$/.test(word) && /\p{Lu}.*\p{Lu}|\d/u.test(word));
  };
  return [...byRules.flat().filter(({ foundBy }) => foundBy === 'lexicon'), ...tagged].filter(isName);
}

/** No name of the annotated papers has more words. */
const MOST_WORDS = 12;

/** Versions and places of publication are no data: "V1", "v2.0", "FAccT". */
const VERSION = /^v\d+(?:\.\d+)*$/i;
const VENUES = new Set(
  'facct sigir corl icra iros siggraph wacv bmvc aistats uai colt arxiv neurips nips icml iclr cvpr iccv eccv'.split(
    ' ',
  ),
);

/** What stays of a phrase whose noun the tagger did not take. */
const REMAINS = new Set(
  `large-scale small-scale end-to-end real-world open-ended state-of-the-art fine-tuned fine-tune single-layer multi-layer
  memory-efficient cost-efficient communication-efficient long-form low-resource high-quality high-resolution high-dimensional
  long-term single-view multi-view re-train sub-task sub-tasks`.split(/\s+/),
);

function isLikely(tagged: Candidate, byRules: readonly (readonly Candidate[])[], { never }: Generic): boolean {
  const { line, start, end, type, confidence } = tagged;
  const text = textOf(line, start, end);
  // Conferences and phrases that name nothing, whatever the tagger makes of their surroundings.
  const lower = lowered(text);
  const words = text.split(' ');
  if (words.length > MOST_WORDS) return false;
  // Figures and small words alone: "12 of 3".
  if (!words.some((word) => /\p{L}/u.test(word) && !FUNCTION_WORDS.has(word))) return false;
  if (
    VERSION.test(text) ||
    VENUES.has(lower) ||
    REMAINS.has(lower) ||
    never.has(lower) ||
    never.has(singularWord(lower))
  )
    return false;
  if (type !== 'Metric' && isLoneAdjective(tagged)) return false;
  // "trajectory prediction benchmarks"
  if (type === 'Task' && /(?:benchmark|dataset)s?$/.test(lower)) return false;
  if (type !== 'Metric') return confidence >= LEAST_PLACE[type];
  const isSupported = byRules.some((found) =>
    found.some((rule) => rule.type === type && rule.line === line && rule.start < end && start < rule.end),
  );
  if (isSupported) return confidence >= LEAST_METRIC.supported;
  if (confidence >= LEAST_METRIC.measured && isBesideFigure(tagged)) return true;
  const isWord = /^[a-z]+$/.test(text);
  return confidence >= (isWord ? LEAST_METRIC.aloneWord : LEAST_METRIC.alone);
}

/** "monocular", "mathematical": cut off from what it says something about. */
function isLoneAdjective({ line, start, end }: Candidate): boolean {
  const word = line.words.find((each) => each.start >= start);
  return (
    word?.start === start && word.end === end && !word.isName && word.lower === word.last && word.class === 'adjective'
  );
}

/**
 * @param sentences  of one paper, title first
 * @returns mentions in reading order, without overlap
 */
export function findMentions(
  sentences: readonly Sentence[],
  abbreviations: readonly Abbreviation[],
  model: Model,
  options: MentionOptions = {},
): Mention[] {
  const lines: Line[] = sentences.map((sentence) => ({ sentence, words: wordsOf(sentence) }));
  // A corpus' own guideline is what the tagger learnt from it; our names and shapes follow ours.
  const ours = (options.style ?? DEFAULT_STYLE) === DEFAULT_STYLE;
  const byRules = lines.map((line) => findByRules(line, model.lexicon, model.generic));
  const tagged = findTagged(lines, abbreviations, byRules, model, options);
  // The tagger has weighed what the rules found: beside it they would only add what it has refused.
  const candidates = !ours
    ? tagged
    : model.tagger
      ? isEnglish(lines)
        ? withMeasured(
            tagged.filter((each) => isLikely(each, byRules, model.generic)),
            lines,
            byRules,
          )
        : namesOnly(tagged, byRules)
      : withMeasured(byRules.flat(), lines, byRules);
  const forbidden: Candidate[] = [];
  for (const line of lines)
    for (const found of namesOf(line, model.userLexicon)) (found.never ? forbidden : candidates).push(found.candidate);
  const free = candidates.filter(
    (each) =>
      each.foundBy === 'user' ||
      !forbidden.some((other) => sameField(other, each) && other.start < each.end && each.start < other.end),
  );
  // What a corpus calls one name is its own affair.
  const settled = settle(ours ? free.flatMap((each) => splitAtShortForm(each, abbreviations)) : free);
  if (!ours) {
    const least = Math.max(options.minConfidence ?? 0, leastConfidence(options.style!));
    return settled.map(toMention).filter(({ confidence }) => confidence >= least);
  }
  const shared = settle([
    ...settled,
    ...fromAbbreviations(settled, abbreviations, lines),
    ...repeats(settled, lines, model.generic),
  ]);
  const voted = vote(shared);
  const minimum = options.minConfidence ?? 0;
  return voted.filter((each) => each.confidence >= minimum).map(toMention);
}

function withMeasured(
  candidates: readonly Candidate[],
  lines: readonly Line[],
  byRules: readonly (readonly Candidate[])[],
): Candidate[] {
  const named = new Set(candidates.filter(({ type }) => type === 'Metric').map(({ line }) => line));
  return [...candidates, ...lines.flatMap((line, i) => findMeasured(line, byRules[i]!, named.has(line)))];
}

function toMention({ line, start, end, type, foundBy, confidence }: Candidate): Mention {
  const text = textOf(line, start, end);
  const [from, to] = mendSpan(text, type);
  return {
    field: line.sentence.field,
    start: start + from,
    end: start + to,
    text: text.slice(from, to),
    type,
    foundBy,
    confidence,
  };
}

/** Where the name within a text lies: "(RIM", "CNN)", "basis (LIB)" and a quote without its pair lose what hangs over. */
function mendSpan(text: string, type: EntityType): readonly [number, number] {
  let from = LEADS[type]?.exec(text)?.[0].length ?? 0;
  let to = text.length;
  while (
    from < to - 1 &&
    (isQuote(text[from]!) || text[from] === '(' || text[from] === ' ') &&
    !closesLater(text, from, to)
  )
    from++;
  const open = text.indexOf('(', from);
  const close = text.indexOf(')', open);
  const short = text.slice(open + 1, close);
  // "basis (LIB)" and "neural network (NN) verifiers" name two things; "f(x)" is whole.
  if (
    open > from &&
    text[open - 1] === ' ' &&
    (close < 0 || close === to - 1 || (short.length <= 14 && /\p{Lu}/u.test(short)))
  )
    to = open - 1;
  else if (open < 0) {
    // "KA-S2T) network": the bracket opens before the name.
    const end = text.indexOf(')', from);
    if (end > from) to = end;
  }
  while (
    to > from + 1 &&
    (isQuote(text[to - 1]!) || text[to - 1] === ' ') &&
    !text.slice(from, to - 1).includes(text[to - 1]!)
  )
    to--;
  return [from, to];
}
/** "79.8 FPS", "a single GPU": a figure and its metric or device, not a name. */
const LEADS: Readonly<Partial<Record<EntityType, RegExp>>> = {
  Metric: /^[\d.,]+(?:%|[kKMB])? (?=\p{L})/u,
  Hardware: /^(?:an? |the )?(?:single|normal|standard|one|two|four|eight|\d{1,4}) (?=\p{L})/u,
};
const isQuote = (character: string) => character === '"' || character === '“' || character === '”' || character === '`';
const closesLater = (text: string, from: number, to: number) =>
  text[from] === '('
    ? text.slice(from + 1, to).includes(')')
    : isQuote(text[from]!) && text.slice(from + 1, to).includes(text[from]!);

function findTagged(
  lines: readonly Line[],
  abbreviations: readonly Abbreviation[],
  byRules: readonly (readonly Candidate[])[],
  model: Model,
  options: MentionOptions,
): Candidate[] {
  if (!model.tagger) return [];
  const sentences = lines.map(({ sentence }) => sentence);
  const hints = hintsOf(sentences, byRules);
  return model.tagger
    .tag(sentences, abbreviations, { ...options, hints })
    .map(({ sentence, from, to, type, confidence }) => {
      const line = lines[sentence]!;
      const { tokens } = line.sentence;
      return {
        line,
        start: tokens[from]!.start,
        end: tokens[to - 1]!.end,
        type,
        foundBy: 'tagger',
        confidence,
        rule: `tagger ${type}`,
      };
    });
}

const textOf = (line: Line, start: number, end: number) =>
  line.sentence.text.slice(start - line.sentence.start, end - line.sentence.start);
const sameField = (a: Candidate, b: Candidate) => a.line.sentence.field === b.line.sentence.field;

function namesOf(line: Line, lexicon: Lexicon) {
  if (lexicon.size === 0) return [];
  const { tokens } = line.sentence;
  return findNames(line.sentence, lexicon).map(({ known, from, to }) => ({
    never: known.type === 'never',
    candidate: {
      line,
      start: tokens[from]!.start,
      end: tokens[to - 1]!.end,
      type: known.type === 'never' ? ('Method' as const) : known.type,
      foundBy: 'user',
      confidence: 1,
      rule: 'user',
    } satisfies Candidate,
  }));
}

/**
 * Without overlap: the user's word first, then the longer stretch (a name inside a name is part of it), then the surer
 * one. In reading order.
 */
function settle(candidates: readonly Candidate[]): Candidate[] {
  // Sorting is stable: of two that are alike in all, the first stays.
  const best = [...candidates].sort(
    (a, b) =>
      Number(b.foundBy === 'user') - Number(a.foundBy === 'user') ||
      b.end - b.start - (a.end - a.start) ||
      b.confidence - a.confidence,
  );
  const taken: Candidate[] = [];
  for (const candidate of best) {
    const { start, end } = candidate;
    const { field } = candidate.line.sentence;
    if (end > used[field].length) {
      const larger = new Uint8Array(end * 2);
      larger.set(used[field]);
      used[field] = larger;
    }
    const places = used[field];
    let at = start;
    while (at < end && places[at] === 0) at++;
    if (at < end) continue;
    places.fill(1, start, end);
    taken.push(candidate);
  }
  for (const { start, end, line } of taken) used[line.sentence.field].fill(0, start, end);
  const place = ({ line }: Candidate) => (line.sentence.field === 'title' ? 0 : 1);
  return taken.sort((a, b) => place(a) - place(b) || a.start - b.start);
}
/** Characters that are taken, 1 each; all 0 between two calls. */
const used = { title: new Uint8Array(512), abstract: new Uint8Array(4096) };

/** "convolutional neural network (CNN)" taken as one stretch is two names of one thing: the long form and the short. */
function splitAtShortForm(candidate: Candidate, abbreviations: readonly Abbreviation[]): Candidate[] {
  const { field } = candidate.line.sentence;
  const pair = abbreviations.find(
    ({ long, short }) =>
      long.field === field && candidate.start < long.end && long.end < short.start && short.end <= candidate.end,
  );
  if (!pair) return [candidate];
  return [
    { ...candidate, end: pair.long.end },
    { ...candidate, start: pair.short.start, end: pair.short.end },
  ];
}

/** A short form has the type of its long form, and the other way round, here and wherever the short form stands again. */
function fromAbbreviations(
  settled: readonly Candidate[],
  abbreviations: readonly Abbreviation[],
  lines: readonly Line[],
): Candidate[] {
  const found: Candidate[] = [];
  if (abbreviations.length === 0) return found;
  const places = new Map<string, { line: Line; start: number; end: number }[]>();
  for (const { shortText } of abbreviations) places.set(shortText, []);
  for (const line of lines)
    for (const { text, start, end } of line.words) {
      const list = places.get(text) ?? (text.endsWith('s') ? places.get(text.slice(0, -1)) : undefined);
      list?.push({ line, start, end });
    }
  const told = new Set<string>();
  for (const { long, short, shortText } of abbreviations) {
    const overLong = overlapping(settled, long);
    const ofLong = overLong.find((candidate) => candidate.end === long.end) ?? overLong[0];
    const ofShort = overlapping(settled, short)[0];
    // Found only further on, where it stands alone, the short form still speaks for its definition.
    const source =
      ofLong ??
      ofShort ??
      places
        .get(shortText)!
        .flatMap(({ line, start, end }) => overlapping(settled, { field: line.sentence.field, start, end }))[0];
    if (!source) continue;
    const defining = lines.find(
      ({ sentence }) => sentence.field === long.field && sentence.start <= long.start && short.end <= sentence.end,
    );
    if (!defining) continue;
    const type = ofShort && ofShort.confidence > source.confidence ? ofShort.type : source.type;
    const confidence = Math.max(source.confidence, 0.7);
    const add = (line: Line, start: number, end: number) =>
      found.push({ line, start, end, type, foundBy: source.foundBy, confidence, rule: 'abbreviation' });
    add(defining, long.start, long.end);
    add(defining, short.start, short.end);
    if (told.has(shortText)) continue;
    told.add(shortText);
    for (const { line, start, end } of places.get(shortText)!) add(line, start, end);
  }
  return found;
}

/** Those of a list in reading order, none overlapping, that share a place with a span. */
function overlapping(settled: readonly Candidate[], span: Span): Candidate[] {
  let low = 0;
  let high = settled.length;
  const isBefore = ({ line, end }: Candidate) =>
    line.sentence.field === span.field ? end <= span.start : line.sentence.field === 'title';
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(settled[middle]!)) low = middle + 1;
    else high = middle;
  }
  const found: Candidate[] = [];
  for (let i = low; i < settled.length; i++) {
    const candidate = settled[i]!;
    if (candidate.line.sentence.field !== span.field || candidate.start >= span.end) break;
    found.push(candidate);
  }
  return found;
}

/** What is a name in one place is one wherever its letters stand again: a coinage is introduced only once. */
function repeats(settled: readonly Candidate[], lines: readonly Line[], generic: Generic): Candidate[] {
  const byFirst = new Map<string, { texts: string[]; source: Candidate }[]>();
  const seen = new Set<string>();
  for (const source of settled) {
    if (source.confidence < 0.6) continue;
    const words = source.line.words.filter((word) => word.start >= source.start && word.end <= source.end);
    const first = words[0];
    if (!first || (words.length === 1 && !/\p{Lu}/u.test(first.text))) continue;
    const texts = words.map((word) => word.text);
    const key = texts.join(' ');
    if (seen.has(key) || generic.never.has(lowered(key))) continue;
    seen.add(key);
    const list = byFirst.get(texts[0]!) ?? [];
    list.push({ texts, source });
    byFirst.set(texts[0]!, list);
  }
  const found: Candidate[] = [];
  for (const line of lines)
    for (let i = 0; i < line.words.length; i++)
      for (const { texts, source } of byFirst.get(line.words[i]!.text) ?? []) {
        if (!texts.every((text, k) => line.words[i + k]?.text === text)) continue;
        const [start, end] = [line.words[i]!.start, line.words[i + texts.length - 1]!.end];
        found.push({
          line,
          start,
          end,
          type: source.type,
          foundBy: source.foundBy,
          confidence: source.confidence * 0.95,
          rule: 'repeat',
        });
      }
  return found;
}

/** One name has one type within a paper: that of the most confidence. */
function vote(settled: readonly Candidate[]): Candidate[] {
  const votes = new Map<string, Map<EntityType, number>>();
  const keyOf = new Map<Candidate, string>();
  for (const candidate of settled) {
    const key = nameKey(textOf(candidate.line, candidate.start, candidate.end));
    keyOf.set(candidate, key);
    const types = votes.get(key) ?? new Map<EntityType, number>();
    const weight = candidate.foundBy === 'user' ? 100 : candidate.confidence * candidate.confidence;
    types.set(candidate.type, (types.get(candidate.type) ?? 0) + weight);
    votes.set(key, types);
  }
  return settled.map((candidate) => {
    const types = [...votes.get(keyOf.get(candidate)!)!];
    const winner = types.reduce((best, each) => (each[1] > best[1] ? each : best));
    return winner[0] === candidate.type ? candidate : { ...candidate, type: winner[0] };
  });
}
