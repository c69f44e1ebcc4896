import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { centralities } from '../../graph/measures.js';
import { connect } from '../../graph/network.js';

/** Large enough for a thread; a chain with shortcuts, so that every node has another rank. */
const CHAIN = `
const size = 15000;
const [from, to, weight] = [[], [], []];
for (let i = 1; i < size; i++) { from.push(i, i); to.push(i - 1, Math.floor(i / 7)); weight.push(1, 2); }
`;

test('what another thread calculates is what this one would', () => {
  const script = `import { apart } from './dist/graph/apart.js';
import { connect } from './dist/graph/network.js';
${CHAIN}
const { offsets, neighbours, weights } = connect(Array.from({ length: size }, (_, i) => String(i)), { from, to, weight });
const { ranks, between } = await apart('centralities', [{ offsets, neighbours, weights }, { seed: 3 }], 50_000);
console.log(JSON.stringify([[...ranks.slice(0, 50)], [...between.slice(0, 50)]]));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const links = new Function(`${CHAIN}; return { size, from, to, weight };`)() as {
    size: number;
    from: number[];
    to: number[];
    weight: number[];
  };
  const here = centralities(
    connect(
      Array.from({ length: links.size }, (_, i) => String(i)),
      links,
    ),
    { seed: 3 },
  );
  expect(JSON.parse(out)).toEqual([[...here.ranks.slice(0, 50)], [...here.between.slice(0, 50)]]);
});

test('a calculation that fails in its thread fails here', () => {
  const script = `import { apart } from './dist/graph/apart.js';
await apart('centralities', [null, {}], 50_000).catch((error) => console.log('failed:', error.message.length > 0));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(out.trim()).toBe('failed: true');
});
