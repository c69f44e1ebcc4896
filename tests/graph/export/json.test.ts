import { describe, expect, test } from 'vitest';
import { readGraphJson, writeJson } from '../../../graph/export/json.js';
import { hostileGraph } from '../sample-graph.js';

const graph = hostileGraph();
const text = [...writeJson(graph)].join('');

describe('writeJson', () => {
  test('has one node and one edge a line', () => {
    const lines = text.split('\n');
    for (const part of [...graph.nodes, ...graph.edges, ...graph.communities]) {
      expect(lines.filter((line) => line.replace(/,$/, '') === JSON.stringify(part))).toHaveLength(1);
    }
  });

  test('is JSON that holds the graph and nothing else', () => {
    const { schema, ...rest } = JSON.parse(text);
    expect(schema).toBe(1);
    expect(rest).toEqual(JSON.parse(JSON.stringify(graph)));
  });
});

describe('readGraphJson', () => {
  test.each([
    ['lines without their ends', () => text.split('\n')],
    ['lines with their ends', () => text.split(/(?<=\n)/)],
    ['CRLF', () => text.replaceAll('\n', '\r\n').split('\n')],
    ['blank lines in between', () => text.replaceAll('\n', '\n\n').split('\n')],
    ['one line', () => [JSON.stringify(JSON.parse(text))]],
    ['indented', () => JSON.stringify(JSON.parse(text), null, 2).split('\n')],
  ])('gives back what was written: %s', async (_, lines) => {
    expect(await readGraphJson(lines())).toEqual(graph);
  });

  test('tables keyed by id have no prototype: an id called constructor is only what was written', async () => {
    const { measures } = await readGraphJson(text.split('\n'));
    expect(measures.constructor).toBeUndefined();
    expect(Object.getPrototypeOf(measures)).toBeNull();
  });

  test.each([
    ['nothing', [], 'graph.json:0: the file ends too early'],
    ['cut short', text.split('\n').slice(0, 9), 'graph.json:9: the file ends too early'],
    ['a broken line', text.replace('"type":"Paper"', '"type":').split('\n'), /graph\.json:\d+: this line is not JSON/],
    ['not JSON', ['hello'], 'graph.json:1: this is not JSON'],
    ['other JSON', ['{"a":1}'], 'graph.json:1: this is not a graph'],
    ['null', ['null'], 'graph.json:1: this is not a graph'],
    ['a later schema', text.replace('"schema":1', '"schema":99').split('\n'), 'schema 99 is newer than 1'],
    ['a missing part', text.replace(/"bridges":\[\n.*\n\],\n/, '').split('\n'), 'the part "bridges" is missing'],
    ['an unknown part', text.replace('"bridges":[', '"bridge":[').split('\n'), '"bridge":[" opens no part of a graph'],
    ['an unknown type', text.replace('"type":"Task"', '"type":"Tusk"').split('\n'), 'a node or an edge of type "Tusk"'],
  ])('refuses %s, with the place', async (_, lines, message) => {
    await expect(readGraphJson(lines)).rejects.toMatchObject({
      code: 'BAD_GRAPH',
      message: message instanceof RegExp ? expect.stringMatching(message) : expect.stringContaining(message),
    });
  });
});
