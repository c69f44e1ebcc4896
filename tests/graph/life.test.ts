import { describe, expect, test } from 'vitest';
import { keepIds } from '../../graph/life.js';
import type { Community, EntityId } from '../../graph/schema.js';

function community(id: string, members: string, parent: string | null = null): Community {
  return {
    id,
    level: Number(id[1]),
    parent,
    label: `about ${id}`,
    description: '',
    keywords: [],
    members: members.split(' ').map((name): EntityId => `method:${name}`),
    papers: [],
    stability: 1,
  };
}
const ids = (now: readonly Community[], before: readonly Community[]) =>
  keepIds(now, before).communities.map(({ id }) => id);
const changes = (now: readonly Community[], before: readonly Community[]) =>
  keepIds(now, before).changes.map(({ change, id, other }) =>
    [change, id, ...(other === null ? [] : [other])].join(' '),
  );

const before = [community('l0:a', 'a b c d e f'), community('l0:x', 'x y z')];

describe('keepIds', () => {
  test('without an earlier build every community has its birth id', () => {
    expect(keepIds(before, [])).toEqual({ communities: before, changes: [] });
  });

  test.each([
    ['the same', [community('l0:a', 'a b c d e f'), community('l0:x', 'x y z')], ['l0:a', 'l0:x']],
    ['another strongest member', [community('l0:b', 'b a c d e f'), community('l0:x', 'x y z')], ['l0:a', 'l0:x']],
    [
      'grown by things not known before',
      [community('l0:n', 'n m o p q r s a b c d e f'), community('l0:z', 'x y z')],
      ['l0:a', 'l0:x'],
    ],
    ['some lost to another', [community('l0:a', 'a b c d'), community('l0:x', 'x y z e f')], ['l0:a', 'l0:x']],
  ])('keeps the ids: %s', (_, now, expected) => {
    expect(ids(now, before)).toEqual(expected);
    expect(changes(now, before)).toEqual([]);
  });

  test.each([
    ['born', [...before, community('l0:n', 'n m o')], ['born l0:n']],
    ['gone', [before[0]!], ['gone l0:x']],
    ['merged', [community('l0:a', 'a b c d e f x y z')], ['merged l0:x l0:a']],
    ['split', [community('l0:a', 'a b c d'), community('l0:e', 'e f'), before[1]!], ['split l0:e l0:a']],
  ])('tells what is %s', (_, now, expected) => {
    expect(changes(now, before)).toEqual(expected);
  });

  test('a new community does not take the id of an old one that lives on elsewhere', () => {
    // "a" has left for the other community, and a new one of the same birth id comes up.
    const now = [community('l0:b', 'b c d e f'), community('l0:a', 'a n m o p q')];
    expect(ids(now, before)).toEqual(['l0:a', 'l0:a~2']);
  });

  test('parents are renamed with their children; levels do not mix', () => {
    const old = [community('l0:a', 'a b', 'l1:a'), community('l1:a', 'a b')];
    const now = [community('l0:b', 'b a', 'l1:b'), community('l1:b', 'b a')];
    expect(keepIds(now, old).communities.map(({ id, parent }) => [id, parent])).toEqual([
      ['l0:a', 'l1:a'],
      ['l1:a', null],
    ]);
  });

  test('the order of the communities does not matter', () => {
    const now = [community('l0:a', 'a b c x'), community('l0:d', 'd e f y'), community('l0:z', 'z')];
    const sorted = (list: readonly string[]) => [...list].sort();
    expect(sorted(ids([...now].reverse(), [...before].reverse()))).toEqual(sorted(ids(now, before)));
  });
});
