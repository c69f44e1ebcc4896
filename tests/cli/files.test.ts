import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, removeLeftovers, writeWhole } from '../../cli/files.js';
import { temporaryFolder } from './run.js';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test('a file is written whole', async () => {
  const file = join(folder.dir, 'a.txt');
  expect(await writeWhole(file, ['one ', 'two ', 'dritte Größe'])).toBe(Buffer.byteLength('one two dritte Größe'));
  expect(readFileSync(file, 'utf8')).toBe('one two dritte Größe');
});

test('when the writer fails midway, the old file stays and nothing half-written lies beside it', async () => {
  const file = join(folder.dir, 'a.txt');
  writeFileSync(file, 'old');
  function* broken() {
    yield 'x'.repeat(3 << 20);
    throw new Error('midway');
  }
  await expect(writeWhole(file, broken())).rejects.toThrow('midway');
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(folder.dir)).toEqual(['a.txt']);
});

test('a folder where the file should be is said in one line', async () => {
  mkdirSync(join(folder.dir, 'taken'));
  await expect(writeWhole(join(folder.dir, 'taken'), ['x'])).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
});

test('a pipe is written to and stays a pipe', async () => {
  const pipe = join(folder.dir, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const [read] = await Promise.all([readFile(pipe, 'utf8'), writeWhole(pipe, ['through'])]);
  expect(read).toBe('through');
  expect(statSync(pipe).isFIFO()).toBe(true);
});

test('of a link, the file behind it is written', async () => {
  writeFileSync(join(folder.dir, 'behind'), 'old');
  symlinkSync('behind', join(folder.dir, 'link'));
  await writeWhole(join(folder.dir, 'link'), ['new']);
  expect(lstatSync(join(folder.dir, 'link')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder.dir, 'behind'), 'utf8')).toBe('new');
});

test.runIf(existsSync('/proc/self'))('a place where no folder can be made is said, and does not hang', async () => {
  await expect(makeFolder('/proc/no/such')).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
});

test('a file where the folder should be is said in one line', async () => {
  writeFileSync(join(folder.dir, 'file'), '');
  await expect(makeFolder(join(folder.dir, 'file'))).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  await expect(makeFolder(join(folder.dir, 'file', 'below'))).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
});

test('what a killed run left half-written goes, everything else stays', async () => {
  writeFileSync(join(folder.dir, '.graph.json.123.part'), '');
  writeFileSync(join(folder.dir, '.hidden'), '');
  writeFileSync(join(folder.dir, 'graph.json'), '');
  await removeLeftovers(folder.dir);
  expect(existsSync(join(folder.dir, '.graph.json.123.part'))).toBe(false);
  expect(readdirSync(folder.dir).sort()).toEqual(['.hidden', 'graph.json']);
});
