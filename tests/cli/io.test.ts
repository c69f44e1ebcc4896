import { expect, test } from 'vitest';
import { barText, count, plural, printable, seconds } from '../../cli/io.js';

test('a title cannot drive the terminal that it is printed on', () => {
  expect(printable('a\x1b[2Jb\x07c\u202ed')).toBe('a\\x1b[2Jb\\x07c\\u202ed');
  expect(printable('tabs\tand ümlauts 日本 stay')).toBe('tabs\tand ümlauts 日本 stay');
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1234567, '1,234,567'],
])('%d reads %s', (n, text) => expect(count(n)).toBe(text));

test('one paper, two papers', () => {
  expect(plural(1, 'paper')).toBe('1 paper');
  expect(plural(1204, 'paper')).toBe('1,204 papers');
});

test.each([
  [940, '0.9 s'],
  [61_000, '61 s'],
  [185_000, '3 min 5 s'],
])('%d ms reads %s', (ms, text) => expect(seconds(ms)).toBe(text));

test('the bar shows share, rate and time left when the total is known', () => {
  expect(barText('extracting', 'papers', 500, 1000, 1000, 200)).toBe(
    'extracting  ██████████░░░░░░░░░░ 50 %  500 papers  500/s  1.0 s left',
  );
});

test('the bar shows count and rate alone when the total is not known', () => {
  expect(barText('extracting', 'papers', 500, null, 1000, 200)).toBe('extracting  500 papers  500/s');
});

test('the bar fits the terminal', () => {
  expect(barText('extracting', 'papers', 500, 1000, 1000, 30).length).toBeLessThan(30);
});
