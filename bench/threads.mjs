/**
 * What `papergraph extract` takes as a command, from start to end: seconds with one and with two threads, in turn, and the most memory
 * that it ever held, on few and on many abstracts.
 *
 *   npm run bench -- threads --texts FILE [--count 100000] [--rounds 3]
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, readTexts } from './texts.mjs';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

export async function threads({ texts, count = 20_000, rounds = 3 }) {
  const papers = await readTexts(texts, count);
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
