import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PapergraphError } from '../../../src/errors.js';
import { readPapers } from '../../../src/read/index.js';
import { readAll, readText } from './read-all.js';

const ABSTRACT = 'We count the birds of a garden with a small network and find that it counts as well as people do.';
const good = (id: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({ id, title: `Paper ${id}`, abstract: ABSTRACT, ...more });
const ids = (found: { papers: readonly { sourceId?: string }[] }) => found.papers.map(({ sourceId }) => sourceId);

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'papergraph-read-'));
});
afterAll(() => rmSync(dir, { recursive: true }));
const file = (name: string, content: string | Uint8Array) => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};

describe('a broken record costs only itself', () => {
  test.each([
    ['JSON line', `${good('a')}\n{"id": "b", "title": \n${good('c')}\n`, 'stdin:2'],
    ['JSON line with a trailing comma', `${good('a')}\n{"id": "b",}\n${good('c')}\n`, 'stdin:2'],
    ['JSON line with NaN', `${good('a')}\n{"id": NaN}\n${good('c')}\n`, 'stdin:2'],
    ['JSON line with single quotes', `${good('a')}\n{'id': 'b'}\n${good('c')}\n`, 'stdin:2'],
    ['last JSON line cut off', `${good('a')}\n${good('c')}\n{"id": "b", "title": "Cut o`, 'stdin:3'],
    [
      'number as a title',
      `${good('a')}\n${JSON.stringify({ id: 'b', title: 5, abstract: ABSTRACT })}\n${good('c')}\n`,
      'stdin:2',
    ],
    [
      'list as an abstract of numbers',
      `${good('a')}\n${JSON.stringify({ id: 'b', title: 'b', abstract: [1, 2] })}\n${good('c')}\n`,
      'stdin:2',
    ],
    [
      'element of an array without its comma and quote',
      `[\n  ${good('a')},\n  {"id": "b, "title": "x"},\n  ${good('c')}\n]`,
      'stdin:3',
    ],
    [
      'element of an array that never closes',
      `[\n  ${good('a')},\n  {"id": "b", "x": [1,\n  ${good('c')}\n]`,
      'stdin:3',
    ],
    ['element at the cut end of an array', `[\n  ${good('a')},\n  ${good('c')},\n  {"id": "b", "ti`, 'stdin:4'],
    [
      'XML entry with crossed tags',
      atom(entry('a'), '<entry><id>b</id><title>x</summary></entry>', entry('c')),
      'stdin:3',
    ],
    ['XML entry that never closes', atom(entry('a'), '<entry><id>b</id><title>x</title>', entry('c')), 'stdin:3'],
    [
      'BibTeX entry with an open brace',
      `${bib('a')}\n@article{b,\n  title = {Open,\n  year = 2020\n}\n\n${bib('c')}`,
      'stdin:2',
    ],
    ['BibTeX entry without fields', `${bib('a')}\n@article{b, what is this}\n\n${bib('c')}`, 'stdin:2'],
    [
      'CSV row with an open quote',
      `id,title,abstract\na,A,"${ABSTRACT}"\nb,"B,${ABSTRACT}\nc,C,"${ABSTRACT}"\n`,
      'stdin:3',
    ],
    ['CSV row that is cut off', `id,title,abstract\na,A,${ABSTRACT}\nb,B\nc,C,${ABSTRACT}\n`, 'stdin:3'],
  ])('%s', async (_, text, origin) => {
    const found = await readText(text);
    expect(ids(found)).toEqual(['a', 'c']);
    expect(found.skips).toMatchObject([{ reason: 'unreadable', origin }]);
    expect(found.skips[0]!.cure).toMatch(/./);
  });

  test('RIS records that lost their end are two records', async () => {
    const { papers } = await readText(
      `TY  - JOUR\nTI  - One\nAB  - ${ABSTRACT}\nTY  - JOUR\nTI  - Two\nAB  - ${ABSTRACT}\nER  - \n`,
    );
    expect(papers.map(({ title }) => title)).toEqual(['One', 'Two']);
  });
});

function entry(id: string): string {
  return `<entry><id>${id}</id><title>Paper ${id}</title><summary>${ABSTRACT}</summary></entry>`;
}
function atom(...entries: string[]): string {
  return `<feed xmlns="http://www.w3.org/2005/Atom">\n${entries.join('\n')}\n</feed>\n`;
}
function bib(key: string): string {
  return `@article{${key}, title = {Paper ${key}}, abstract = {${ABSTRACT}}}`;
}

describe('BibTeX of all hands', () => {
  const read = async (fields: string) =>
    (await readText(`@article{k, abstract = {${ABSTRACT}}, ${fields}}`, { from: 'bibtex' })).papers[0];

  test.each([
    ['title = {{B}ird{N}et: {A} {\\em small} network}', 'BirdNet: A small network'],
    ['title = "Birds " # {and} # " trees"', 'Birds and trees'],
    ['TITLE={Birds}, title={Trees}', 'Birds'],
    ["title = {Poincar{\\'e} --- ``a'' life, 1--2~km}", 'Poincaré — “a” life, 1–2 km'],
    ['title = "A {"}quoted{"} bird"', 'A "quoted" bird'],
    ['title = {$\\beta$-{VAE} at 95\\%}', 'β-VAE at 95%'],
    ['title = {Sets \\{a, b\\} of birds}', 'Sets {a, b} of birds'],
    ['title = {Birds}, subtitle = {A count}', 'Birds: A count'],
    ['title = {Birds} year = 2020', 'Birds'],
  ])('%s', async (fields, title) => expect((await read(fields))?.title).toBe(title));

  test.each([
    [
      'author = {Brook, Ada and {The Bird Team} and van der Laak, Jeroen and {Ben Ayed}, Ismail and others}',
      ['Ada Brook', 'The Bird Team', 'Jeroen van der Laak', 'Ismail Ben Ayed'],
    ],
    ['author = "Tom Ash AND Mei Lin"', ['Tom Ash', 'Mei Lin']],
    ['author = {Sand and Stone, Ada}', ['Sand', 'Ada Stone']],
  ])('%s', async (fields, authors) => expect((await read(fields))?.authors).toEqual(authors));

  test.each([
    [
      'eprint = {2001.00001v2}, archiveprefix = {arXiv}, primaryClass = {cs.SD}',
      { id: 'arxiv:2001.00001', arxivVersion: 2, categories: ['cs.SD'] },
    ],
    ['eprinttype = {arxiv}, eprint = {cs/0112017}', { id: 'arxiv:cs/0112017', year: 2001 }],
    ['journal = {arXiv preprint arXiv:2001.00001}', { id: 'arxiv:2001.00001' }],
    ['doi = {https://doi.org/10.1000/A\\_B}', { id: 'doi:10.1000/a_b' }],
    ['date = {2020-05-01}', { year: 2020, publishedOn: '2020-05-01' }],
    ['year = {2020}, month = may', { year: 2020 }],
    ['url = {https://aclanthology.org/P19-1007}', { id: 'acl:P19-1007', year: 2019 }],
  ])('%s', async (fields, expected) => expect(await read(fields)).toMatchObject(expected));

  test('entries in round brackets, several in a line, comments and strings between them', async () => {
    const { papers, skips } = await readText(
      `@string(v = "Voices")\n@comment{@article{no, title={no}}}\n@preamble{"x"}\nfree text\n@article(a, title={A}, journal=v, abstract={${ABSTRACT}}) @book{b, title={B}, abstract={${ABSTRACT}}}\n`,
    );
    expect(papers).toMatchObject([
      { sourceId: 'a', venue: 'Voices' },
      { sourceId: 'b', title: 'B' },
    ]);
    expect(skips).toEqual([]);
  });
});

describe('bytes that are no clean text', () => {
  test.each([
    ['CRLF', `${good('a')}\r\n${good('b')}\r\n`],
    ['CR alone', `${good('a')}\r${good('b')}\r`],
    ['no last line break', `${good('a')}\n${good('b')}`],
    ['a byte order mark', `\ufeff${good('a')}\n${good('b')}\n`],
    ['blank lines', `\n\n${good('a')}\n\n   \n${good('b')}\n\n`],
    ['U+2028 inside a string', `${good('a', { venue: 'x\u2028y' })}\n${good('b')}\n`],
    ['an array instead of lines', `[${good('a')},${good('b')}]`],
    [
      'values one after the other over many lines',
      `{\n"id": "a", "abstract": "${ABSTRACT}"\n}\n{\n"id": "b",\n "abstract": "${ABSTRACT}"\n}`,
    ],
    ['a page of an API in one line', `{"total": 2, "next": {"x": ["y"]}, "data": [${good('a')}, ${good('b')}]}`],
    ['a list of pages', `{"results": [${good('a')}]}\n{"results": [${good('b')}]}\n`],
  ])('%s changes nothing', async (_, text) => {
    const found = await readText(text);
    expect(ids(found)).toEqual(['a', 'b']);
    expect(found.skips).toEqual([]);
  });

  test('UTF-16 is decoded by its mark', async () => {
    const found = await readText(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${good('é')}\n`, 'utf16le')]));
    expect(ids(found)).toEqual(['é']);
    const swapped = Buffer.from(`\ufeff${good('é')}\n`, 'utf16le').swap16();
    expect(ids(await readText(swapped))).toEqual(['é']);
  });

  test('UTF-16 without a mark is told by its zeros', async () => {
    const bytes = Buffer.from(`${good('é')}\n`, 'utf16le');
    expect(ids(await readText(bytes))).toEqual(['é']);
    expect(ids(await readText(bytes.swap16()))).toEqual(['é']);
  });

  test.each([
    ['UTF-16, in UTF-16', 'UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['Latin-1, in UTF-8', 'ISO-8859-1', (text: string) => Buffer.from(text)],
    ['an unknown encoding, in UTF-8', 'x-mine', (text: string) => Buffer.from(text)],
  ])('XML that declares %s is read as what its bytes are', async (_, label, encode) => {
    const text = `<?xml version="1.0" encoding="${label}"?>\n${atom(entry('é'))}`;
    expect(await readText(encode(text))).toMatchObject({ papers: [{ title: 'Paper é' }], skips: [] });
  });

  test('Windows-1252 is read where nothing is UTF-8, and one wrong byte spoils one letter', async () => {
    const latin = Buffer.from(`{"id":"a","title":"Poincar\xe9","abstract":"${ABSTRACT}"}\n`, 'latin1');
    expect((await readText(latin)).papers[0]!.title).toBe('Poincaré');
    const mixed = Buffer.concat([
      Buffer.from('{"id":"a","title":"é'),
      Buffer.from([0xe9]),
      Buffer.from(`","abstract":"${ABSTRACT}"}`),
    ]);
    expect((await readText(mixed)).papers[0]!.title).toBe('é\ufffd');
  });

  test('the encoding that XML declares is used', async () => {
    const text = `<?xml version="1.0" encoding="ISO-8859-1"?>\n${atom(entry('Poincar\xe9'))}`;
    expect((await readText(Buffer.from(text, 'latin1'))).papers[0]!.title).toBe('Paper Poincaré');
  });

  test('NUL, controls, lone surrogates and direction marks leave the text', async () => {
    const line = `{"id":"a\\ud800","title":"A\\u0000B\\u001b[31m \\ud800 \\u202eC","abstract":"${ABSTRACT}"}`;
    const { papers } = await readText(line);
    expect(papers).toMatchObject([{ title: 'AB[31m \ufffd C', sourceId: 'a\ufffd', id: 'id:a\ufffd' }]);
  });

  test.each([
    ['an empty file', '', /empty/],
    ['blank lines only', '\n \n\n', /blank/],
    ['a binary file', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)), /binary/],
    ['a PDF', '%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< /Type /Catalog >>\nendobj\n', /PDF/],
    ['a feed without entries', atom(), /no record/],
    ['an error page', '<!DOCTYPE html><html><body><h1>503 Service Unavailable</h1></body></html>', /503/],
    ['an HTML page without an abstract', '<html><body><p>Hello</p></body></html>', /Hello/],
  ])('%s is told in one line', async (_, content, detail) => {
    const { papers, skips } = await readText(content);
    expect(papers).toEqual([]);
    expect(skips).toHaveLength(1);
    expect(skips[0]!.detail).toMatch(detail);
    expect(`${skips[0]!.detail}${skips[0]!.cure}`).not.toMatch(/\n/);
  });
});

describe('names that are dangerous elsewhere are names here', () => {
  test.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '../../etc/passwd',
    'a\\"b;\'\n',
    'undefined',
    'null',
  ])('%j as an id', async (id) => {
    const { papers } = await readText(good(id));
    expect(papers).toMatchObject([{ sourceId: id, id: `id:${id}` }]);
  });

  test('keys named __proto__ pollute nothing', async () => {
    const { papers } = await readText(
      `{"__proto__": {"polluted": 1}, "constructor": {"x": 1}, "id": "a", "abstract": "${ABSTRACT}"}`,
    );
    expect(papers).toHaveLength(1);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('an inverted index with the words constructor and __proto__ is a text', async () => {
    const { papers } = await readText(
      '{"id":"https://openalex.org/W12345","title":"T","abstract_inverted_index":{"The":[0],"constructor":[1],"__proto__":[2],"wins":[4]}}',
    );
    expect(papers[0]).toMatchObject({ id: 'openalex:W12345', abstract: 'The constructor __proto__ wins' });
  });

  test('numbers as ids are kept where they are exact', async () => {
    const { papers } = await readText(
      ['7', '9007199254740993', '1e400'].map((id) => good('x').replace('"x"', id)).join('\n'),
    );
    expect(papers.map(({ id }) => id.replace(/sha1:.*/, 'sha1'))).toEqual(['id:7', 'sha1', 'sha1']);
  });

  test('nesting a million deep is a broken record', async () => {
    const deep = `${'['.repeat(1e6)}${']'.repeat(1e6)}`;
    const found = await readText(`${good('a')}\n{"x": ${deep}}\n${good('b')}\n`);
    expect(ids(found)).toEqual(['a', 'b']);
    expect(found.skips).toHaveLength(1);
  });

  test('javascript: and file: addresses are not kept as addresses', async () => {
    const { papers } = await readText(
      `${good('a', { url: 'javascript:alert(1)' })}\n${good('b', { url: 'file:///etc/passwd' })}\n`,
    );
    expect(papers.map(({ url }) => url)).toEqual([undefined, undefined]);
  });
});

describe('records without something', () => {
  test('an abstract without a title is read', async () => {
    expect(
      (await readText(`{"id":"a","abstract":"${ABSTRACT}"}\n{"id":"b","title":"","abstract":"${ABSTRACT}"}`)).papers,
    ).toMatchObject([
      { id: 'id:a', title: '' },
      { id: 'id:b', title: '' },
    ]);
  });

  test.each([null, '', '   ', 'Abstract Unavailable', 'N/A', '[No abstract available]', '<p></p>'])(
    '%j is no abstract',
    async (abstract) => {
      expect(await readText(JSON.stringify({ id: 'a', title: 'T', abstract }))).toMatchObject({
        papers: [],
        skips: [{ reason: 'no abstract', origin: 'stdin:1' }],
      });
    },
  );

  test('a record without an id is known by title and year, whatever its spelling', async () => {
    const { papers } = await readText(
      `${JSON.stringify({ title: 'Birds: A Count', year: 2020, abstract: ABSTRACT })}\n${JSON.stringify({ title: 'birds - a  count', year: '2020', abstract: ABSTRACT })}`,
    );
    expect(papers[0]!.id).toMatch(/^sha1:[0-9a-f]{20}$/);
    expect(papers[1]!.id).toBe(papers[0]!.id);
  });

  test.each([
    ['an object without a name', {}, 'authors is an object, not names: {}'],
    ['a number', 7, 'authors is a number, not names: 7'],
    ['a list of numbers', ['Ada Brook', 7], 'authors is a list, not names: ["Ada Brook",7]'],
  ])('authors that are %s are refused by name', async (_, authors, detail) => {
    const { papers, skips } = await readText(`${good('a', { authors })}\n${good('b')}\n`);
    expect(papers.map(({ sourceId }) => sourceId)).toEqual(['b']);
    expect(skips).toMatchObject([{ reason: 'unreadable', origin: 'stdin:1', detail }]);
  });

  test.each([
    [{ name: 'Ada Brook' }, ['Ada Brook']],
    [{ value: ['Ada Brook', 'Tom Ash'] }, ['Ada Brook', 'Tom Ash']],
    [[{ authorId: null, name: null }, { name: 'Tom Ash' }, null], ['Tom Ash']],
    [null, []],
    [[], []],
  ])('authors as %j are read', async (authors, expected) => {
    expect((await readText(good('a', { authors }))).papers).toMatchObject([{ authors: expected }]);
  });

  test('duplicate keys: the last one counts', async () => {
    expect(
      (await readText(`{"id":"a","title":"first","title":"last","abstract":"${ABSTRACT}"}`)).papers[0]!.title,
    ).toBe('last');
  });
});

describe('sizes', () => {
  test('a line above the limit is passed over with its place, the next is read', async () => {
    async function* parts() {
      yield Buffer.from(`${good('a')}\n{"id":"b","abstract":"`);
      for (let i = 0; i < 200; i++) yield Buffer.alloc(10_000, 'x');
      yield Buffer.from(`"}\n${good('c')}\n`);
    }
    const found = await readAll(['-'], { stdin: Readable.from(parts()), maxRecordBytes: 100_000 });
    expect(ids(found)).toEqual(['a', 'c']);
    expect(found.skips).toMatchObject([{ origin: 'stdin:2', reason: 'too long' }]);
  });

  test.each([
    ['an array', `[${good('a')},\n{"id":"b","abstract":"${'x'.repeat(300_000)}"},\n${good('c')}]`],
    ['Atom', atom(entry('a'), `<entry><id>b</id><summary>${'x'.repeat(300_000)}</summary></entry>`, entry('c'))],
    [
      'BibTeX',
      `${bib('a')}\n@article{b, abstract = {\n${'x '.repeat(40)}\n`.concat(
        `${'y '.repeat(40)}\n`.repeat(3000),
        `}}\n${bib('c')}\n`,
      ),
    ],
    [
      'RIS',
      ['a', 'b', 'c']
        .map(
          (id) =>
            `TY  - JOUR\nID  - ${id}\nAB  - ${id === 'b' ? `${'x '.repeat(40)}\n`.repeat(3000) : ABSTRACT}\nER  - \n`,
        )
        .join(''),
    ],
  ])('a record above the limit in %s is passed over', async (_, text) => {
    const found = await readText(text, { maxRecordBytes: 100_000 });
    expect(ids(found)).toEqual(['a', 'c']);
    expect(found.skips).toMatchObject([{ reason: 'too long' }]);
  });

  test('an abstract that is a whole book is told', async () => {
    expect((await readText(good('a', { abstract: 'word '.repeat(100_000) }))).skips).toMatchObject([
      { reason: 'too long', origin: 'stdin:1' },
    ]);
    expect(
      (await readText(good('a', { abstract: 'word '.repeat(60_000) }), { maxAbstract: 300_000 })).papers,
    ).toHaveLength(1);
  });
});

describe('XML', () => {
  test('a DOCTYPE is refused before anything is expanded', async () => {
    const lol = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('\n');
    const text = `<?xml version="1.0"?>\n<!DOCTYPE feed [\n<!ENTITY l0 "lol">\n${lol}\n]>\n${atom(entry('&l9;'))}`;
    const started = performance.now();
    const { papers, skips } = await readText(text);
    expect(papers).toEqual([]);
    expect(skips).toMatchObject([{ reason: 'unreadable', origin: 'stdin:2' }]);
    expect(skips[0]!.detail).toMatch(/DOCTYPE/);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test.each([
    ['an outer entity', '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'],
    ['a parameter entity', '<!DOCTYPE feed [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>', 'b'],
    ['an outer DTD beside entities', '<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/feed.dtd" [<!ENTITY x "y">]>', 'b'],
  ])('%s is never asked for', async (_, doctype, title) => {
    const { papers, skips } = await readText(`<?xml version="1.0"?>\n${doctype}\n${atom(entry(title))}`);
    expect(papers).toEqual([]);
    expect(skips).toMatchObject([
      { reason: 'unreadable', origin: 'stdin:2', detail: expect.stringMatching(/DOCTYPE/) },
    ]);
  });

  test('a DOCTYPE that only names its kind is passed over, and what it names is not fetched', async () => {
    const { papers, skips } = await readText(
      `<?xml version="1.0"?>\n<!DOCTYPE feed PUBLIC "-//X//DTD > Y//EN"\n "http://127.0.0.1:9/feed.dtd">\n${atom(entry('b'))}`,
    );
    expect(papers).toMatchObject([{ title: 'Paper b', origin: 'stdin:5' }]);
    expect(skips).toEqual([]);
  });

  test("an archive's error is told in its words", async () => {
    const { skips } = await readText('<OAI-PMH><error code="noRecordsMatch">Nothing fits</error></OAI-PMH>');
    expect(skips).toMatchObject([{ detail: 'the archive answered with an error: noRecordsMatch: Nothing fits' }]);
  });

  test('an entity that nobody declared stays what it is', async () => {
    expect((await readText(atom(entry('&x;')))).papers[0]!.title).toBe('Paper &x;');
  });

  test('elements with a prefix are the same elements, also without a declaration', async () => {
    const text = atom(entry('a')).replace(/<(\/?)(feed|entry|title|summary|id)/g, '<$1a:$2');
    expect(ids(await readText(text))).toEqual(['a']);
  });

  test('a hundred thousand references cost no more than their length', async () => {
    const { papers } = await readText(atom(entry('&#65;'.repeat(100_000))));
    expect(papers[0]!.title).toBe(`Paper ${'A'.repeat(100_000)}`);
  });

  test('an ampersand that stands for itself, and names that only HTML knows, are read', async () => {
    const { papers } = await readText(
      atom(
        '<entry><title>R & D at Universit&eacute;</title><summary>A &amp;lt; B and C &lt; D, as we show here.</summary></entry>',
      ),
    );
    expect(papers[0]).toMatchObject({ title: 'R & D at Université', abstract: 'A &lt; B and C < D, as we show here.' });
  });

  test("arXiv's error feed is told as an error", async () => {
    const { skips } = await readText(
      atom(
        '<entry><id>http://arxiv.org/api/errors#bad</id><title>Error</title><summary>incorrect id format for abc</summary></entry>',
      ),
    );
    expect(skips).toMatchObject([
      { reason: 'unreadable', detail: 'arXiv answered with an error: incorrect id format for abc' },
    ]);
  });
});

describe('tables', () => {
  test.each([
    ['semicolons', `Titel;title;abstract\nx;Birds, all of them;"${ABSTRACT}"\n`],
    ['tabs', `title\tabstract\nBirds, all of them\t${ABSTRACT}\n`],
    ['a query above the header', `"SEARCH","birds"\n-----\n\ntitle,abstract\n"Birds, all of them","${ABSTRACT}"\n`],
    [
      'quotes that nobody doubled',
      `title,abstract\n"Birds, all of them","${ABSTRACT.replace('garden', '"garden"')}"\n`,
    ],
    ['a quote inside an unquoted cell', `n,title,abstract\n5" wide,"Birds, all of them",${ABSTRACT}\n`],
    ['line breaks in cells', `title,abstract\n"Birds,\nall of them","${ABSTRACT}"\n`],
    ['commas that nobody quoted, in a last column', `id,title,abstract\n1,"Birds, all of them",${ABSTRACT}\n`],
    ['upper case and spaces', `TITLE , ABSTRACT\n"Birds, all of them" ,"${ABSTRACT}"\n`],
  ])('%s', async (_, text) => {
    const { papers, skips } = await readText(text, { from: 'table' });
    expect(papers.map(({ title }) => title)).toEqual(['Birds, all of them']);
    expect(skips).toEqual([]);
  });

  test('a row that is wider than its header is joined if the abstract comes last, else told', async () => {
    const last = await readText('id,title,abstract\na,T,We count birds, trees, and leaves.\n', { from: 'table' });
    expect(last.papers).toMatchObject([{ abstract: 'We count birds, trees, and leaves.' }]);
    const within = await readText('id,abstract,title\na,We count birds, trees, and leaves.,T\n', { from: 'table' });
    expect(within).toMatchObject({ papers: [], skips: [{ reason: 'unreadable', origin: 'stdin:2' }] });
  });

  test('a table of Markdown', async () => {
    const text = `| Title | Abstract | Link |\n|:---|---|---:|\n| **Birds** | ${ABSTRACT} | [pdf](https://arxiv.org/abs/2101.00001) |\n`;
    expect(await readText(text)).toMatchObject({ papers: [{ id: 'arxiv:2101.00001', title: 'Birds' }], skips: [] });
  });

  test('--map names the columns', async () => {
    const text = `Name,Summary text,When\nBirds,${ABSTRACT},2020\n`;
    expect(
      (await readText(text, { from: 'table', map: 'title=Name,abstract=Summary text,year=When' })).papers,
    ).toMatchObject([{ title: 'Birds', abstract: ABSTRACT, year: 2020 }]);
    await expect(readText(text, { from: 'table', map: 'title=Nome' })).rejects.toThrow(
      /no header has the columns of --map \(Nome\)/,
    );
    await expect(readText(text, { from: 'table', map: 'colour=Name' })).rejects.toThrow(/names no column/);
  });

  test('--map makes a table of what would not be taken for one, and a file named .csv without known columns says so', async () => {
    const path = file('odd.csv', `Name;Summary text\nBirds;${ABSTRACT}\n`);
    expect((await readAll([path], { map: 'title=Name,abstract=Summary text' })).papers).toMatchObject([
      { title: 'Birds' },
    ]);
    expect((await readAll([path])).skips).toMatchObject([
      { reason: 'unreadable', cure: expect.stringContaining('--map') },
    ]);
  });

  test('a table whose header says nothing is refused with a cure', async () => {
    await expect(readText('a,b\nc,d\n', { from: 'table' })).rejects.toThrow(
      /no header names a title or an abstract.*--map/,
    );
  });
});

describe('columns of one name', () => {
  const text = (second: string) => `id,Abstract,title,abstract\na,${ABSTRACT},T,${second}\nb,${ABSTRACT},T,\n`;
  test('cost a row in which they say different things, by name', async () => {
    const { papers, skips } = await readText(text('Something else.'), { from: 'table' });
    expect(ids({ papers })).toEqual(['b']);
    expect(skips).toMatchObject([
      { origin: 'stdin:2', detail: 'columns 2 and 4 are both called "abstract", and say different things' },
    ]);
  });
  test('cost nothing where they say the same', async () => {
    expect(ids(await readText(text(ABSTRACT), { from: 'table' }))).toEqual(['a', 'b']);
  });
});

test('a line of links on a pasted page is no header of a table', async () => {
  const { papers } = await readText(`Birds of a garden\n\nPDF | Abstract | Cite | Search\n\n${ABSTRACT.repeat(3)}\n`);
  expect(papers).toMatchObject([{ title: 'Birds of a garden' }]);
});

test('a log of a hundred thousand short lines is counted, not kept', async () => {
  const { papers, skips } = await readText('one line\n\n'.repeat(100_000));
  expect(papers).toEqual([]);
  expect(skips).toHaveLength(1001);
  expect(skips.at(-1)!.detail).toBe('99000 more lines stand above no abstract');
});

test.each([
  ['BibTeX values that never close', `@article{a,\n${'x = {\n'.repeat(30_000)}`, 'bibtex'],
  ['quotes that never close', `title,abstract\n${'"a,b\n'.repeat(20_000)}`, 'table'],
  ['tags that never close', `<feed>${'<entry>'.repeat(10_000)}`, 'atom'],
  ['brackets that never close', '[{"a":'.repeat(30_000), 'json'],
  ['a text without a blank line', 'word word word\n'.repeat(30_000), 'text'],
  ['emphasis that never ends', '**a _b [c]('.repeat(10_000), 'text'],
  ['elements inside elements', '<div><b>'.repeat(20_000), 'html'],
] as const)('%s cost no more than their length', async (_, text, from) => {
  const started = performance.now();
  await readText(text, { from });
  expect(performance.now() - started).toBeLessThan(8000);
});

describe('places', () => {
  const code = async (inputs: string[], from?: string) => {
    try {
      await readAll(inputs, from === undefined ? {} : { from });
    } catch (error) {
      return error instanceof PapergraphError ? error.code : error;
    }
    return 'none';
  };

  test('what is not there is an error of the user', async () => {
    expect(await code([join(dir, 'nowhere.jsonl')])).toBe('INPUT_UNREADABLE');
    expect(await code([join(dir, 'nothing-*.jsonl')])).toBe('INPUT_UNREADABLE');
    symlinkSync(join(dir, 'loop'), join(dir, 'loop'));
    expect(await code([join(dir, 'loop')])).toBe('INPUT_UNREADABLE');
    expect(await code([join(dir, 'x')], 'docx')).toBe('BAD_OPTION');
  });

  test('folders and patterns give their files by name, hidden ones not', async () => {
    mkdirSync(join(dir, 'many', 'sub'), { recursive: true });
    file('many/b.jsonl', good('b'));
    file('many/a.json', `[${good('a')}]`);
    file('many/sub/c.jsonl', good('c'));
    file('many/.hidden', good('no'));
    expect(ids(await readAll([join(dir, 'many')]))).toEqual(['a', 'b', 'c']);
    expect(ids(await readAll([join(dir, 'many', '*.jsonl')]))).toEqual(['b']);
    expect(ids(await readAll([join(dir, 'many', '**', '*.jsonl')]))).toEqual(['b', 'c']);
    expect(ids(await readAll([join(dir, 'many', '?.json'), join(dir, 'many', 'b.jsonl')]))).toEqual(['a', 'b']);
  });

  test('gzip in any wrapping: members, damage, a wrong name', async () => {
    const zipped = gzipSync(`${good('a')}\n`);
    const two = Buffer.concat([zipped, gzipSync(`${good('b')}\n`)]);
    expect(ids(await readAll([file('two.gz', two)]))).toEqual(['a', 'b']);
    expect(ids(await readAll([file('plain.gz', good('a'))]))).toEqual(['a']);
    const damaged = Buffer.from(zipped);
    damaged[damaged.length - 6]! ^= 0xff;
    expect(await readAll([file('crc.gz', damaged)])).toMatchObject({
      papers: [{ sourceId: 'a' }],
      skips: [{ reason: 'unreadable', detail: 'trouble with the gzip data: its checksum does not fit' }],
    });
    expect(await readAll([file('tail.gz', Buffer.concat([zipped, Buffer.from('garbage')]))])).toMatchObject({
      papers: [{ sourceId: 'a' }],
      skips: [{ detail: 'trouble with the gzip data: something else follows its end' }],
    });
    expect(await readAll([file('padded.gz', Buffer.concat([two, Buffer.alloc(70_000)]))])).toMatchObject({
      papers: [{}, {}],
      skips: [],
    });
    const named = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]),
      Buffer.from('name\0'),
      zipped.subarray(10),
    ]);
    expect(ids(await readAll([file('named.gz', named)]))).toEqual(['a']);
    expect(ids(await readAll(['-'], { stdin: Readable.from([...two].map((byte) => Buffer.from([byte]))) }))).toEqual([
      'a',
      'b',
    ]);
    const cut = gzipSync(Array.from({ length: 5000 }, (_, i) => good(`${i}-${(i * 7919) % 10007}`)).join('\n'));
    const found = await readAll([file('cut.gz', cut.subarray(0, cut.length / 2))]);
    expect(found.papers.length).toBeGreaterThan(100);
    expect(found.skips.some(({ detail }) => /gzip/.test(detail))).toBe(true);
  });

  test('a named pipe is read like a file', async () => {
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `printf '%s\\n' '${good('a')}' > '${pipe}'`]);
    expect(ids(await readAll([pipe]))).toEqual(['a']);
    writer.kill();
  });

  test('a gzip bomb costs no memory', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 'x'));
    const found = await readAll([file('bomb.gz', bomb)], { maxRecordBytes: 1_000_000 });
    expect(found.papers).toEqual([]);
    expect(found.skips).toHaveLength(1);
  });

  test('a device without end is told as binary', async () => {
    expect((await readAll(['/dev/zero'])).skips).toMatchObject([{ reason: 'unreadable' }]);
  });

  test.each([
    ['grows', (path: string) => appendFileSync(path, `${good('late')}\n`.repeat(2000))],
    ['shrinks', (path: string) => truncateSync(path, 300_000)],
  ])('a file that %s while it is read gives whole records, or says where one ended', async (how, change) => {
    const path = file('changing.jsonl', `${good('a')}\n`.repeat(20_000));
    let [papers, changed] = [0, false];
    const skips: string[] = [];
    for await (const record of readPapers([path])) {
      if (!changed) change(path);
      changed = true;
      if ('reason' in record) skips.push(record.origin);
      else papers++;
    }
    if (how === 'grows') expect([papers >= 20_000, skips]).toEqual([true, []]);
    else expect([papers < 20_000, skips.length <= 1]).toEqual([true, true]);
  });

  test('a folder of papers may hold the output of a build', async () => {
    mkdirSync(join(dir, 'own', 'graph', 'deep'), { recursive: true });
    file('own/a.jsonl', good('a'));
    file('own/graph/deep/b.jsonl', good('b'));
    symlinkSync(join(dir, 'own'), join(dir, 'linked'));
    const except = realpathSync(join(dir, 'own', 'graph'));
    expect(ids(await readAll([join(dir, 'own')], { except }))).toEqual(['a']);
    expect(ids(await readAll([join(dir, 'linked', '**', '*.jsonl')], { except }))).toEqual(['a']);
    expect(ids(await readAll([join(dir, 'own')]))).toEqual(['a', 'b']);
  });

  test('progress tells bytes read of bytes there', async () => {
    const told: [number, number | null][] = [];
    const path = file('progress.jsonl', `${good('a')}\n`.repeat(10));
    for await (const _ of readPapers([path], { onBytes: (read, total) => told.push([read, total]) }));
    expect(told.at(-1)![0]).toBe(told.at(-1)![1]);
  });
});

test('whatever the bytes, every dialect comes to an end without a crash', async () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '\n',
    '\r',
    '@article{',
    'title = {',
    'abstract=',
    '<entry>',
    '</entry>',
    '<title>',
    '<![CDATA[',
    '<!--',
    '&amp;',
    'TY  - ',
    'AB  - ',
    'ER  - ',
    'Title: ',
    'Abstract: ',
    '\t',
    ';',
    '\u0000',
    'é',
    '1. ',
    '# ',
    '---',
    ABSTRACT,
  );
  const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }).map((parts) => parts.join(''));
  const froms = [
    'jsonl',
    'json',
    'bibtex',
    'ris',
    'refer',
    'table',
    'text',
    'html',
    'atom',
    'oai',
    'acl',
    'rdf',
    'pubmed',
    'endnote',
  ];
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom(undefined, ...froms), async (content, from) => {
      try {
        await readText(content, from === undefined ? {} : { from });
      } catch (error) {
        if (!(error instanceof PapergraphError)) throw error;
      }
    }),
    { numRuns: 400, seed: 8 },
  );
});

test('what papergraph prints it reads again, under the same ids', async () => {
  for (const id of [
    'arxiv:2001.00001',
    'doi:10.1000/x',
    'acl:P19-1007',
    'openalex:W12345',
    `s2:${'a'.repeat(40)}`,
    'id:mine',
    'sha1:0123456789abcdef0123',
  ]) {
    const line = JSON.stringify({
      id,
      paper: {
        id,
        title: 'T',
        abstract: ABSTRACT,
        year: 2020,
        publishedOn: '2020-01-05',
        authors: ['A B'],
        origin: 'x:1',
      },
      mentions: [],
      entities: [],
    });
    expect((await readText(line)).papers).toMatchObject([
      { id, title: 'T', publishedOn: '2020-01-05', authors: ['A B'] },
    ]);
  }
});

test('how the bytes are cut into chunks changes nothing', async () => {
  const text = `${bib('a')}\n\n@article{b, title = "É {B}", abstract = {${ABSTRACT}}}\n`;
  for (const [content, from] of [
    [text, 'bibtex'],
    [`[${good('é')},\n${good('b')}]`, 'json'],
    [`${good('é')}\r\n${good('b')}\r\n`, 'jsonl'],
    [atom(entry('é'), entry('b')), 'atom'],
    [`title,abstract\r\n"é ""x"" \r\ny","${ABSTRACT}"\r\n`, 'table'],
    [`<html><body><h2>É</h2><p>${ABSTRACT}</p></body></html>`, 'html'],
    [`É\n\n${ABSTRACT.repeat(3)}\n`, 'text'],
  ] as const) {
    const whole = await readText(content, { from });
    const bytes = Buffer.from(content);
    for (const size of [1, 2, 3, 7]) {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      expect(await readAll(['-'], { from, stdin: Readable.from(parts) })).toEqual(whole);
    }
    expect(whole.papers.length).toBeGreaterThan(0);
  }
});
