/** A sentence as the finders read it: with its words, and with what each may be to them. */
import type { Sentence } from '../types.js';
import { cueMarks } from './cues.js';
import { measureMarks } from './measured.js';
import { type Generic, type Line, patternMarks } from './patterns.js';
import { MARK, type Spelling, wordsOf } from './words.js';

export function readLine(sentence: Sentence, generic: Generic): Line {
  const words = wordsOf(sentence);
  let marks = 0;
  let english = 0;
  for (const { spelling } of words) {
    // Asked once for each written form, not at each place.
    if (spelling.markedFor !== generic) {
      spelling.marks = marksOf(spelling, generic);
      spelling.markedFor = generic;
    }
    marks |= spelling.marks;
    if (spelling.marks & MARK.english) english++;
  }
  return { sentence, words, marks, english };
}

const marksOf = (spelling: Spelling, generic: Generic): number =>
  (ENGLISH.has(spelling.lower) ? MARK.english : 0) |
  (spelling.hasDigit ? MARK.digit : 0) |
  (generic.neverFirst.has(spelling.lower) ? MARK.opensGeneric : 0) |
  patternMarks(spelling, generic) |
  cueMarks(spelling) |
  measureMarks(spelling);

/** Words that hold an English text together and are rare in others. */
const ENGLISH = new Set('the of and to we for is with that this are by our which from'.split(' '));
