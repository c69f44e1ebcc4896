/**
 * What names, shapes and cues say, told to the tagger: it has learnt from the labelled texts how far to trust each rule.
 * Shared with the trainer.
 */
import type { Sentence, Token } from '../types.js';
import { findCoinages } from './cues.js';
import { hashText } from './features.js';
import { findNames, type Lexicon } from './lexicon.js';
import { type Candidate, findDevices, findPhrases, findShapedNames, type Generic, type Line } from './patterns.js';

/** A rule has found something in the tokens `[from, to)` of a sentence. */
export interface Hint {
  readonly sentence: number;
  readonly from: number;
  readonly to: number;
  /** Hash of rule and type. */
  readonly kind: number;
}

/** All that the rules find in one sentence; may overlap. */
export function findByRules(line: Line, lexicon: Lexicon, generic: Generic): Candidate[] {
  const { tokens } = line.sentence;
  const known: Candidate[] = [];
  for (const { known: name, from, to } of findNames(line.sentence, lexicon))
    if (name.type !== 'never')
      known.push({
        line,
        start: tokens[from]!.start,
        end: tokens[to - 1]!.end,
        type: name.type,
        foundBy: 'lexicon',
        confidence: 0.9,
        rule: 'lexicon',
      });
  return [
    ...known,
    ...findDevices(line),
    ...findCoinages(line, generic),
    ...findPhrases(line, generic),
    ...findShapedNames(line, known),
  ];
}

/** @param found  per sentence what the rules found in it */
export function hintsOf(sentences: readonly Sentence[], found: readonly (readonly Candidate[])[]): Hint[] {
  const hints: Hint[] = [];
  found.forEach((candidates, sentence) => {
    const { tokens } = sentences[sentence]!;
    for (const { start, end, type, rule } of candidates) {
      const from = firstEndingAfter(tokens, start);
      let to = from;
      while (to < tokens.length && tokens[to]!.start < end) to++;
      if (to > from) hints.push({ sentence, from, to, kind: kindOf(rule, type) });
    }
  });
  return hints;
}

function firstEndingAfter(tokens: readonly Token[], place: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.end <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By type and rule; both are few. */
const kinds = new Map<string, Map<string, number>>();

function kindOf(rule: string, type: string): number {
  let ofType = kinds.get(type);
  if (ofType === undefined) kinds.set(type, (ofType = new Map()));
  let kind = ofType.get(rule);
  if (kind === undefined) ofType.set(rule, (kind = hashText(`${rule}|${type}`)));
  return kind;
}
