import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePapers, shuffled, toJsonl } from './papers.js';
import { CLI, finished, run, start, temporaryFolder } from './run.js';

const SAME_BYTES = ['graph.json', 'graph.gexf', 'graph.graphml', 'nodes.csv', 'edges.csv'];
let folder: ReturnType<typeof temporaryFolder>;
const at = (...names: string[]) => join(folder.dir, ...names);
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const hashes = (dir: string) =>
  Object.fromEntries(
    SAME_BYTES.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(dir, name)))
        .digest('hex'),
    ]),
  );

describe('a build', () => {
  const papers = makePapers(700);
  beforeAll(async () => {
    writeFileSync(at('papers.jsonl'), toJsonl(papers));
    const outcome = await run(['build', at('papers.jsonl'), '-o', at('first'), '--workers', '1']);
    expect(outcome.stderr).toContain('700 papers');
    expect(outcome.code).toBe(0);
  });

  test('writes the store, the graph, the viewer, the report and the exports', () => {
    expect(readdirSync(at('first')).sort()).toEqual(
      expect.arrayContaining([
        'REPORT.md',
        'edges.csv',
        'graph.duckdb',
        'graph.gexf',
        'graph.graphml',
        'graph.html',
        'graph.json',
        'nodes.csv',
      ]),
    );
    for (const name of readdirSync(at('first'))) expect(statSync(at('first', name)).size).toBeGreaterThan(0);
  });

  test('of the same papers again gives the same bytes', async () => {
    expect((await run(['build', at('papers.jsonl'), '-o', at('again'), '--workers', '1'])).code).toBe(0);
    expect(hashes(at('again'))).toEqual(hashes(at('first')));
  });

  test('without input builds what the folder holds again, and obeys pins without reading anything', async () => {
    const again = await run(['build', '-o', at('again')]);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('700 papers read before')]);
    expect(hashes(at('again'))).toEqual(hashes(at('first')));
    type Nodes = { id: string; type: string; name: string }[];
    const nodesOf = () => JSON.parse(readFileSync(at('again', 'graph.json'), 'utf8')).nodes as Nodes;
    const [kept, other] = nodesOf().filter(({ type }) => type === 'Method');
    writeFileSync(at('pins.csv'), `merge,"${kept!.name}","${other!.name}"\n`);
    const pinned = await run(['build', '-o', at('again'), '--pins', at('pins.csv'), '--json']);
    expect(JSON.parse(pinned.stdout).ms['extract and store']).toBeUndefined();
    const ids = nodesOf().map(({ id }) => id);
    expect([ids.includes(kept!.id), ids.includes(other!.id)]).toEqual([true, false]);
    expect((await run(['build', '-o', at('again')])).code).toBe(0);
    expect(nodesOf().map(({ id }) => id)).toContain(other!.id);
  });

  test('without input or papers of before is a misuse, and so is forgetting them', async () => {
    const empty = await run(['build', '-o', at('empty')]);
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('holds no papers yet')]);
    expect(existsSync(at('empty'))).toBe(false);
    expect((await run(['build', '-o', at('again'), '--fresh'])).code).toBe(2);
  });

  test('of the papers in another order gives the same bytes', async () => {
    writeFileSync(at('shuffled.jsonl'), toJsonl(shuffled(papers)));
    expect((await run(['build', at('shuffled.jsonl'), '-o', at('shuffled'), '--workers', '1'])).code).toBe(0);
    expect(hashes(at('shuffled'))).toEqual(hashes(at('first')));
  });

  test('with two workers gives the same bytes', async () => {
    expect((await run(['build', at('papers.jsonl'), '-o', at('two'), '--workers', '2'])).code).toBe(0);
    expect(hashes(at('two'))).toEqual(hashes(at('first')));
  });

  test('adds only new papers, and ends with the graph of all', async () => {
    writeFileSync(at('half.jsonl'), toJsonl(papers.slice(0, 350)));
    expect((await run(['build', at('half.jsonl'), '-o', at('grown')])).code).toBe(0);
    const second = await run(['build', at('papers.jsonl'), '-o', at('grown'), '--json']);
    expect(JSON.parse(second.stdout).papers).toMatchObject({ new: 350, known: 350, total: 700 });
    // Nodes and edges; places and community ids may remember the smaller graph.
    const [grown, first] = [at('grown'), at('first')].map((dir) =>
      JSON.parse(readFileSync(join(dir, 'graph.json'), 'utf8')),
    );
    expect(grown.nodes).toEqual(first.nodes);
    expect(grown.edges).toEqual(first.edges);
    expect((await run(['build', at('papers.jsonl'), '-o', at('grown'), '--fresh'])).code).toBe(0);
    expect(hashes(at('grown'))).toEqual(hashes(at('first')));
  });

  test('--fresh starts over', async () => {
    expect((await run(['build', at('half.jsonl'), '-o', at('over')])).code).toBe(0);
    const outcome = await run(['build', at('papers.jsonl'), '-o', at('over'), '--fresh', '--json']);
    expect(JSON.parse(outcome.stdout).papers).toMatchObject({ new: 700, known: 0, total: 700 });
  });

  test('killed at any moment goes on where it stopped, and ends with the same graph', async () => {
    // Moments spread over the run: before the store, while papers are put down, while the files are written.
    for (const ms of [150, 300, 450, 600, 800, 1000]) {
      const child = start(['build', at('papers.jsonl'), '-o', at('killed'), '--workers', '1']);
      const timer = setTimeout(() => child.kill('SIGKILL'), ms);
      await finished(child);
      clearTimeout(timer);
    }
    expect((await run(['build', at('papers.jsonl'), '-o', at('killed')])).code).toBe(0);
    expect(hashes(at('killed'))).toEqual(hashes(at('first')));
    expect(readdirSync(at('killed')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('interrupted leaves nothing half-written and exits with 130', async () => {
    const child = start(['build', at('papers.jsonl'), '-o', at('interrupted'), '--workers', '1']);
    const outcome = finished(child);
    await once(child.stderr!, 'data').catch(() => {});
    child.kill('SIGINT');
    const { code, signal } = await outcome;
    expect(code === 130 || signal === 'SIGINT' || code === 0).toBe(true);
    const left = existsSync(at('interrupted')) ? readdirSync(at('interrupted')) : [];
    expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
    for (const name of left.filter((n) => n.endsWith('.json')))
      JSON.parse(readFileSync(at('interrupted', name), 'utf8'));
  });

  test('two builds into one folder at the same time: one is refused in one line', async () => {
    const options = ['build', at('papers.jsonl'), '-o', at('both'), '--fresh'];
    const outcomes = await Promise.all([run(options), run(options)]);
    const refused = outcomes.filter(({ code }) => code !== 0);
    expect(refused.length).toBeLessThanOrEqual(1);
    for (const { stderr } of refused) expect(stderr.trim().split('\n').at(-1)).toMatch(/in use|busy|another/);
  });

  test('--json prints one object on standard output and nothing else', async () => {
    const { stdout, stderr } = await run(['build', at('half.jsonl'), '-o', at('json'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ papers: { total: 350 } });
    expect(stderr).toBe('');
  });

  test('--quiet says nothing', async () => {
    expect(await run(['build', at('half.jsonl'), '-o', at('quiet'), '--quiet'])).toMatchObject({
      stdout: '',
      stderr: '',
      code: 0,
    });
  });
});

describe('extract', () => {
  test('prints one line of JSON a paper, in the order of the input', async () => {
    writeFileSync(at('three.jsonl'), toJsonl(makePapers(3)));
    const { stdout, code } = await run(['extract', at('three.jsonl')]);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id }) => id)).toEqual(['test-00000', 'test-00001', 'test-00002']);
    for (const { paper, mentions, entities, relations, results } of lines) {
      for (const m of mentions) {
        expect(paper[m.field].slice(m.start, m.end)).toBe(m.text);
        expect(entities.map((e: { id: string }) => e.id)).toContain(m.entity);
      }
      expect(relations.length + results.length).toBeGreaterThan(0);
    }
    expect(code).toBe(0);
  });

  test('reads standard input', async () => {
    const { stdout } = await run(['extract', '-'], { input: toJsonl(makePapers(2)) });
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });

  test('is silent when the reader of the pipe goes away', async () => {
    writeFileSync(at('many.jsonl'), toJsonl(makePapers(3000)));
    const child = start(['extract', at('many.jsonl')]);
    const outcome = finished(child);
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const { code, stderr } = await outcome;
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('gives the same lines with one worker and with two', async () => {
    const [one, two] = await Promise.all(
      ['1', '2'].map((workers) => run(['extract', at('many.jsonl'), '--workers', workers, '--quiet'])),
    );
    expect(one!.stdout).toBe(two!.stdout);
  });
});

describe('bad input', () => {
  const good = makePapers(2);
  const line = (record: object) => JSON.stringify(record);
  const cases: [name: string, file: string, content: string | Buffer, said: RegExp, kept: number][] = [
    ['an empty file', 'empty.jsonl', '', /empty\.jsonl/, 0],
    [
      'a binary file',
      'picture.png',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0xff, 0xfe, 0, 0]),
      /picture\.png/,
      0,
    ],
    ['a page without any abstract', 'page.txt', 'Sign in\n\nHome\n\nPapers\n', /page\.txt/, 0],
    [
      'a broken line among good ones',
      'broken.jsonl',
      `${line(good[0]!)}\n{"id": "x", "title\n${line(good[1]!)}\n`,
      /broken\.jsonl:2/,
      2,
    ],
    [
      'a record without abstract',
      'bare.jsonl',
      `${line({ id: 'x', title: 'Only a title' })}\n${line(good[0]!)}\n`,
      /bare\.jsonl:1/,
      1,
    ],
    ['a record with neither', 'nothing.jsonl', `${line({ id: 'x' })}\n${line(good[0]!)}\n`, /nothing\.jsonl:1/, 1],
    ['NUL bytes', 'nul.jsonl', `${line({ ...good[0]!, title: 'A\u0000B' })}\n`, /1 paper/, 1],
    [
      'hostile ids',
      'ids.jsonl',
      ['__proto__', 'constructor', 'toString']
        .map((id) => line({ ...good[0]!, id, abstract: `${good[0]!.abstract} ${id}.` }))
        .join('\n'),
      /3 papers/,
      3,
    ],
    [
      'a hostile title',
      'title.jsonl',
      `${line({ ...good[0]!, title: '</script><script>alert(1)</script>' })}\n`,
      /1 paper/,
      1,
    ],
    ['duplicate ids', 'twice.jsonl', `${line(good[0]!)}\n${line(good[0]!)}\n`, /1 paper/, 1],
  ];
  test.each(cases)(
    '%s: one line with place and cure, and no good record lost',
    async (_name, file, content, said, kept) => {
      mkdirSync(at('bad'), { recursive: true });
      writeFileSync(at('bad', file), content);
      const { stdout, stderr, code } = await run(['build', at('bad', file), '-o', at('bad', `${file}-out`)]);
      expect(stderr).toMatch(said);
      expect(stderr).not.toMatch(/\n\s+at |node:internal/);
      expect(code).toBe(0);
      const graph = JSON.parse(readFileSync(at('bad', `${file}-out`, 'graph.json'), 'utf8'));
      expect(graph.nodes.filter((node: { type: string }) => node.type === 'Paper')).toHaveLength(kept);
      expect(stdout).toBe('');
      const page = readFileSync(at('bad', `${file}-out`, 'graph.html'), 'utf8');
      expect(page).not.toContain('<script>alert(1)');
    },
  );

  test('wrong bytes are told with their place, or cost the record under --on-error skip', async () => {
    mkdirSync(at('bad'), { recursive: true });
    const text = Buffer.from(`${line({ ...good[0]!, title: 'é X' })}\n${line(good[1]!)}\n`);
    const place = text.indexOf('X');
    text[place] = 0xff;
    writeFileSync(at('bad', 'bytes.jsonl'), text);
    const mended = await run(['extract', at('bad', 'bytes.jsonl')]);
    expect(mended.stderr).toContain(`bytes.jsonl:1: 1 byte that is no UTF-8, at byte ${place}: read as U+FFFD`);
    expect(mended.stderr).toContain('(1 record mended: 1 bytes)');
    expect(mended.stdout.trim().split('\n')).toHaveLength(2);
    const skipped = await run(['extract', at('bad', 'bytes.jsonl'), '--on-error', 'skip']);
    expect(skipped.stderr).toContain(`bytes.jsonl:1: unreadable: 1 byte that is no UTF-8, at byte ${place}`);
    expect(skipped.stdout.trim().split('\n')).toHaveLength(1);
    expect(await run(['extract', at('bad', 'bytes.jsonl'), '--on-error', 'cry'])).toMatchObject({ code: 2 });
  });

  test("what is read is never written over, and limits are the user's", async () => {
    mkdirSync(at('bad'), { recursive: true });
    writeFileSync(at('bad', 'own.jsonl'), toJsonl(makePapers(1)));
    writeFileSync(at('bad', 'graph.json'), toJsonl(makePapers(1)));
    const before = readFileSync(at('bad', 'own.jsonl'), 'utf8');
    for (const args of [
      ['extract', at('bad', 'own.jsonl'), '-o', at('bad', '..', 'bad', 'own.jsonl')],
      ['build', at('bad'), '-o', at('bad')],
      ['build', at('bad', 'graph.json'), '-o', at('bad')],
    ]) {
      const refused = await run(args);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('is read and written at once');
    }
    expect(readFileSync(at('bad', 'own.jsonl'), 'utf8')).toBe(before);
    expect(readFileSync(at('bad', 'graph.json'), 'utf8')).toBe(before);
    expect((await run(['check', at('bad', 'own.jsonl'), '--max-abstract', '20'])).stdout).toContain('1 too long');
    expect((await run(['check', at('bad', 'own.jsonl'), '--max-record', '0.0001'])).stdout).toContain('1 too long');
    expect((await run(['check', at('bad', 'own.jsonl'), '--max-record', '0'])).code).toBe(2);
  });

  test.runIf(existsSync('/dev/full'))('a full disk is said in one line, wherever the lines were to go', async () => {
    const file = await run(['extract', at('papers.jsonl'), '-o', '/dev/full']);
    expect(file).toMatchObject({ code: 1, stderr: expect.stringMatching(/^\/dev\/full: the disk is full\. /m) });
    const command = `"${process.execPath}" "${CLI}" extract "${at('papers.jsonl')}" > /dev/full`;
    const piped = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(piped).toMatchObject({ status: 1, stderr: expect.stringMatching(/^standard output: .*ENOSPC/m) });
  });

  test('--strict ends with 3 when a record was skipped', async () => {
    expect((await run(['build', at('bad', 'broken.jsonl'), '-o', at('strict'), '--strict'])).code).toBe(3);
    expect((await run(['build', at('papers.jsonl'), '-o', at('strict-good'), '--strict'])).code).toBe(0);
  });

  test.each([
    [['build', 'no-such-file.jsonl', '-o', 'x'], 1, /no-such-file\.jsonl/],
    [['build'], 2, /no output folder/],
    [['build', 'a', '-o', 'x', '--seed', 'abc'], 2, /seed/],
    [['build', 'a', '-o', 'x', '--resolution', '-1'], 2, /resolution/],
    [['build', 'a', '-o', 'x', '--from', 'tablets'], 2, /tablets/],
    [['build', 'a', '-o', 'x', '--projection', 'mercator'], 2, /--projection: "mercator"/],
    [['build', 'a', '-o', 'x', '--algorithm', 'kmeans'], 2, /--algorithm: "kmeans"/],
    [['frobnicate'], 2, /frobnicate|unknown command/],
    [['view', 'no-such-folder'], 1, /no-such-folder/],
    [['stats', 'no-such-folder'], 1, /no-such-folder/],
    [['export', 'no-such-folder', '--format', 'gexf'], 1, /no-such-folder/],
    [['export', 'no-such-folder', '--format', 'scroll'], 2, /scroll/],
  ])('%j: exit %d and one line', async (args, code, said) => {
    const outcome = await run(args, { cwd: folder.dir });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(said);
    expect(outcome.stderr).not.toMatch(/\n\s+at |node:internal/);
  });

  test('an output folder that is a file is refused before work starts', async () => {
    writeFileSync(at('taken'), '');
    const { code, stderr } = await run(['build', at('papers.jsonl'), '-o', at('taken')]);
    expect(code).toBe(1);
    expect(stderr).toContain('taken');
  });

  test('a store that is no store is refused in one line', async () => {
    mkdirSync(at('nostore'), { recursive: true });
    writeFileSync(at('nostore', 'graph.duckdb'), 'this is not a database, it is a line of text');
    const { code, stderr } = await run(['build', at('papers.jsonl'), '-o', at('nostore')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/graph\.duckdb: .*--fresh/);
  });

  test('settings: flag before environment before file before default', async () => {
    mkdirSync(at('conf'), { recursive: true });
    writeFileSync(at('conf', 'papergraph.config.json'), '{"seed": 5, "resolution": 2}');
    const show = async (args: string[], env = {}) =>
      JSON.parse((await run(['--print-config', 'build', 'x', '-o', 'y', ...args], { cwd: at('conf'), env })).stdout);
    expect(await show([])).toMatchObject({ seed: 5, resolution: 2 });
    expect(await show([], { PAPERGRAPH_SEED: '6' })).toMatchObject({ seed: 6, resolution: 2 });
    expect(await show(['--seed', '7'], { PAPERGRAPH_SEED: '6' })).toMatchObject({ seed: 7, resolution: 2 });
    writeFileSync(at('conf', 'papergraph.config.json'), '{"sede": 5}');
    const wrong = await run(['build', 'x', '-o', 'y'], { cwd: at('conf') });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/papergraph\.config\.json.*sede/);
  });
});
