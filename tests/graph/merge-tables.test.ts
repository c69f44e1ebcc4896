import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readAliases, readKnownAliases, readPins } from '../../graph/merge-tables.js';

test('the curated table can be read', () => {
  const rows = readKnownAliases(readFileSync(new URL('../../data/aliases.tsv', import.meta.url), 'utf8'));
  expect(rows.length).toBeGreaterThan(400);
});

test('aliases may be quoted, have no type, CRLF, a byte order mark and comments', () => {
  const text = '\uFEFFname,alias,type\r\n# birds\r\n"Owl, barn",Tyto,method\r\n\r\nwren,"a ""b"""\r\n';
  const rows = readAliases(text);
  expect(rows[0]).toEqual({ at: 'aliases.csv:3', type: 'Method', names: ['Owl, barn', 'Tyto'] });
  expect(rows.filter(({ names }) => names[0] === 'wren')).toHaveLength(5);
  expect(rows.at(-1)).toMatchObject({ at: 'aliases.csv:5', names: ['wren', 'a "b"'] });
});

test.each([
  ['one column', 'Tyto\n', 'aliases.csv:1', 'is not name,alias'],
  ['an unknown type', 'Tyto,owl,Bird\n', 'aliases.csv:1', '"Bird" is no type'],
  ['an open quote', 'a,b\n"Tyto,owl\n', 'aliases.csv:2', 'not closed'],
  ['one alias for two names', 'F1,f,Metric\nF2,f,Metric\n', 'aliases.csv:2', 'is given to "F1" and to "F2"'],
])('aliases with %s are refused with their line', (_, text, at, problem) => {
  try {
    readAliases(text);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_ALIAS', at, problem: expect.stringContaining(problem) });
  }
});

test.each([
  ['an unknown action', 'join,a,b\n', 'pins.csv:1', 'is not merge,name,other'],
  ['a contradiction', 'action,name,other\nmerge,a,b\nsplit,b,a\n', 'pins.csv:3', 'to be merged and split'],
])('pins with %s are refused with their line', (_, text, at, problem) => {
  try {
    readPins(text);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_PINS', at, problem: expect.stringContaining(problem) });
  }
});

test('names such as __proto__ are names', () => {
  expect(readAliases('__proto__,constructor,Method\n')).toEqual([
    { at: 'aliases.csv:1', type: 'Method', names: ['__proto__', 'constructor'] },
  ]);
});
