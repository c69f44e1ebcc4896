#!/usr/bin/env node
/**
 * Compiles each `kernel.as` to WebAssembly and writes it, in base 64, as `kernel.ts` beside it: to be run when one of them changes.
 * Fetches the compiler, which is a hundred megabytes and needed for nothing else.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'papergraph-kernel-'));
try {
  for (const room of ['mention', 'fact']) build(fileURLToPath(new URL(`../src/${room}/`, import.meta.url)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function build(room) {
  copyFileSync(join(room, 'kernel.as'), join(folder, 'kernel.ts'));
  const flags = '-O3 --runtime stub --enable simd --importMemory --noAssert --noExportMemory -o kernel.wasm'.split(' ');
  const args = ['--yes', '--package', 'assemblyscript@0.28.20', 'asc', 'kernel.ts', ...flags];
  const { status } = spawnSync('npx', args, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${room}kernel.as: the compiler ended with ${status}`);
  const text = readFileSync(join(folder, 'kernel.wasm')).toString('base64');
  const lines = text.match(/.{1,110}/g);
  const source = createHash('sha256')
    .update(readFileSync(join(room, 'kernel.as')))
    .digest('hex');
  writeFileSync(
    join(room, 'kernel.ts'),
    `/** \`kernel.as\` in WebAssembly, base 64; made by scripts/build-kernel.mjs. */\nexport const KERNEL =\n${lines
      .map((line, i) => `  '${line}'${i === lines.length - 1 ? ';' : ' +'}\n`)
      .join('')}/** SHA-256 of the source that it was made from. */\nexport const KERNEL_SOURCE = '${source}';\n`,
  );
}
