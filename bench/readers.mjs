/**
 * Records a second of each reader on one core, on files that it makes itself from a seed, beside peers that do less on the
 * same file in the same run; on genuine files with --samples; and on a gigabyte with --big, with the most memory it took.
 *
 *   npm run bench -- readers [--count 10000] [--rounds 3] [--samples DIR] [--big]
 */
import { spawnSync } from 'node:child_process';
import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parse as parseBibtex } from '@retorquere/bibtex-parser';
import { parse as parseCsv } from 'csv-parse';
import { SaxesParser } from 'saxes';
import { seededRandom } from '../dist/graph/network.js';
import { readPapers } from '../dist/src/read/index.js';
import { median } from './texts.mjs';

const BIG_BYTES = 1_000_000_000;
const BIG = ['jsonl', 'atom', 'bibtex'];

export async function readers({ count = 10_000, rounds = 3, samples, big = false }) {
  const dir = mkdtempSync(join(tmpdir(), 'papergraph-bench-'));
  try {
    if (big) return readBig(dir);
    if (samples) return await readSamples(samples, rounds);
    return await readMade(dir, count, rounds);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

// ------------------------------------------------------------------------------------------------------- small files

async function readMade(dir, count, rounds) {
  const rows = [];
  for (const form of Object.keys(FORMS)) {
    const file = join(dir, `papers.${form}`);
    writeForm(form, file, { records: count });
    const ours = await rate(rounds, async () => (await readFile(file)).papers);
    if (ours.records !== count) throw new Error(`${form}: ${ours.records} of ${count} records were read`);
    rows.push({ form, reader: 'papergraph', ...shown(ours), 'papergraph is': '' });
    for (const [name, read] of Object.entries(PEERS[form] ?? {})) {
      const peer = await rate(rounds, () => read(file));
      rows.push({ form, reader: name, ...shown(peer), 'papergraph is': `${(ours.perCpu / peer.perCpu).toFixed(2)} x` });
    }
  }
  console.log(`${count} records a file, one thread, after one round of warming up, median of ${rounds} rounds`);
  console.log('peers parse only: no record is cut out, cleaned or identified');
  console.table(rows);
  return rows;
}

async function readFile(file) {
  let [papers, skips] = [0, 0];
  for await (const record of readPapers([file])) {
    if ('reason' in record) skips++;
    else papers++;
  }
  return { papers, skips };
}

/** CPU seconds are those of the whole process: what the runtime does beside counts too. */
async function rate(rounds, work) {
  const [cpu, wall] = [[], []];
  let records = 0;
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now();
    const before = process.cpuUsage();
    records = await work();
    const { user, system } = process.cpuUsage(before);
    if (round === 0) continue;
    cpu.push((user + system) / 1e6);
    wall.push((performance.now() - began) / 1000);
  }
  return { records, perCpu: records / median(cpu), perWall: records / median(wall) };
}

const shown = ({ perCpu, perWall }) => ({ 'records/CPU s': Math.round(perCpu), 'records/s': Math.round(perWall) });

/** What each dialect's usual parser does with the same file; returns how many records it saw. */
const PEERS = {
  jsonl: { 'readline and JSON.parse': jsonPeer },
  openalex: { 'readline and JSON.parse': jsonPeer },
  json: { 'JSON.parse of the whole': (file) => JSON.parse(readFileSync(file, 'utf8')).length },
  atom: { 'saxes alone': (file) => xmlPeer(file, 'entry') },
  oai: { 'saxes alone': (file) => xmlPeer(file, 'record') },
  acl: { 'saxes alone': (file) => xmlPeer(file, 'paper') },
  csv: { 'csv-parse': csvPeer },
  // A hundred times slower than the others: a fiftieth of the file tells its rate.
  bibtex: {
    '@retorquere/bibtex-parser': (file) => {
      const entries = readFileSync(file, 'utf8').split(/^(?=@)/m);
      return parseBibtex(entries.slice(0, Math.max(20, entries.length / 50)).join(''), { sentenceCase: false }).entries
        .length;
    },
  },
};

async function jsonPeer(file) {
  let records = 0;
  for await (const line of createInterface({ input: createReadStream(file, 'utf8') }))
    if (JSON.parse(line) !== null) records++;
  return records;
}

async function xmlPeer(file, record) {
  let records = 0;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    if (name === record) records++;
  });
  for await (const chunk of createReadStream(file, 'utf8')) parser.write(chunk);
  parser.close();
  return records;
}

async function csvPeer(file) {
  let records = 0;
  for await (const row of createReadStream(file).pipe(parseCsv({ columns: true, relax_quotes: true })))
    if (row.title !== undefined) records++;
  return records;
}

// ----------------------------------------------------------------------------------------------------- genuine files

async function readSamples(dir, rounds) {
  const forms = new Map();
  const begun = (file, form) => {
    if (form !== null && statSync(file).isFile()) forms.set(form, [...(forms.get(form) ?? []), file]);
  };
  for await (const _ of readPapers([dir], { onFile: begun }));
  const rows = [];
  for (const [form, files] of [...forms].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    // Small files again and again, until there is something to measure.
    const times = Math.max(1, Math.ceil(20_000_000 / bytes));
    let counts = { papers: 0, skips: 0 };
    const found = await rate(rounds, async () => {
      for (let i = 0; i < times; i++) {
        counts = { papers: 0, skips: 0 };
        for (const file of files) {
          const { papers, skips } = await readFile(file);
          counts = { papers: counts.papers + papers, skips: counts.skips + skips };
        }
      }
      return (counts.papers + counts.skips) * times;
    });
    const megabytes = (bytes * times * found.perCpu) / found.records / 1e6;
    rows.push({ form, files: files.length, ...counts, ...shown(found), 'MB/CPU s': Math.round(megabytes) });
  }
  console.log(`${dir}, one thread, median of ${rounds} rounds; records are papers and skips`);
  console.table(rows);
  return rows;
}

// ----------------------------------------------------------------------------------------------------------- a gigabyte

function readBig(dir) {
  const rows = [];
  for (const form of BIG) {
    for (const bytes of [BIG_BYTES / 50, BIG_BYTES]) {
      const file = join(dir, `big.${form}`);
      const written = writeForm(form, file, { bytes });
      const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (status !== 0) throw new Error(`${form}: the reader ended with ${status}`);
      const { papers, skips, cpuSeconds, seconds, peakMb } = JSON.parse(stdout);
      if (papers !== written || skips !== 0) throw new Error(`${form}: ${papers} of ${written} records were read`);
      rows.push({
        form,
        MB: Math.round(statSync(file).size / 1e6),
        records: papers,
        'CPU s': cpuSeconds.toFixed(1),
        'records/CPU s': Math.round(papers / cpuSeconds),
        'records/s': Math.round(papers / seconds),
        'peak MB': peakMb,
      });
      rmSync(file);
    }
  }
  console.log('a process of its own for each file; peak: the most memory that the process ever held');
  console.table(rows);
  return rows;
}

// ------------------------------------------------------------------------------------------------------------ the files

const WORDS =
  'we a the of on with for model network layer image sentence graph translation recognition benchmark accuracy training data results attention learning method that is show propose improve large small deep neural over by than baseline task performance state art pre-trained representation inference robust efficient sparse dense'.split(
    ' ',
  );
const ODDITIES = [
  '$\\beta$-VAE',
  '93.2\\%',
  'Poincaré',
  '$O(n \\log n)$',
  '"quoted"',
  'A & B',
  'x < y',
  '\\emph{only}',
];

function* records(seed = 8) {
  const random = seededRandom(seed);
  const word = () => WORDS[Math.floor(random() * WORDS.length)];
  const sentence = () => {
    const words = Array.from({ length: 12 + Math.floor(random() * 14) }, word);
    if (random() < 0.3) words[4] = ODDITIES[Math.floor(random() * ODDITIES.length)];
    return `${words[0][0].toUpperCase()}${words.join(' ').slice(1)}.`;
  };
  for (let n = 0; ; n++) {
    yield {
      id: `${String(1 + (n % 12)).padStart(2, '0')}${String(Math.floor(n / 12) % 100).padStart(2, '0')}.${String(n % 100_000).padStart(5, '0')}`,
      title: `${sentence().slice(0, -1).split(' ').slice(0, 10).join(' ')} ${n}`,
      abstract: Array.from({ length: 7 + Math.floor(random() * 4) }, sentence).join(' '),
      authors: ['Ada Brook', 'Jörg Ash', 'Mei Lin'].slice(0, 1 + Math.floor(random() * 3)),
      year: 2010 + (n % 15),
    };
  }
}

/** Writes until there are so many records or bytes; returns how many records. */
function writeForm(form, file, { records: most = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY }) {
  const { head = '', each, between = '', tail = '' } = FORMS[form];
  const out = openSync(file, 'w');
  let [written, size, held] = [0, 0, [head]];
  for (const record of records()) {
    if (written >= most || size >= bytes) break;
    const text = `${written > 0 ? between : ''}${each(record)}`;
    size += text.length;
    held.push(text);
    if (++written % 1000 === 0) {
      writeSync(out, held.join(''));
      held = [];
    }
  }
  writeSync(out, `${held.join('')}${tail}`);
  closeSync(out);
  return written;
}

const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const FORMS = {
  jsonl: {
    each: ({ id, title, abstract, authors, year }) =>
      `${JSON.stringify({ id, submitter: authors[0], authors: authors.join(', '), title, comments: '12 pages', 'journal-ref': null, doi: null, 'report-no': null, categories: 'cs.LG cs.CL', license: null, abstract: `  ${abstract}\n`, versions: [{ version: 'v1', created: `Mon, 2 Apr ${year} 19:18:42 GMT` }], update_date: `${year}-11-26`, authors_parsed: authors.map((name) => [...name.split(' ').reverse(), '']) })}\n`,
  },
  json: {
    head: '[\n',
    each: ({ id, title, abstract, authors, year }) =>
      JSON.stringify({ paperId: id, title, abstract, year, authors: authors.map((name) => ({ name })) }),
    between: ',\n',
    tail: '\n]\n',
  },
  openalex: {
    each: ({ title, abstract, authors, year }) => {
      const index = new Map();
      for (const [at, word] of abstract.split(' ').entries()) index.set(word, [...(index.get(word) ?? []), at]);
      return `${JSON.stringify({ id: `https://openalex.org/W${title.split(' ').at(-1).padStart(8, '1')}`, display_name: title, publication_year: year, authorships: authors.map((name) => ({ author: { display_name: name } })), abstract_inverted_index: Object.fromEntries(index) })}\n`;
    },
  },
  atom: {
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
    each: ({ id, title, abstract, authors, year }) =>
      `<entry>\n<id>http://arxiv.org/abs/${id}v1</id>\n<updated>${year}-04-02T19:18:42Z</updated>\n<published>${year}-04-02T19:18:42Z</published>\n<title>${xml(title)}</title>\n<summary>  ${xml(abstract)}\n</summary>\n${authors.map((name) => `<author><name>${name}</name></author>\n`).join('')}<link href="http://arxiv.org/abs/${id}v1" rel="alternate" type="text/html"/>\n<category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>\n</entry>\n`,
    tail: '</feed>\n',
  },
  oai: {
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>\n',
    each: ({ id, title, abstract, authors, year }) =>
      `<record><header><identifier>oai:arXiv.org:${id}</identifier><datestamp>${year}-04-02</datestamp></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>${id}</id><created>${year}-04-02</created><authors>${authors.map((name) => `<author><keyname>${name.split(' ')[1]}</keyname><forenames>${name.split(' ')[0]}</forenames></author>`).join('')}</authors><title>${xml(title)}</title><categories>cs.LG</categories><abstract>${xml(abstract)}</abstract></arXiv></metadata></record>\n`,
    tail: '</ListRecords></OAI-PMH>\n',
  },
  acl: {
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<collection id="2024.birds"><volume id="1"><meta><booktitle>Birds</booktitle><year>2024</year></meta>\n',
    each: ({ title, abstract, authors }) =>
      `<paper id="${title.split(' ').at(-1)}"><title>${xml(title).replace(/(\w+)/, '<fixed-case>$1</fixed-case>')}</title>${authors.map((name) => `<author><first>${name.split(' ')[0]}</first><last>${name.split(' ')[1]}</last></author>`).join('')}<abstract>${xml(abstract)}</abstract></paper>\n`,
    tail: '</volume></collection>\n',
  },
  bibtex: {
    each: ({ id, title, abstract, authors, year }) =>
      `@inproceedings{key${id},\n  title = {{${title.replaceAll('&', '\\&')}}},\n  author = {${authors.join(' and ')}},\n  booktitle = {Proceedings of Birds},\n  year = {${year}},\n  url = {https://example.org/${id}},\n  abstract = {${abstract.replaceAll('&', '\\&')}}\n}\n\n`,
  },
  ris: {
    each: ({ id, title, abstract, authors, year }) =>
      `TY  - CONF\r\nID  - ${id}\r\nTI  - ${title}\r\n${authors.map((name) => `AU  - ${name.split(' ').reverse().join(', ')}\r\n`).join('')}PY  - ${year}\r\nAB  - ${abstract}\r\nER  - \r\n\r\n`,
  },
  csv: {
    head: 'key,title,authors,year,abstract\n',
    each: ({ id, title, abstract, authors, year }) =>
      `${id},"${title.replaceAll('"', '""')}","${authors.join('; ')}",${year},"${abstract.replaceAll('"', '""')}"\n`,
  },
  text: { each: ({ title, abstract }) => `${title}\n\nAbstract: ${abstract}\n\n\n` },
};

// A child of --big: one file, then what it cost.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const began = performance.now();
  const before = process.cpuUsage();
  const counts = await readFile(process.argv[2]);
  const { user, system } = process.cpuUsage(before);
  const cost = { cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - began) / 1000 };
  console.log(JSON.stringify({ ...counts, ...cost, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
}
