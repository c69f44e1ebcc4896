import { expect, test } from 'vitest';
import { writeMerges } from '../../../graph/export/merges.js';
import type { KnowledgeGraph, Merge } from '../../../graph/schema.js';

const merge = (alias: string): Merge => ({
  kept: 'method:convolutional-neural-network',
  merged: 'method:cnn',
  alias,
  rule: 'abbreviation',
  score: 0.97,
  evidence: 'defined so in 41 of 43 papers',
  papers: ['arxiv:1512.03385'],
});

test.each([[[]], [[merge('CNN')]], [[merge('CNN'), merge('</script>\u2028')]]])(
  'the ledger reads back as it was: %j',
  (merges) => {
    const lines = [...writeMerges({ merges } as unknown as KnowledgeGraph)];
    expect(JSON.parse(lines.join(''))).toEqual(merges);
    expect(lines).toHaveLength(merges.length + 2);
  },
);
