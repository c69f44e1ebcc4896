import { describe, expect, test } from 'vitest';
import { formAt, hashOf } from '../../../src/text/word-form.js';

const formOf = (text: string, start = 0, end = text.length) => formAt(text, start, end, hashOf(text, start, end));

describe('the table of written forms', () => {
  test('a word is one form, wherever it stands', () => {
    expect(formOf('graph')).toBe(formOf('a graph of graphs', 2, 7));
    expect(formOf('graph')).not.toBe(formOf('graphs'));
    expect(formOf('graph')).not.toBe(formOf('Graph'));
  });

  test.each([
    ['Graph', 'graph', 'graph'],
    ['Transformer-Based', 'transformer-based', 'based'],
    ['state-of-the-art', 'state-of-the-art', 'art'],
    ['N‑gram‐Model', 'n‑gram‐model', 'model'],
    ['-', '-', '-'],
    ['ΠΡΟΣ', 'προς', 'προς'],
  ])('%s in lower case, and its last part', (text, lower, last) => {
    expect(formOf(text)).toMatchObject({ text, lower, last });
  });

  test('words of one hash are told apart, and so many of them that no slot is left', () => {
    const words = Array.from({ length: 40 }, (_, i) => `word${i}`);
    for (let round = 0; round < 2; round++)
      for (const word of words) expect(formAt(word, 0, word.length, 12345).text).toBe(word);
  });

  test('more words than the table holds are still what they are', () => {
    let wrong = 0;
    for (let round = 0; round < 2; round++)
      for (let i = 0; i < 100_000; i++) if (formOf(`w${i}`).text !== `w${i}`) wrong++;
    expect(wrong).toBe(0);
    expect(formOf('graph').text).toBe('graph');
  });
});
