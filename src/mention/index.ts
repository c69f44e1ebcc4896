/**
 * From sentences to mentions: asks each finder, lets what one place says count for the whole paper, settles overlaps.
 */
import type { Abbreviation } from '../text/abbreviations.js';
import { firstFrom } from '../text/order.js';
import type { EntityType, Mention, ModelFiles, Sentence, Span } from '../types.js';
import { findByRules, hintsOf } from './hints.js';
import { buildLexicon, buildNames, emptyLexicon, findNames, type Lexicon, readUserRows } from './lexicon.js';
import { readLine } from './lines.js';
import { findMeasured, findPerformance, isBesideFigure } from './measured.js';
import { type Candidate, type Generic, type Line, readGeneric } from './patterns.js';
import { keyOf, mendedSpan, namesNothing, type Surface, surfaceOf } from './surface.js';
import { leastConfidence, loadTagger, type Tagger } from './tagger.js';
import { DEFAULT_STYLE } from './tagger-file.js';
import { classOf, isName, MARK, type Word } from './words.js';

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

/** Below this share of words that hold a text together it is in another language; of a thousand abstracts in English the poorest has 0.07. */
const LEAST_ENGLISH = 0.045;
/** Shorter texts say too little. */
const LEAST_WORDS = 12;

function isEnglish(lines: readonly Line[]): boolean {
  let all = 0;
  let english = 0;
  for (const line of lines)
    if (line.sentence.field === 'abstract') {
      all += line.words.length;
      english += line.english;
    }
  return all < LEAST_WORDS || english >= all * LEAST_ENGLISH;
}

/** Of a text in another language: known names and what looks like one; the tagger has learnt English alone. */
function namesOnly(tagged: readonly Candidate[], byRules: readonly (readonly Candidate[])[]): Candidate[] {
  const isNameAlone = ({ line, start, end }: Candidate) => {
    const words = textOf(line, start, end).split(' ');
    return words.length <= 3 && words.every((word) => /^[\x21-\x7e]+$/.test(word) && /\p{Lu}.*\p{Lu}|\d/u.test(word));
  };
  return [...byRules.flat().filter(({ foundBy }) => foundBy === 'lexicon'), ...tagged].filter(isNameAlone);
}

/** What the rules say of the metrics of a line. */
interface Measures {
  /** Where any of them finds one: in order, apart from each other. */
  readonly metrics: readonly { readonly start: number; end: number }[];
  /** Known names of datasets, in order. */
  readonly datasets: readonly Candidate[];
}

/** Asked for the few lines in which a metric is found; a line may be as long as a book. */
function measuresBy(lines: readonly Line[], byRules: readonly (readonly Candidate[])[]): (line: Line) => Measures {
  const known = new Map<Line, Measures>();
  return (line) => {
    let measures = known.get(line);
    if (measures === undefined) known.set(line, (measures = readMeasures(byRules[lines.indexOf(line)]!)));
    return measures;
  };
}

function readMeasures(byRules: readonly Candidate[]): Measures {
  const metrics: { start: number; end: number }[] = [];
  for (const { start, end } of byRules.filter(({ type }) => type === 'Metric').sort((a, b) => a.start - b.start)) {
    const last = metrics.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else metrics.push({ start, end });
  }
  return { metrics, datasets: byRules.filter(({ rule, type }) => rule === 'lexicon' && type === 'Dataset') };
}

function isLikely(tagged: Candidate, measures: (line: Line) => Measures, generic: Generic): boolean {
  const { line, start, end, type, confidence } = tagged;
  const surface = surfaceAt(line, start, end);
  // Conferences and phrases that name nothing, whatever the tagger makes of their surroundings.
  if (namesNothing(surface, generic) || surface.holdsFigure) return false;
  if (type !== 'Metric' && isLoneAdjective(tagged)) return false;
  // "trajectory prediction benchmarks"
  if (type === 'Task' && surface.isCollection) return false;
  if (type !== 'Metric') return confidence >= LEAST_PLACE[type];
  const { metrics } = measures(line);
  // Of those that begin before its end the last ends furthest.
  const last = metrics[firstFrom(metrics, end) - 1];
  const isSupported = last !== undefined && start < last.end;
  if (isSupported) return confidence >= LEAST_METRIC.supported;
  if (confidence >= LEAST_METRIC.measured && isBesideFigure(tagged)) return true;
  return confidence >= (surface.isPlainWord ? LEAST_METRIC.aloneWord : LEAST_METRIC.alone);
}

/** "monocular", "mathematical": cut off from what it says something about. */
function isLoneAdjective({ line, start, end }: Candidate): boolean {
  const word = line.words[firstFrom(line.words, start)];
  return (
    word?.start === start &&
    word.end === end &&
    !isName(word) &&
    word.lower === word.last &&
    classOf(word) === 'adjective'
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
  const lines = sentences.map((sentence) => readLine(sentence, model.generic));
  // A corpus' own guideline is what the tagger learnt from it; our names and shapes follow ours.
  const ours = (options.style ?? DEFAULT_STYLE) === DEFAULT_STYLE;
  const byRules = lines.map((line) => findByRules(line, model.lexicon, model.generic));
  const tagged = findTagged(lines, abbreviations, byRules, model, options);
  const candidates = ours ? trusted(tagged, lines, byRules, model) : tagged;
  const forbidden: Candidate[] = [];
  for (const line of lines)
    for (const found of namesOf(line, model.userLexicon)) (found.never ? forbidden : candidates).push(found.candidate);
  const free =
    forbidden.length === 0
      ? candidates
      : candidates.filter(
          (each) =>
            each.foundBy === 'user' ||
            !forbidden.some((other) => sameField(other, each) && other.start < each.end && each.start < other.end),
        );
  // What a corpus calls one name is its own affair.
  const settled = settle(
    ours && abbreviations.length > 0 ? free.flatMap((each) => splitAtShortForm(each, abbreviations)) : free,
  );
  if (!ours) {
    const least = Math.max(options.minConfidence ?? 0, leastConfidence(options.style!));
    return settled
      .filter(({ confidence }) => confidence >= least)
      .map((each) => toMention(each, surfaceAt(each.line, each.start, each.end), each.type, false));
  }
  const shared = settle([
    ...settled,
    ...fromAbbreviations(settled, abbreviations, lines),
    ...repeats(settled, lines, model.generic),
  ]);
  return vote(shared, options.minConfidence ?? 0);
}

/** What our guideline takes for names of what was found. */
function trusted(
  tagged: readonly Candidate[],
  lines: readonly Line[],
  byRules: readonly (readonly Candidate[])[],
  { tagger, generic }: Model,
): Candidate[] {
  if (tagger && !isEnglish(lines)) return namesOnly(tagged, byRules);
  // The tagger has weighed what the rules found: beside it they would only add what it has refused.
  const measures = measuresBy(lines, byRules);
  const likely = tagger ? tagged.filter((each) => isLikely(each, measures, generic)) : byRules.flat();
  return splitAtDatasets(withMeasured(likely, lines, byRules), measures);
}

function withMeasured(
  candidates: readonly Candidate[],
  lines: readonly Line[],
  byRules: readonly (readonly Candidate[])[],
): Candidate[] {
  const named = new Set(candidates.filter(({ type }) => type === 'Metric').map(({ line }) => line));
  const measured = lines.flatMap((line, i) => findMeasured(line, byRules[i]!, named.has(line)));
  for (const { line } of measured) named.add(line);
  return [...candidates, ...measured, ...findPerformance(lines, named)];
}

function toMention(
  { line, start, foundBy, confidence }: Candidate,
  surface: Surface,
  type: EntityType,
  ours: boolean,
): Mention {
  const { from, to } = mendedSpan(surface, type, ours);
  const { text } = surface;
  return {
    field: line.sentence.field,
    start: start + from,
    end: start + to,
    text: to - from === text.length ? text : text.slice(from, to),
    type,
    foundBy,
    confidence,
  };
}

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
function surfaceAt(line: Line, start: number, end: number): Surface {
  const word = line.words[firstFrom(line.words, start)];
  if (word === undefined || word.start !== start || word.end !== end) return surfaceOf(textOf(line, start, end));
  const { form } = word;
  return (form.surface ??= surfaceOf(form.text)) as Surface;
}
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
  const order = candidates.map((_, i) => i).sort((a, b) => byPlace(candidates[a]!, candidates[b]!));
  const settled: Candidate[] = [];
  for (let from = 0; from < order.length; ) {
    const first = candidates[order[from]!]!;
    let { end } = first;
    let to = from + 1;
    for (; to < order.length; to++) {
      const next = candidates[order[to]!]!;
      if (next.start >= end || !sameField(first, next)) break;
      end = Math.max(end, next.end);
    }
    // Most stand alone: only those that touch have something to settle.
    if (to === from + 1) settled.push(first);
    else settled.push(...settleTouching(candidates, order.slice(from, to), first.start, end));
    from = to;
  }
  return settled;
}

/** @param touching  indices of candidates that lie in `[start, end)` of one field */
function settleTouching(candidates: readonly Candidate[], touching: number[], start: number, end: number): Candidate[] {
  // Of two that are alike in all the first found stays.
  const best = touching.sort((a, b) => byClaim(candidates[a]!, candidates[b]!) || a - b);
  if (used.length < end - start) used = new Uint8Array((end - start) * 2);
  const taken: Candidate[] = [];
  for (const index of best) {
    const candidate = candidates[index]!;
    const to = candidate.end - start;
    let at = candidate.start - start;
    while (at < to && used[at] === 0) at++;
    if (at < to) continue;
    used.fill(1, candidate.start - start, to);
    taken.push(candidate);
  }
  used.fill(0, 0, end - start);
  return taken.sort((a, b) => a.start - b.start);
}
/** Characters that are taken, 1 each; all 0 between two calls. */
let used = new Uint8Array(512);

const byPlace = (a: Candidate, b: Candidate) =>
  Number(a.line.sentence.field === 'abstract') - Number(b.line.sentence.field === 'abstract') || a.start - b.start;
const byClaim = (a: Candidate, b: Candidate) =>
  Number(b.foundBy === 'user') - Number(a.foundBy === 'user') ||
  b.end - b.start - (a.end - a.start) ||
  b.confidence - a.confidence;

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

/** "ImageNet accuracy" and "the GLUE score" taken as one stretch are two things: where it was measured, and what. */
function splitAtDatasets(candidates: Candidate[], measures: (line: Line) => Measures): Candidate[] {
  const own = new Map<Line, Set<number>>();
  const split = candidates.flatMap((candidate) => {
    const { line, start, end, type } = candidate;
    if (type !== 'Metric') return [candidate];
    const { datasets } = measures(line);
    const dataset = datasets[firstFrom(datasets, start)];
    if (!dataset || dataset.end >= end) return [candidate];
    let at = firstFrom(line.words, dataset.end);
    const version = line.words[at];
    if (version && version.end < end && VERSION.test(version.text)) at++;
    const rest = line.words[at];
    if (!rest || rest.end > end || !/^\p{L}/u.test(rest.text)) return [candidate];
    let starts = own.get(line);
    if (starts === undefined) own.set(line, (starts = new Set()));
    starts.add(dataset.start);
    const confidence = Math.max(dataset.confidence, candidate.confidence);
    return [
      { ...dataset, end: Math.max(dataset.end, line.words[at - 1]!.end), confidence },
      { ...candidate, start: rest.start },
    ];
  });
  if (own.size === 0) return candidates;
  // "SQuAD v1.1 Test", which nobody believes, would hide the name that it begins with.
  return split.filter(
    ({ line, start, type, confidence }) =>
      type !== 'Dataset' || confidence >= LEAST.Dataset || !own.get(line)?.has(start),
  );
}

/** "SQuAD v2.0 F1". */
const VERSION = /^v?\d[\d.]*$/i;

/** A short form has the type of its long form, and the other way round, here and wherever the short form stands again. */
function fromAbbreviations(
  settled: readonly Candidate[],
  abbreviations: readonly Abbreviation[],
  lines: readonly Line[],
): Candidate[] {
  const found: Candidate[] = [];
  if (abbreviations.length === 0) return found;
  const places = new Map<string, { line: Line; start: number; end: number }[]>();
  // Bits of the first letters: they rule out most words.
  let firstLetters = 0;
  for (const { shortText } of abbreviations) {
    places.set(shortText, []);
    firstLetters |= 1 << (shortText.charCodeAt(0) & 31);
  }
  for (const line of lines)
    for (const { text, lower, start, end } of line.words) {
      // No short form is without a capital.
      if (text === lower || (firstLetters & (1 << (text.charCodeAt(0) & 31))) === 0) continue;
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
function repeats(settled: readonly Candidate[], lines: readonly Line[], { never }: Generic): Candidate[] {
  const byFirst = new Map<string, { texts: string[]; source: Candidate }[]>();
  const seen = new Set<string>();
  firsts.fill(0);
  for (const source of settled) {
    if (source.confidence < 0.6) continue;
    const { words } = source.line;
    const from = firstFrom(words, source.start);
    let to = from;
    while (to < words.length && words[to]!.end <= source.end) to++;
    const first = words[from]!;
    if (to === from || (to === from + 1 && (first.form.marks & MARK.capital) === 0)) continue;
    const texts = [first.text];
    for (let i = from + 1; i < to; i++) texts.push(words[i]!.text);
    const key = texts.length === 1 ? first.text : texts.join(' ');
    if (seen.has(key)) continue;
    seen.add(key);
    if (first.form.marks & MARK.opensGeneric && never.has(key.toLowerCase())) continue;
    const list = byFirst.get(first.text);
    if (list) list.push({ texts, source });
    else byFirst.set(first.text, [{ texts, source }]);
    firsts[bucketOf(first)] = 1;
  }
  const found: Candidate[] = [];
  if (byFirst.size === 0) return found;
  for (const line of lines)
    for (let i = 0; i < line.words.length; i++) {
      const word = line.words[i]!;
      if (firsts[bucketOf(word)] === 0) continue;
      for (const { texts, source } of byFirst.get(word.text) ?? []) {
        if (!texts.every((each, k) => line.words[i + k]?.text === each)) continue;
        const [start, end] = [line.words[i]!.start, line.words[i + texts.length - 1]!.end];
        // At its own place it stands already.
        if (line === source.line && start === source.start && end === source.end) continue;
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
    }
  return found;
}
/** In which buckets the first words of the names lie: most words of the text are ruled out by it. */
const firsts = new Uint8Array(256);
const bucketOf = ({ form: { hash } }: Word) => (hash ^ (hash >>> 8)) & 255;

/** One name has one type within a paper, that of the most confidence; of the places those count that reach the minimum. */
function vote(settled: readonly Candidate[], minimum: number): Mention[] {
  const ballots = new Map<string, { readonly types: EntityType[]; readonly weights: number[] }>();
  const voters = settled.map((candidate) => {
    const surface = surfaceAt(candidate.line, candidate.start, candidate.end);
    const key = keyOf(surface);
    let ballot = ballots.get(key);
    if (ballot === undefined) ballots.set(key, (ballot = { types: [], weights: [] }));
    const { types, weights } = ballot;
    const weight = candidate.foundBy === 'user' ? 100 : candidate.confidence * candidate.confidence;
    const at = types.indexOf(candidate.type);
    if (at >= 0) weights[at]! += weight;
    else {
      types.push(candidate.type);
      weights.push(weight);
    }
    return { candidate, surface, ballot };
  });
  const mentions: Mention[] = [];
  for (const { candidate, surface, ballot } of voters) {
    if (candidate.confidence < minimum) continue;
    let winner = 0;
    for (let i = 1; i < ballot.types.length; i++) if (ballot.weights[i]! > ballot.weights[winner]!) winner = i;
    mentions.push(toMention(candidate, surface, ballot.types[winner]!, true));
  }
  return mentions;
}
