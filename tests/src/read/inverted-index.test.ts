import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readText } from './read-all.js';

const abstractOf = async (index: string, spaced = '') => {
  const text = `{"id":"https://openalex.org/W12345",${spaced}"title":"T","abstract_inverted_index"${spaced}:${spaced}${index}}`;
  return (await readText(text)).papers[0]?.abstract;
};

test.each([
  ['words and places in any order', '{"b":[1],"a":[0,2]}', 'a b a'],
  ['places that nobody has', '{"a":[3],"b":[9]}', 'a b'],
  ['two words in one place, by the alphabet', '{"b":[0],"a":[0],"c":[1]}', 'a b c'],
  ['quotes and backslashes', '{"\\"a\\"":[0],"\\\\":[1],"\\\\\\"":[2],"\\u00e9":[3]}', '"a" \\ \\" é'],
  ['a place beyond all abstracts', '{"a":[0],"b":[4000000]}', 'a b'],
  ['words that objects have', '{"__proto__":[0],"constructor":[1],"2019":[2]}', '__proto__ constructor 2019'],
])('%s', async (_, index, abstract) => {
  expect(await abstractOf(index)).toBe(abstract);
  expect(await abstractOf(index, ' \n ')).toBe(abstract);
});

test.each([
  ['no places', '{}'],
  ['nothing', 'null'],
])('%s: no abstract', async (_, index) => {
  expect((await readText(`{"title":"T","abstract_inverted_index":${index}}`)).skips).toMatchObject([
    { reason: 'no abstract' },
  ]);
});

test.each(['{"a":["0"]}', '{"a":[0]', '{"a":[0],}', '{"a" [0]}', '{"a":[-1]}x', '{"a":[01]}'])(
  '%s is a broken record, told as it stands in the file',
  async (index) => {
    const line = `{"title":"T","abstract_inverted_index":${index},"x":1}`;
    let message = '';
    try {
      JSON.parse(line);
    } catch (error) {
      message = (error as Error).message;
    }
    const { papers, skips } = await readText(`${line}\n{"id":"b","abstract":"We count birds."}\n`);
    expect(papers.map(({ sourceId }) => sourceId)).toEqual(['b']);
    expect(skips).toMatchObject([{ reason: 'unreadable', origin: 'stdin:1' }]);
    if (message !== '') expect(skips[0]!.detail).toContain(message.slice(0, 40));
  },
);

test('its name in a text, or on other records, takes nothing from them', async () => {
  const { papers } = await readText(
    `[${JSON.stringify({ id: 'a', title: 'The "abstract_inverted_index":{"x":[0]} of OpenAlex', abstract: 'We count birds.' })},{"id":"b","abstract_inverted_index":{"trees":[0]}}]`,
  );
  expect(papers).toMatchObject([
    { title: 'The "abstract_inverted_index":{"x":[0]} of OpenAlex', abstract: 'We count birds.' },
    { sourceId: 'b', abstract: 'trees' },
  ]);
});

test('whatever the words, the text is put together again', async () => {
  const word = fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.replace(/[^!-~]|[&<\\$~{}^_`]/gu, '.'));
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 60 }), async (words) => {
      const index = new Map<string, number[]>();
      for (const [at, text] of words.entries()) index.set(text, [...(index.get(text) ?? []), at]);
      const json = `{${[...index].map(([text, places]) => `${JSON.stringify(text)}:${JSON.stringify(places)}`).join(',')}}`;
      const found = await abstractOf(json);
      if (found !== undefined) expect(found).toBe(words.join(' ').trim());
    }),
    { numRuns: 200, seed: 8 },
  );
});
