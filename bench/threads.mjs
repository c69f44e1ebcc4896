/**
 * What `papergraph extract` takes with one and with two threads, in turn: abstracts a second once it is warm, then as a command from
 * start to end with the most memory that it ever held, on few and on many abstracts.
 *
 *   npm run bench -- threads --texts FILE [--count 100000] [--rounds 3]
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractLines } from '../dist/cli/pool.js';
import { readModelFiles } from '../dist/src/read/index.js';
import { median, readTexts } from './texts.mjs';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

export async function threads({ texts, count = 20_000, rounds = 3 }) {
  const papers = await readTexts(texts, count);
  await warmThreads(papers.slice(0, 1000), rounds);
  const place = join(tmpdir(), `papergraph-threads-${process.pid}.jsonl`);
  const sizes = [...new Set([Math.min(1000, papers.length), papers.length])];
  const rows = [];
  try {
    for (const size of sizes) {
      const lines = papers.slice(0, size).map((paper) => `${JSON.stringify(paper)}\n`);
      writeFileSync(place, lines.join(''));
      const runs = { 1: [], 2: [] };
      for (let round = 0; round < rounds; round++)
        for (const workers of [1, 2]) runs[workers].push(await run(place, workers));
      for (const workers of [1, 2])
        rows.push({
          abstracts: size,
          threads: workers,
          seconds: Number(median(runs[workers].map(({ seconds }) => seconds)).toFixed(2)),
          'times one thread': Number(
            (
              median(runs[1].map(({ seconds }) => seconds)) / median(runs[workers].map(({ seconds }) => seconds))
            ).toFixed(2),
          ),
          'peak MB': Math.max(...runs[workers].map(({ megabytes }) => megabytes)),
        });
    }
  } finally {
    rmSync(place, { force: true });
  }
  console.log(`extract as a command, median of ${rounds}; memory on Linux alone`);
  console.table(rows);
  return rows;
}

/**
 * Rounds over the same papers for each thread before the clock runs: by then its code is compiled to the end and rates stand still.
 * Two threads share what comes, so that they need twice as many.
 */
const WARMING = 5;
const MEASURED = 4;

async function warmThreads(papers, rounds) {
  const files = await readModelFiles();
  const rates = { 1: [], 2: [] };
  for (let round = 0; round < rounds; round++)
    for (const workers of [1, 2]) rates[workers].push(await warmRate(papers, files, workers));
  console.log(`${papers.length} abstracts again and again, lines made and dropped, warm, median of ${rounds}`);
  console.table(
    [1, 2].map((workers) => ({
      threads: workers,
      'abstracts/s': Math.round(median(rates[workers])),
      'times one thread': Number((median(rates[workers]) / median(rates[1])).toFixed(2)),
    })),
  );
}

async function warmRate(papers, files, workers) {
  const [warming, rounds] = [WARMING * workers, (WARMING + MEASURED) * workers];
  async function* again() {
    for (let round = 0; round < rounds; round++) yield* papers;
  }
  const all = papers.length * rounds;
  let done = 0;
  let began = 0;
  let from = 0;
  for await (const { text } of extractLines(again(), files, {}, workers)) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) done++;
    if (began === 0 && done >= papers.length * warming) {
      began = performance.now();
      from = done;
    }
  }
  return (all - from) / ((performance.now() - began) / 1000);
}

function run(place, workers) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [MAIN, 'extract', place, '--workers', String(workers), '-o', '/dev/null', '--quiet'],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    let megabytes = 0;
    const look = () => {
      try {
        const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
        if (peak) megabytes = Math.round(Number(peak[1]) / 1024);
      } catch {
        // Gone already, or no Linux.
      }
    };
    const timer = setInterval(look, 100);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code === 0) resolve({ seconds: (performance.now() - began) / 1000, megabytes });
      else reject(new Error(`extract ended with ${code}`));
    });
  });
}
