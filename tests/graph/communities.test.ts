import { describe, expect, test } from 'vitest';
import { findCommunities } from '../../graph/communities.js';
import { findMeasures } from '../../graph/measures.js';
import { bareGraph, mentionGraph } from './sample-graph.js';

/** Two areas of five papers each; accuracy is in all of them. */
const TWO_AREAS = mentionGraph({
  'arxiv:1': 'method:bert task:question-answering dataset:squad metric:accuracy',
  'arxiv:2': 'method:bert task:question-answering dataset:squad metric:accuracy',
  'arxiv:3': 'method:bert task:question-answering dataset:triviaqa metric:accuracy',
  'arxiv:4': 'method:resnet task:image-classification dataset:imagenet metric:accuracy',
  'arxiv:5': 'method:resnet task:image-classification dataset:cifar-10 metric:accuracy',
  'arxiv:6': 'method:vit task:image-classification dataset:imagenet metric:accuracy',
});

describe('findCommunities', () => {
  test.each(['louvain', 'leiden'] as const)('two areas that share a metric are two communities (%s)', (algorithm) => {
    const found = findCommunities(TWO_AREAS, findMeasures(TWO_AREAS), { algorithm });
    const areas = found.communities.filter(({ level }) => level === 0);
    expect(areas).toHaveLength(2);
    const withBert = areas.find(({ members }) => members.includes('method:bert'))!;
    expect(withBert.members).toEqual(expect.arrayContaining(['task:question-answering', 'dataset:squad']));
    expect(withBert.members).not.toContain('method:resnet');
    expect(withBert.papers).toEqual(['arxiv:1', 'arxiv:2', 'arxiv:3']);
    expect(withBert.label).toMatch(/question answering/);
    expect(new Set(areas.map(({ label }) => label)).size).toBe(2);
  });

  test('an empty graph has no communities', () => {
    const empty = bareGraph([], []);
    expect(findCommunities(empty, findMeasures(empty)).communities).toEqual([]);
  });
});
