import { readdirSync, readFileSync } from 'node:fs';
import { posix as path } from 'node:path';
import { expect, test } from 'vitest';

/** Each room and the rooms it may enter beside itself. A file belongs to the first room whose path it starts with. */
const FLOOR_PLAN: Record<string, string[]> = {
  'src/types': [],
  'src/errors': [],
  'src/text': ['src/types'],
  'src/read': ['src/types', 'src/errors', 'src/text'],
  'src/mention': ['src/types', 'src/errors', 'src/text'],
  'src/fact': ['src/types', 'src/errors', 'src/text'],
  'src/eval': ['src/types'],
  src: ['src/types', 'src/text', 'src/mention', 'src/fact'],
  'graph/schema': ['src/types'],
  'graph/store': ['graph/schema', 'src/types', 'src/errors'],
  'graph/cypher': ['graph/schema'],
  'graph/export': ['graph/schema', 'graph/cypher', 'src/errors'],
  'graph/neo4j': ['graph/schema', 'graph/cypher', 'src/errors'],
  graph: ['graph/schema', 'graph/store', 'src/types', 'src/errors', 'src/text'],
  'viz/view': ['graph/schema'],
  'viz/app': ['viz/view'],
  viz: ['viz/view', 'graph/schema', 'src/errors'],
  cli: [
    'src',
    'src/types',
    'src/read',
    'src/eval',
    'src/errors',
    'graph',
    'graph/schema',
    'graph/store',
    'graph/export',
    'graph/neo4j',
    'viz',
  ],
};
const files = ['src', 'graph', 'viz', 'cli'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts'))
    .map((f) => `${top}/${f.slice(0, -3)}`),
);
const roomOf = (file: string) => Object.keys(FLOOR_PLAN).find((room) => file === room || file.startsWith(`${room}/`))!;
const importsOf = (file: string) =>
  [...readFileSync(`${file}.ts`, 'utf8').matchAll(/(?:from|import|import\() ?'(\.[^']+)\.js'/g)].map((m) =>
    path.join(path.dirname(file), m[1]!),
  );

test.each(files)('%s enters only rooms below it, and by their door', (file) => {
  const here = roomOf(file);
  const trespasses = (to: string) => {
    const there = roomOf(to);
    const door = `${there}/index`;
    if (here === there) return to === door; // the door is for visitors
    return !FLOOR_PLAN[here]!.includes(there) || (files.includes(door) && to !== door);
  };
  expect(importsOf(file).filter(trespasses)).toEqual([]);
});

test('no file imports itself by a detour', () => {
  /** Files below which there is none: each is walked once. */
  const free = new Set<string>();
  const detour = (file: string, trail: string[]): string[] => {
    if (free.has(file)) return [];
    if (trail.includes(file)) return [...trail, file];
    const found =
      importsOf(file)
        .map((to) => detour(to, [...trail, file]))
        .find((path) => path.length) ?? [];
    if (found.length === 0) free.add(file);
    return found;
  };
  expect(files.map((file) => detour(file, [])).find((found) => found.length) ?? []).toEqual([]);
});
