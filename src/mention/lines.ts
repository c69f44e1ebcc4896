/** A sentence as the finders read it: with its words, and with what each may be to them. */
import { isHyphen } from '../text/word-form.js';
import type { Sentence } from '../types.js';
import { cueMarks } from './cues.js';
import { measureMarks } from './measured.js';
import { type Generic, type Line, patternMarks } from './patterns.js';
import { joinWords, MARK, readSpelling, type Spelling, type Word } from './words.js';

export function readLine(sentence: Sentence, generic: Generic): Line {
  const line = lineOf(sentence, sentence.tokens, generic);
  return line.marks & MARK.hyphen ? lineOf(sentence, joinWords(sentence), generic) : line;
}

function lineOf(sentence: Sentence, words: readonly Word[], generic: Generic): Line {
  let marks = 0;
  let english = 0;
  for (let i = 0; i < words.length; i++) {
    const { form } = words[i]!;
    // Asked once for each written form, not at each place.
    if (form.markedFor !== generic) {
      form.marks = marksOf(readSpelling(form), generic);
      form.markedFor = generic;
    }
    marks |= form.marks;
    english += form.marks & MARK.english;
  }
  return { sentence, words, marks, english };
}

const marksOf = (spelling: Spelling, generic: Generic): number =>
  (ENGLISH.has(spelling.lower) ? MARK.english : 0) |
  (generic.neverFirst.has(spelling.lower) ? MARK.opensGeneric : 0) |
  (isHyphen(spelling.text) ? MARK.hyphen : 0) |
  letterMarks(spelling) |
  patternMarks(spelling, generic) |
  cueMarks(spelling) |
  measureMarks(spelling);

const letterMarks = ({ hasDigit, hasCapital, isName, isNameAtStart }: Spelling): number =>
  (hasDigit ? MARK.digit : 0) |
  (hasCapital ? MARK.capital : 0) |
  (isName ? MARK.name : 0) |
  (isNameAtStart ? MARK.nameAtStart : 0);

/** Words that hold an English text together and are rare in others. */
const ENGLISH = new Set('the of and to we for is with that this are by our which from'.split(' '));
