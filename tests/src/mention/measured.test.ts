import { expect, test } from 'vitest';
import { findByRules } from '../../../src/mention/hints.js';
import { readLine } from '../../../src/mention/lines.js';
import { findMeasured } from '../../../src/mention/measured.js';
import { segment } from '../../../src/text/segment.js';
import { PLAIN_MODEL } from '../fact/model.js';

function measuredIn(text: string): string[] {
  return segment('abstract', text).flatMap((sentence) => {
    const line = readLine(sentence, PLAIN_MODEL.generic);
    const found = findMeasured(line, findByRules(line, PLAIN_MODEL.lexicon, PLAIN_MODEL.generic), false);
    return found.map(({ start, end }) => text.slice(start, end));
  });
}

test.each([
  ['It has a HotPotQA F1 of 81.2%.', 'F1'],
  ['It has a MMLU accuracy of 81.2%.', 'accuracy'],
])('where it was measured is no part of a metric: %s', (text, metric) => {
  expect(measuredIn(text)).toContain(metric);
});

test('what belongs to its name stays', () => {
  expect(measuredIn('It has a ROUGE-L F1 of 41.2%.')).toContain('ROUGE-L F1');
});
