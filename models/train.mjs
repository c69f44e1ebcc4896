#!/usr/bin/env node
/**
 * Trains the tagger and the relations:
 * `npm run train -- --corpora FOLDER [--out FOLDER] [--seed N] [--all] [--clusters tagger.bin] [--only relations|tagger]`.
 *
 * The trainer is TypeScript that shares src/mention/features.ts with the tagger; it is bundled here and run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'papergraph-train-'));
try {
  const outfile = join(folder, 'train.mjs');
  await build({
    entryPoints: [join(here, 'train', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2), here);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
