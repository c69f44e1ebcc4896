import { describe, expect, test } from 'vitest';
import { type CommunityOptions, findCommunities } from '../../graph/communities.js';
import { findMeasures } from '../../graph/measures.js';
import { seededRandom } from '../../graph/network.js';
import { PROJECTIONS } from '../../graph/projection.js';
import type { BareGraph, EntityId, GraphEdge } from '../../graph/schema.js';
import { mutualInformation } from './planted.js';
import { bareGraph, edge, mentionGraph } from './sample-graph.js';

/** Two areas of five papers each; accuracy is in all of them. */
const TWO_AREAS = mentionGraph({
  'arxiv:1': 'method:bert task:question-answering dataset:squad metric:accuracy',
  'arxiv:2': 'method:bert task:question-answering dataset:squad metric:accuracy',
  'arxiv:3': 'method:bert task:question-answering dataset:triviaqa metric:accuracy',
  'arxiv:4': 'method:resnet task:image-classification dataset:imagenet metric:accuracy',
  'arxiv:5': 'method:resnet task:image-classification dataset:cifar-10 metric:accuracy',
  'arxiv:6': 'method:vit task:image-classification dataset:imagenet metric:accuracy',
});

const find = (graph: BareGraph, options?: Partial<CommunityOptions>) =>
  findCommunities(graph, findMeasures(graph), options);

/** Papers `arxiv:FIELD.N` that take most of their things from their own field. */
function fieldsOfPapers(fields: number, papersEach: number): BareGraph {
  const random = seededRandom(11);
  const papers: Record<string, string> = {};
  for (let field = 0; field < fields; field++) {
    for (let paper = 0; paper < papersEach; paper++) {
      const own = (kind: string, count: number) => `${kind}:${kind}-${field}-${Math.floor(random() ** 2 * count)}`;
      const common = `metric:common-${Math.floor(random() * 3)}`;
      const stray = random() < 0.15 ? `dataset:dataset-${Math.floor(random() * fields)}-0` : '';
      papers[`arxiv:${field}.${paper}`] = [
        own('method', 12),
        own('method', 12),
        own('dataset', 8),
        own('task', 4),
        common,
        stray,
      ].join(' ');
    }
  }
  return withUses(mentionGraph(papers), papers);
}

/** Each method of a paper is evaluated on its datasets and used for its tasks. */
function withUses(graph: BareGraph, papers: Readonly<Record<string, string>>): BareGraph {
  const uses = new Map<string, GraphEdge>();
  for (const words of Object.values(papers)) {
    const things = words.split(' ').filter(Boolean) as EntityId[];
    for (const method of things.filter((id) => id.startsWith('method:'))) {
      for (const other of things) {
        const type = other.startsWith('dataset:') ? 'EVALUATED_ON' : other.startsWith('task:') ? 'USED_FOR' : null;
        if (type) uses.set(`${method} ${other}`, edge(method, type, other));
      }
    }
  }
  return bareGraph(graph.nodes, [...graph.edges, ...uses.values()]);
}

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

  test('one paper alone is one community', () => {
    const one = mentionGraph({ 'arxiv:1': 'method:a task:b dataset:c' });
    expect(find(one).communities.map(({ members }) => [...members].sort())).toEqual([
      ['dataset:c', 'method:a', 'task:b'],
    ]);
  });

  test('what one paper alone names follows its paper; what hangs together with nothing is named as alone', () => {
    const graph = mentionGraph({
      'arxiv:1': 'method:bert task:qa method:only-here',
      'arxiv:2': 'method:bert task:qa',
      'arxiv:3': 'method:hermit dataset:cave',
    });
    const found = find(graph);
    expect(found.communities[0]!.members).toContain('method:only-here');
    expect(found.alone).toEqual(['dataset:cave', 'method:hermit']);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e9])('a resolution of %f is refused', (resolution) => {
    expect(() => find(TWO_AREAS, { resolution })).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
  });
});

describe.each(PROJECTIONS)('communities of %s', (projection) => {
  const graph = fieldsOfPapers(8, 60);
  const found = find(graph, { projection, resolution: 2 });

  test('no entity and no paper stands in two communities of a level', () => {
    for (const level of new Set(found.communities.map((community) => community.level))) {
      const all = found.communities
        .filter((c) => c.level === level)
        .flatMap(({ members, papers }) => [...members, ...papers]);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  test('levels are nested: the members of a community are those of its children', () => {
    const byId = new Map(found.communities.map((community) => [community.id, community]));
    expect(byId.size).toBe(found.communities.length);
    for (const parent of found.communities.filter(({ level }) => level > 0)) {
      const children = found.communities.filter((c) => c.parent === parent.id);
      expect(children.every(({ level }) => level === parent.level - 1)).toBe(true);
      const members = children.flatMap(({ members }) => members);
      expect([...members].sort()).toEqual([...parent.members].sort());
    }
    const top = Math.max(...found.communities.map(({ level }) => level));
    for (const { level, parent } of found.communities) expect(parent === null).toBe(level === top);
  });

  test('the two things of a name are met together, and neither stands in every area', () => {
    const papers: Record<string, string> = {};
    for (let n = 0; n < 40; n++) {
      // Half of the first area is about one dataset, half about another task; birds and songs are met, birds and bees are not.
      const half = n % 2 === 0 ? 'task:birds dataset:songs' : 'task:bees method:hive';
      papers[`arxiv:a${n}`] = `${half} method:wing method:ai`;
      papers[`arxiv:b${n}`] = 'task:rocks method:hammer method:ai';
    }
    const graph = mentionGraph(papers);
    const { communities } = find(graph, { resolution: 0.5 });
    const labels = communities.filter(({ level }) => level === 0).map(({ label }) => label);
    expect(labels.join(' | ')).not.toMatch(/birds, bees|bees, birds|\bai\b/);
  });

  test('no two are called alike', () => {
    const labels = found.communities.map(({ label }) => label.toLowerCase());
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels.every((label) => label.length > 0)).toBe(true);
  });

  test('the order of nodes and edges does not matter', () => {
    const reversed = { ...graph, nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() };
    expect(find(reversed, { projection, resolution: 2 })).toEqual(found);
  });

  test('they are the fields that the papers were made of', () => {
    const placed = find(graph, { projection, resolution: 1 }).communities.filter(({ level }) => level === 0);
    const [ours, truth]: [number[], number[]] = [[], []];
    placed.forEach(({ papers }, label) => {
      for (const paper of papers) {
        ours.push(label);
        truth.push(Number(paper.split(/[:.]/)[1]));
      }
    });
    expect(ours.length).toBeGreaterThan(400);
    expect(mutualInformation(ours, truth)).toBeGreaterThan(0.9);
  });
});

describe('with the communities of an earlier build', () => {
  const before = find(fieldsOfPapers(8, 60));

  test('the same papers give the same communities, and nothing is told', () => {
    const again = find(fieldsOfPapers(8, 60), { previous: before.communities });
    expect(again.communities).toEqual(before.communities);
    expect(again.changes).toEqual([]);
  });

  test('a few more papers leave the ids as they were; a new field is told as born', () => {
    const papers: Record<string, string> = {};
    for (let i = 0; i < 40; i++)
      papers[`arxiv:new.${i}`] = `method:new-${i % 5} method:new-${(i + 1) % 5} task:new-task`;
    const old = fieldsOfPapers(8, 60);
    const more = mentionGraph(papers);
    const now = find(bareGraph([...old.nodes, ...more.nodes], [...old.edges, ...more.edges]), {
      previous: before.communities,
    });
    const ids = (communities: typeof now.communities) =>
      communities.filter(({ level }) => level === 0).map(({ id }) => id);
    expect(ids(now.communities)).toEqual(expect.arrayContaining(ids(before.communities)));
    const born = now.changes.filter(({ change, level }) => change === 'born' && level === 0);
    expect(born).toHaveLength(1);
    expect(born[0]!.label).toMatch(/^new/);
  });
});

describe('what is told of a community', () => {
  const found = find(fieldsOfPapers(8, 60), { resolution: 1 });
  const areas = found.communities.filter(({ level }) => level === 0);

  test('clear fields are stable', () => {
    for (const { stability } of areas) expect(stability).toBeGreaterThan(0.8);
  });

  test('where there are no fields, there is little stability', () => {
    const random = seededRandom(5);
    const any = () => `method:m${Math.floor(random() * 80)}`;
    const soup = mentionGraph(
      Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`arxiv:${i}`, [any(), any(), any(), any()].join(' ')])),
    );
    const mean = (list: readonly { stability: number }[]) => list.reduce((s, c) => s + c.stability, 0) / list.length;
    expect(mean(find(soup).communities)).toBeLessThan(mean(areas) - 0.3);
  });

  test('two lines of counts', () => {
    for (const { description, papers } of areas) {
      const [first, second, ...more] = description.split('\n');
      expect(more).toEqual([]);
      expect(first).toMatch(new RegExp(`^${papers.length} papers`));
      expect(second).toMatch(/methods .*\(\d+\)/);
    }
  });

  test('bridges stand in one community and reach into another', () => {
    const level0 = new Set(areas.map(({ id }) => id));
    expect(found.bridges.length).toBeGreaterThan(0);
    for (const { communities } of found.bridges) {
      expect(communities.length).toBeGreaterThan(1);
      expect(communities.every((id) => level0.has(id))).toBe(true);
    }
  });
});
