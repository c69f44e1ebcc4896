/**
 * What names, shapes and cues say, told to the tagger: it has learnt from the labelled texts how far to trust each rule.
 * Shared with the trainer.
 */
import type { Sentence } from '../types.js';
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
  const types = new Map(known.map(({ start, type }) => [start, type]));
  return [
    ...known,
    ...findDevices(line),
    ...findCoinages(line, generic),
    ...findPhrases(line, generic),
    ...findShapedNames(line, generic, (start) => types.get(start)),
  ];
}

/** @param found  per sentence what the rules found in it */
export function hintsOf(sentences: readonly Sentence[], found: readonly (readonly Candidate[])[]): Hint[] {
  const hints: Hint[] = [];
  found.forEach((candidates, sentence) => {
    const { tokens } = sentences[sentence]!;
    for (const { start, end, type, rule } of candidates) {
      let from = 0;
      while (from < tokens.length && tokens[from]!.end <= start) from++;
      let to = from;
      while (to < tokens.length && tokens[to]!.start < end) to++;
      if (to > from) hints.push({ sentence, from, to, kind: kindOf(rule, type) });
    }
  });
  return hints;
}

const kinds = new Map<string, number>();

/** "head Task segmentation" and "head Task detection" are one rule: its first two words, and the type. */
function kindOf(rule: string, type: string): number {
  const key = `${rule}|${type}`;
  let kind = kinds.get(key);
  if (kind === undefined) {
    const second = rule.indexOf(' ', rule.indexOf(' ') + 1);
    kind = hashText(`${second < 0 ? rule : rule.slice(0, second)}|${type}`);
    // Rules are few, but their words come from a text: the memory must not grow with the texts.
    if (kinds.size < 10_000) kinds.set(key, kind);
  }
  return kind;
}
