/**
 * The time of a whole `papergraph build`, by stage, as a user meets it: a fresh process on a fresh folder.
 *
 *   npm run bench -- build [--texts FILE] [--count 1000] [--rounds 3]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, readTexts } from './texts.mjs';

const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

export async function build({ texts, count = 1000, rounds = 3 }) {
  const dir = mkdtempSync(join(tmpdir(), 'papergraph-bench-'));
  try {
    const input = join(dir, 'papers.jsonl');
    const papers = await readTexts(texts, count);
    // Repeated papers would be one paper: a serial number keeps the count honest.
    writeFileSync(
      input,
      papers
        .map((p, i) => JSON.stringify({ id: `bench-${i}`, title: p.title, abstract: p.abstract, year: p.year }))
        .join('\n'),
    );
    const runs = [];
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      const out = spawnSync(process.execPath, [CLI, '--json', 'build', input, '-o', join(dir, `out-${round}`)], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      if (out.status !== 0) throw new Error(out.stderr);
      runs.push({ ...JSON.parse(out.stdout).ms, 'whole process': performance.now() - began });
    }
    const stages = Object.keys(runs[0]);
    console.log(`build of ${papers.length} abstracts, median of ${rounds} runs`);
    console.table(stages.map((stage) => ({ stage, ms: Math.round(median(runs.map((run) => run[stage]))) })));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
