import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../../src/read/index.js';
import type { Mend } from '../../../src/types.js';
import { readAll } from './read-all.js';

const ABSTRACT = 'We count the birds of a garden and find that a network counts as well as people do, é included.';
/** `\xff` in the text becomes that byte, which UTF-8 never has. */
const bytes = (text: string) =>
  Buffer.concat(text.split(/(\xff)/).map((part) => (part === '\xff' ? Buffer.from([0xff]) : Buffer.from(part))));

async function readFlawed(content: Uint8Array, options: ReadOptions = {}, chunk = content.length) {
  const mends: Mend[] = [];
  const parts = Array.from({ length: Math.ceil(content.length / chunk) }, (_, i) =>
    Buffer.from(content.subarray(i * chunk, (i + 1) * chunk)),
  );
  const found = await readAll(['-'], { ...options, stdin: Readable.from(parts), onMend: (mend) => mends.push(mend) });
  return { ...found, mends };
}

const json = (id: string) => `{"title": "Paper ${id}", "abstract": "${ABSTRACT}"}`;
const bib = (id: string) => `@article{key,\n  title = {Paper ${id}},\n  abstract = {${ABSTRACT}}\n}\n`;
const ris = (id: string) => `TY  - JOUR\nTI  - Paper ${id}\nAB  - ${ABSTRACT}\nER  - \n`;
const entry = (id: string) => `<entry><title>Paper ${id}</title><summary>${ABSTRACT}</summary></entry>\n`;

const FORMS: readonly (readonly [from: string, text: string])[] = [
  ['jsonl', `${json('é')}\n${json('\xff')}\n${json('c')}\n`],
  ['jsonl', `${json('é')}\r\n${json('\xff')}\r\n${json('c')}\r\n`],
  ['json', `[\n  ${json('é')},\n  ${json('\xff')},\n  ${json('c')}\n]`],
  ['bibtex', bib('é') + bib('\xff') + bib('c')],
  ['ris', ris('é') + ris('\xff') + ris('c')],
  ['atom', `<?xml version="1.0" encoding="UTF-8"?>\n<feed>\n${entry('é')}${entry('\xff')}${entry('c')}</feed>`],
  ['table', `title,abstract\n"Paper é","${ABSTRACT}"\n"Paper\n\xff","${ABSTRACT}"\n"Paper c","${ABSTRACT}"\n`],
  ['text', ['é', '\xff', 'c'].map((id) => `Title: Paper ${id}\n\nAbstract: ${ABSTRACT}\n\n`).join('')],
  [
    'html',
    `<html><body>${['é', '\xff', 'c'].map((id) => `<h2>Paper ${id}</h2><p>${ABSTRACT}</p>\n`).join('')}</body></html>`,
  ],
];

describe('a byte that is no UTF-8', () => {
  test.each(FORMS)('in %s is replaced and told with its place in the file', async (from, text) => {
    const content = bytes(text);
    for (const size of [content.length, 7, 1]) {
      const { papers, mends, skips } = await readFlawed(content, { from }, size);
      expect(papers.map(({ title }) => title)).toEqual([
        'Paper é',
        expect.stringMatching(/^Paper [\ufffdÿ]$/),
        'Paper c',
      ]);
      expect(mends).toEqual([
        { origin: papers[1]!.origin, flaw: 'bytes', count: 1, at: content.indexOf(0xff), as: expect.anything() },
      ]);
      expect(skips).toEqual([]);
    }
  });

  test.each(FORMS)('in %s costs its record, and no other, where that is asked for', async (from, text) => {
    const content = bytes(text);
    const { papers, skips, mends } = await readFlawed(content, { from, onError: 'skip' });
    expect(papers.map(({ title }) => title)).toEqual(['Paper é', 'Paper c']);
    expect(skips).toMatchObject([
      { reason: 'unreadable', detail: `1 byte that is no UTF-8, at byte ${content.indexOf(0xff)}` },
    ]);
    expect(mends).toEqual([]);
  });

  test('its place is that in the unzipped file', async () => {
    const content = bytes(FORMS[0]![1]);
    const { mends } = await readFlawed(gzipSync(content));
    expect(mends).toMatchObject([{ at: content.indexOf(0xff) }]);
  });

  test('several are counted, and one that is cut short is one', async () => {
    const line = Buffer.concat([
      Buffer.from('{"id": "é'),
      Buffer.from([0xef, 0xbf]),
      Buffer.from('x \ufffd'),
      Buffer.from([0xc3]),
      Buffer.from(`", "abstract": "${ABSTRACT}"}`),
    ]);
    const { mends, papers } = await readFlawed(line, { from: 'jsonl' });
    expect(papers[0]!.sourceId).toBe('é\ufffdx \ufffd\ufffd');
    expect(mends).toMatchObject([{ flaw: 'bytes', count: 2, at: line.indexOf(0xef) }]);
  });

  test('a record in Windows-1252 is read as such, and told', async () => {
    const text = `{"id": "a", "title": "Poincar\xe9 \xfcber", "abstract": "We count birds in the way that he did."}`;
    const { papers, mends } = await readFlawed(Buffer.from(text, 'latin1'), { from: 'jsonl' });
    expect(papers[0]!.title).toBe('Poincaré über');
    expect(mends).toEqual([
      { origin: 'stdin:1', flaw: 'bytes', count: 2, at: text.indexOf('\xe9'), as: 'Windows-1252' },
    ]);
  });
});

describe('characters that are no text', () => {
  const line = `{"id": "a", "title": "A\\u0000B \\ud800 C", "abstract": "${ABSTRACT} \\u0000\\u0000", "authors": ["X\\udc00"]}`;

  test('NULs go, halves of characters are replaced, and both are counted', async () => {
    const { papers, mends } = await readFlawed(Buffer.from(line));
    expect(papers).toMatchObject([{ title: 'AB \ufffd C', abstract: ABSTRACT, authors: ['X\ufffd'] }]);
    expect(mends).toEqual([
      { origin: 'stdin:1', flaw: 'NUL', count: 3, as: 'nothing' },
      { origin: 'stdin:1', flaw: 'lone surrogate', count: 2, as: 'U+FFFD' },
    ]);
  });

  test.each(FORMS.filter(([from]) => !from.startsWith('json')))('a NUL byte in %s is counted', async (from, text) => {
    const { papers, mends } = await readFlawed(Buffer.from(text.replace('\xff', 'x\0y')), { from });
    expect(papers[1]!.title).toBe('Paper xy');
    expect(mends).toEqual([{ origin: papers[1]!.origin, flaw: 'NUL', count: 1, as: 'nothing' }]);
  });

  test('and cost their record where that is asked for', async () => {
    const { papers, skips } = await readFlawed(Buffer.from(line), { onError: 'skip' });
    expect(papers).toEqual([]);
    expect(skips).toMatchObject([{ reason: 'unreadable', detail: '3 NULs; 2 lone surrogates' }]);
  });

  test('a record that is skipped anyway is told once', async () => {
    const { skips, mends } = await readFlawed(Buffer.from('{"id": "a", "title": "A\\u0000B"}'));
    expect(skips).toMatchObject([{ reason: 'no abstract' }]);
    expect(mends).toEqual([]);
  });
});

test('clean text has no flaw', async () => {
  for (const [from, text] of FORMS) {
    const { mends } = await readFlawed(Buffer.from(text.replaceAll('\xff', '\ufffd 🐦')), { from });
    expect(mends).toEqual([]);
  }
});
