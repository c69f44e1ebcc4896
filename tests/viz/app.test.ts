import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvOf, escapeXml } from '../../viz/app/files.js';
import { Room, shorten, twoLines } from '../../viz/app/labels.js';
import { commonNeighbours, focusOf, neighbourhood, shortestPath, shownBy } from '../../viz/app/looks.js';
import { matrixOf } from '../../viz/app/matrix.js';
import { buildModel, edgesOfLink, linkBetween, namedTogether } from '../../viz/app/model.js';
import { mix } from '../../viz/app/palette.js';
import { buildSearch } from '../../viz/app/search.js';
import { fromHash, INITIAL, type State, toHash } from '../../viz/app/state.js';
import { pieces } from '../../viz/app/texts.js';
import { chosen, stepOut } from '../../viz/app/tools.js';
import { decodeCore, EDGE_TYPES, encodeView, NODE_TYPES, ROLES } from '../../viz/view.js';
import { sampleGraph } from './sample-graph.js';

const graph = sampleGraph();
const [core] = encodeView(graph, { title: 'T' });
const view = decodeCore(core!.text);
const model = buildModel(view);
const all = shownBy(INITIAL, model);
const node = (id: string) => view.id.indexOf(id);
const someMethod = model.order.find((n) => NODE_TYPES[view.type[n]!] === 'Method')!;

describe('the model', () => {
  test('joins two nodes by one link that holds every edge between them', () => {
    let edges = 0;
    for (let l = 0; l < model.linkCount; l++) {
      for (const edge of edgesOfLink(model, l)) {
        expect([view.source[edge], view.target[edge]].sort()).toEqual([model.linkA[l], model.linkB[l]].sort());
        edges++;
      }
      expect(linkBetween(model, model.linkA[l]!, model.linkB[l]!)).toBe(l);
    }
    expect(edges).toBe(view.edgeCount);
  });

  test('counts what is named in the same papers as the graph does', () => {
    const [other, papers] = namedTogether(model, someMethod)[0]!;
    const of = (n: number) =>
      new Set(graph.edges.filter((e) => e.type === 'MENTIONS' && e.target === view.id[n]).map((e) => e.source));
    const both = [...of(someMethod)].filter((paper) => of(other).has(paper));
    expect(papers).toBe(both.length);
  });
});

describe('filters', () => {
  const cases: [string, Partial<State>, (n: number) => boolean][] = [
    ['type', { types: 1 << NODE_TYPES.indexOf('Dataset') }, (n) => NODE_TYPES[view.type[n]!] === 'Dataset'],
    ['papers behind a point', { leastPapers: 5 }, (n) => view.papers[n]! >= 5],
    ['cluster', { community: model.shownCommunities[0]! }, (n) => model.communityOf[n] === model.shownCommunities[0]],
    ['years', { years: [2014, 2016] }, (n) => view.firstYear[n]! <= 2016 && view.lastYear[n]! >= 2014],
    [
      'role',
      { roles: 1 << ROLES.indexOf('proposed') },
      (n) => view.roles[n * ROLES.length + ROLES.indexOf('proposed')]! > 0,
    ],
  ];
  test.each(cases)('by %s leave exactly what passes', (_, patch, passes) => {
    const shown = shownBy({ ...INITIAL, ...patch }, model);
    let count = 0;
    for (let n = 0; n < view.nodeCount; n++) {
      const want = model.isEntity[n] === 1 && passes(n);
      expect(shown.nodes[n] === 1).toBe(want);
      if (want) count++;
    }
    expect(shown.nodeCount).toBe(count);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(all.nodeCount);
  });

  test('by relation leave a line only if one of its edges is of that kind', () => {
    const usedFor = EDGE_TYPES.indexOf('USED_FOR');
    const shown = shownBy({ ...INITIAL, edgeTypes: 1 << usedFor }, model);
    let lines = 0;
    for (let l = 0; l < model.linkCount; l++) {
      if (!shown.links[l]) continue;
      lines++;
      expect(Array.from(edgesOfLink(model, l), (e) => view.edgeType[e])).toContain(usedFor);
    }
    expect(lines).toBeGreaterThan(10);
  });

  test('two sides are methods and datasets that are linked across, and nothing else', () => {
    const shown = shownBy({ ...INITIAL, twoSided: true }, model);
    const types = new Set([...view.type.keys()].filter((n) => shown.nodes[n]).map((n) => NODE_TYPES[view.type[n]!]));
    expect([...types].sort()).toEqual(['Dataset', 'Method']);
    for (let l = 0; l < model.linkCount; l++)
      if (shown.links[l]) expect(view.type[model.linkA[l]!]).not.toBe(view.type[model.linkB[l]!]);
  });
});

describe('looking closer', () => {
  /** Distances by plain breadth-first search over the graph as it was given. */
  const distances = (from: number) => {
    const near = new Map<string, string[]>();
    for (let l = 0; l < model.linkCount; l++) {
      if (!all.links[l]) continue;
      const [a, b] = [view.id[model.linkA[l]!]!, view.id[model.linkB[l]!]!];
      near.set(a, [...(near.get(a) ?? []), b]);
      near.set(b, [...(near.get(b) ?? []), a]);
    }
    const found = new Map([[view.id[from]!, 0]]);
    const queue = [view.id[from]!];
    for (const at of queue)
      for (const next of near.get(at) ?? [])
        if (!found.has(next)) {
          found.set(next, found.get(at)! + 1);
          queue.push(next);
        }
    return found;
  };
  const far = distances(someMethod);

  test.each([1, 2, 3])('a neighbourhood of depth %i holds all within so many steps', (depth) => {
    const focus = neighbourhood(model, all, [someMethod], depth);
    const want = [...far].filter(([, d]) => d <= depth).map(([id]) => id);
    expect([...focus.nodes].map((n) => view.id[n]!).sort()).toEqual(want.sort());
  });

  test('a path is as short as any and made of lines that are shown', () => {
    for (const [id, d] of [...far].filter((_, i) => i % 7 === 0)) {
      if (d === 0) continue;
      const path = shortestPath(model, all, someMethod, node(id))!;
      expect(path.links.length).toBe(d);
      expect(path.nodes[0]).toBe(someMethod);
      expect(path.nodes.at(-1)).toBe(node(id));
      for (const link of path.links) expect(all.links[link]).toBe(1);
    }
  });

  test('nothing joins what the filters have parted', () => {
    const none = shownBy({ ...INITIAL, edgeTypes: 0 }, model);
    expect(shortestPath(model, none, someMethod, node([...far.keys()][5]!))).toBeNull();
  });

  test('common neighbours are linked to each of the collection', () => {
    const datasets = [...neighbourhood(model, all, [someMethod], 1).nodes].filter(
      (n) => NODE_TYPES[view.type[n]!] === 'Dataset',
    );
    const [a, b] = [datasets[0]!, datasets[1]!];
    const focus = commonNeighbours(model, all, [a, b]);
    for (const n of focus.nodes) {
      if (n === a || n === b) continue;
      expect(linkBetween(model, n, a)).toBeGreaterThanOrEqual(0);
      expect(linkBetween(model, n, b)).toBeGreaterThanOrEqual(0);
    }
    expect(focus.nodes.size).toBeGreaterThan(2);
  });

  test('a paper that is not on the map lights up what it is about', () => {
    const paper = graph.edges.find((edge) => edge.type === 'MENTIONS')!.source;
    const focus = focusOf({ ...INITIAL, selected: { kind: 'node', node: node(paper) } }, model, all)!;
    const want = graph.edges.filter((e) => e.source === paper && e.type === 'MENTIONS').map((e) => e.target as string);
    expect([...focus.nodes].map((n) => view.id[n]!).sort()).toEqual([...new Set([paper, ...want])].sort());
  });
});

describe('the matrix', () => {
  const matrix = matrixOf(model, model.order);
  test('counts the papers that set a method against a dataset', () => {
    let filled = 0;
    for (const [m, method] of matrix.methods.entries())
      for (const [d, dataset] of matrix.datasets.entries()) {
        const edges = graph.edges.filter((e) => e.source === view.id[method] && e.target === view.id[dataset]);
        const most = Math.max(0, ...edges.map((e) => e.support));
        const cell = matrix.cells[m]![d]!;
        if (most === 0) expect(cell === null || cell.gap !== null).toBe(true);
        else expect(cell.papers).toBe(most);
        if (cell && cell.papers > 0) filled++;
      }
    expect(filled).toBeGreaterThan(50);
  });

  test('shows the best figure in the direction of its metric', () => {
    let seen = 0;
    for (const [m, method] of matrix.methods.entries())
      for (const [d, dataset] of matrix.datasets.entries()) {
        const best = view.results.get(matrix.cells[m]![d]?.best ?? -1);
        if (!best) continue;
        const rivals = [...view.results.values()].filter(
          ({ slots }) => slots.method === method && slots.dataset === dataset && slots.metric === best.slots.metric,
        );
        const values = rivals.map(({ value }) => value);
        expect(best.value).toBe(best.higherIsBetter ? Math.max(...values) : Math.min(...values));
        seen++;
      }
    expect(seen).toBeGreaterThan(20);
  });

  test('marks what the gap finder suggests, with its reason', () => {
    const marked = matrix.cells.flat().filter((cell) => cell?.gap);
    expect(marked.length).toBeGreaterThan(0);
    expect(marked[0]!.gap).toBe('three methods beside it were tried there');
  });
});

describe('search', () => {
  const search = buildSearch(model);
  test('finds by name, alias, abbreviation and with a slip of the finger', () => {
    const first = (query: string) => view.name[search.find(query)[0]!.node];
    expect(first('mean average precision')).toBe('mean average precision');
    expect(first('WER')).toBe('word error rate');
    expect(first('mAP')).toBe('mean average precision');
    expect(first('raspbery')).toBe('Raspberry Pi 4');
    expect(first('NVIDIA A100')).toBe('NVIDIA A100');
  });

  test('says which other name was met', () => {
    expect(search.find('WER').find(({ node: n }) => view.name[n] === 'word error rate')!.via).toBe('WER');
  });

  test('finds papers by their titles', () => {
    const paper = graph.nodes.find((n) => n.type === 'Paper')!;
    expect(search.find(paper.name).some(({ node: n }) => view.id[n] === paper.id)).toBe(true);
  });

  test.each(['(a+)+$', '[', '\\', '*', '__proto__', 'constructor', '\0', 'x'.repeat(10_000), '   '])(
    'takes %j as words',
    (query) => {
      expect(Array.isArray(search.find(query))).toBe(true);
    },
  );
});

describe('the address', () => {
  const arbitrary = fc.record({
    mode: fc.constantFrom('map', 'table', 'matrix'),
    colour: fc.constantFrom('community', 'type'),
    selected: fc.oneof(
      fc.constant(null),
      fc.nat(view.nodeCount - 1).map((n) => ({ kind: 'node' as const, node: n })),
      fc.nat(view.nodeCount - 2).map((n) => ({ kind: 'link' as const, a: n, b: n + 1 })),
      fc.nat(view.communities.length - 1).map((community) => ({ kind: 'community' as const, community })),
    ),
    picked: fc.uniqueArray(fc.nat(view.nodeCount - 1), { maxLength: 4 }),
    depth: fc.integer({ min: 1, max: 3 }),
    only: fc.boolean(),
    path: fc.boolean(),
    twoSided: fc.boolean(),
    types: fc.nat((1 << NODE_TYPES.length) - 1),
    edgeTypes: fc.nat((1 << EDGE_TYPES.length) - 1),
    roles: fc.nat((1 << ROLES.length) - 1),
    community: fc.integer({ min: -1, max: view.communities.length - 1 }),
    years: fc.oneof(fc.constant(null), fc.constant([2015, 2020] as const)),
    leastPapers: fc.integer({ min: 1, max: 99 }),
    leastSupport: fc.integer({ min: 1, max: 99 }),
    camera: fc.oneof(fc.constant(null), fc.constant({ x: 0.25, y: -0.5, ratio: 0.125 })),
  });

  test('brings back every state it was made of', () => {
    fc.assert(
      fc.property(arbitrary, (state) => {
        expect(fromHash(`#${toHash(state as State, view)}`, view)).toEqual(state);
      }),
    );
  });

  test('of the first picture is empty', () => {
    expect(toHash(INITIAL, view)).toBe('');
    expect(fromHash('', view)).toEqual(INITIAL);
  });

  test('may be any text', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        const state = fromHash(hash, view);
        expect(() => toHash(state, view)).not.toThrow();
      }),
    );
    expect(fromHash('#node=nobody&years=2020-2010&at=1,2,-3&depth=9&papers=-1&types=__proto__', view)).toEqual({
      ...INITIAL,
      types: 0,
    });
  });
});

describe('choosing and letting go', () => {
  const waiting: State = { ...INITIAL, path: true, picked: [3] };
  test('the next node is the end of a path that waits for one', () => {
    expect(chosen(waiting, { kind: 'node', node: 8 })).toEqual({ picked: [3, 8], selected: null });
  });
  test('a selection keeps the collection', () => {
    const state = { ...INITIAL, picked: [1, 2] };
    expect({ ...state, ...chosen(state, { kind: 'node', node: 8 }) }.picked).toEqual([1, 2]);
  });
  test('Escape goes out one step at a time', () => {
    let state: State = { ...INITIAL, picked: [1, 2], selected: { kind: 'node', node: 3 } };
    state = { ...state, ...stepOut(state) };
    expect([state.selected, state.picked]).toEqual([null, [1, 2]]);
    state = { ...state, ...stepOut(state) };
    expect(state.picked).toEqual([]);
    expect(stepOut(state)).toBeNull();
  });
});

describe('labels', () => {
  test('never take a place twice', () => {
    const box = fc.record({
      left: fc.integer({ min: -20, max: 780 }),
      top: fc.integer({ min: -20, max: 580 }),
      wide: fc.integer({ min: 5, max: 200 }),
      high: fc.integer({ min: 5, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(box, { maxLength: 80 }), (boxes) => {
        const room = new Room(800, 600);
        const taken = boxes
          .map(({ left, top, wide, high }) => ({ left, top, right: left + wide, bottom: top + high }))
          .filter((b) => room.take(b));
        for (const [i, a] of taken.entries())
          for (const b of taken.slice(i + 1))
            expect(a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top).toBe(false);
      }),
    );
  });

  test.each([
    ['short', 10, 'short'],
    ['a rather long name for a thing', 16, 'a rather long…'],
    ['😀😀😀😀😀', 3, '😀😀…'],
  ])('%j in %i letters is %j', (text, most, want) => {
    expect(shorten(text, most)).toBe(want);
  });

  test.each([
    ['BERT · question answering', 20, ['BERT', 'question answering']],
    ['graph convolutional network, node classification', 28, ['graph convolutional network,', 'node classification']],
    ['one two three four', 10, ['one two', 'three four']],
  ])('%j breaks between names', (text, most, want) => {
    expect(twoLines(text, most)).toEqual(want);
  });
});

test('marks that overlap, turn round or leave the sentence are passed over', () => {
  const text = 'abcdef';
  expect(
    pieces(
      text,
      [
        [4, 2],
        [1, 3],
        [2, 5],
        [5, 99],
        [-1, 1],
      ].map(([a, b]) => [a!, b!] as const),
    )
      .map((p) => p.text)
      .join(''),
  ).toBe(text);
  expect(pieces(text, [[1, 3]])).toEqual([
    { text: 'a', marked: false },
    { text: 'bc', marked: true },
    { text: 'def', marked: false },
  ]);
});

test.each([
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['@cmd', `'@cmd`],
  ['plain, with comma', '"plain, with comma"'],
  ['two\nlines', '"two\nlines"'],
])('a CSV cell %j is written as %s', (value, want) => {
  expect(csvOf(['h'], [[value]])).toBe(`h\r\n${want}\r\n`);
});

test('XML holds what XML can hold', () => {
  expect(escapeXml('a<b>&"\'\0\ud800')).toBe('a&lt;b&gt;&amp;&quot;&#39;\ufffd');
});

test('colours mix evenly', () => {
  expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
});
