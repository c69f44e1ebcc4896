import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findQuantities } from '../../../src/text/quantities.js';

describe('a figure with its unit', () => {
  test.each([
    ['achieves 92.4% accuracy', ['92.4%', 92.4, null, '%']],
    ['by 93.2 ± 0.4 % here', ['93.2 ± 0.4 %', 93.2, null, '%']],
    ['gains +1.4 BLEU points', ['+1.4 BLEU points', 1.4, null, 'points']],
    ['falls by -3.2 pp', ['-3.2 pp', -3.2, null, 'points']],
    ['by 14.01 p.p. on it', ['14.01 p.p.', 14.01, null, '% points']],
    ['by 7.96%p on it', ['7.96%p', 7.96, null, '% points']],
    ['by 97.96% percent and', ['97.96% percent', 97.96, null, '%']],
    ['by roughly 4--5 points', ['4--5 points', 4, 5, 'points']],
    ['ranging from 0.76 to 0.45 here', ['0.76 to 0.45', 0.76, 0.45, '']],
    ['a throughput of 4,256 images/s', ['4,256 images/s', 4256, null, 'per second']],
    ['with only 12 learnable parameters', ['12 learnable parameters', 12, null, 'parameters']],
    ['with 413M multiply-adds', ['413M', 413, null, 'MFLOPs']],
    ['is 4x smaller', ['4x', 4, null, 'x']],
    ['is 2.5× faster', ['2.5×', 2.5, null, 'x']],
    ['three times faster', ['three times', 3, null, 'x']],
    ['a 10-fold cut', ['10-fold', 10, null, 'x']],
    ['at 79.8 FPS', ['79.8 FPS', 79.8, null, 'FPS']],
    ['at 30 frames per second', ['30 frames per second', 30, null, 'FPS']],
    ['on 8 NVIDIA A100 GPUs', ['8 NVIDIA A100 GPUs', 8, null, 'GPUs']],
    ['on a single V100 GPU', ['single V100 GPU', 1, null, 'GPUs']],
    ['on 1,024 GPUs', ['1,024 GPUs', 1024, null, 'GPUs']],
    ['for 3.5 days', ['3.5 days', 3.5, null, 'days']],
    ['in two hours', ['two hours', 2, null, 'hours']],
    ['within 12 ms', ['12 ms', 12, null, 'ms']],
    ['with 25.6M parameters', ['25.6M parameters', 25.6, null, 'M parameters']],
    ['and 1.5 billion parameters', ['1.5 billion parameters', 1.5, null, 'B parameters']],
    ['costs 4.1 GFLOPs', ['4.1 GFLOPs', 4.1, null, 'GFLOPs']],
    ['needs 12 GB', ['12 GB', 12, null, 'GB']],
    ['~40k spectra', ['40k', 40, null, 'K']],
    ['an F1 of 0.85', ['0.85', 0.85, null, '']],
    ['an AUC of .85', ['.85', 0.85, null, '']],
    ['from 4x to 8x', ['4x to 8x', 4, 8, 'x']],
    ['some 10-20% of them', ['10-20%', 10, 20, '%']],
    ['5 to 10 hours', ['5 to 10 hours', 5, 10, 'hours']],
    ['between 3 and 5 points', ['3 and 5 points', 3, 5, 'points']],
    ['a rate of 1e-4', ['1e-4', 1e-4, null, '']],
    ['by 2.5 × 10^-3', ['2.5 × 10^-3', 0.0025, null, '']],
    ['two orders of magnitude', ['two orders of magnitude', 2, null, 'orders of magnitude']],
  ] as const)('%s', (text, [written, amount, upper, unit]) => {
    expect(findQuantities(text)).toEqual([
      { start: text.indexOf(written), end: text.indexOf(written) + written.length, text: written, amount, upper, unit },
    ]);
  });
});

test.each([
  'ResNet-50 and CIFAR-10',
  'the F1 of GPT-3 in 3D',
  'YOLOv3 on COVID-19',
  'top-5 error',
  'one of the best',
  'a two-stage detector',
  'Section A.2',
  'the 2D case',
])('figures inside names are none: %s', (text) => expect(findQuantities(text)).toEqual([]));

test('two figures in a row are two', () => {
  expect(findQuantities('80.1%/95.2% and 99.9%.').map(({ text }) => text)).toEqual(['80.1%', '95.2%', '99.9%']);
  expect(findQuantities('of 10 and 20 images').map(({ amount }) => amount)).toEqual([10, 20]);
});

test('what is found stands where it says, in order, without overlap, and in time', () => {
  const piece = fc.constantFrom(
    '93.2%',
    '8 GPUs',
    '1,000',
    '4x',
    '-',
    'to',
    '±',
    'e',
    '×',
    '10',
    '^',
    '.',
    ',',
    ' ',
    'A100',
    'NVIDIA ',
    'and',
    'x',
    '(',
    'two ',
    'hours',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      let last = 0;
      for (const { start, end, text: written, amount } of findQuantities(text)) {
        expect(text.slice(start, end)).toBe(written);
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(amount).not.toBeNaN();
        last = end;
      }
    }),
    { numRuns: 2000, seed: 13 },
  );
  for (const long of ['1', '1,000', '1 ', '8 NVIDIA ', '1-', '1e', '1 × 10', '.', '1.', 'two ', '1x']) {
    const started = performance.now();
    findQuantities(long.repeat(100_000 / long.length));
    expect(performance.now() - started, long).toBeLessThan(1500);
  }
});
