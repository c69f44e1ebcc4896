import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../cli/run.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const golden = join(root, 'tests/golden/files');
let fresh: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  fresh = temporaryFolder();
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/golden.mjs'), fresh.dir], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
afterAll(() => fresh.remove());

test('every golden file is made, and no other', () => {
  expect(readdirSync(fresh.dir).sort()).toEqual(readdirSync(golden).sort());
});

test.each(readdirSync(golden))('%s is as a person has read it (npm run golden rewrites)', (name) => {
  expect(readFileSync(join(fresh.dir, name), 'utf8')).toBe(readFileSync(join(golden, name), 'utf8'));
});
