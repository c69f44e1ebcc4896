import { beforeAll, expect, test } from 'vitest';
import { buildModel, extract, type Model } from '../../../src/index.js';
import { readModelFiles } from '../../../src/read/index.js';

let model: Model;
beforeAll(async () => {
  model = buildModel(await readModelFiles());
});
const read = (abstract: string) =>
  extract({ id: 'id:x', title: 'A study of birds', abstract, authors: [], origin: 'test' }, model);

test.each([
  [
    'We train a convolutional neural network (CNN) on CIFAR-10. The CNN is small.',
    'convolutional neural network',
    'CNN',
    2,
  ],
  [
    'Generative adversarial networks (GANs) are trained on CelebA, and a GAN draws faces.',
    'Generative adversarial networks',
    'GAN',
    2,
  ],
])('%s: long and short form are one thing, and both are marked', (abstract, long, short, times) => {
  const { mentions, entities } = read(abstract);
  const thing = entities.find(({ name, aliases }) => [name, ...aliases].includes(long));
  expect([short, `${short}s`]).toContain(thing?.abbreviation);
  const shorts = mentions.filter(({ text }) => text === short || text === `${short}s`);
  expect(shorts).toHaveLength(times);
  expect(new Set(shorts.map(({ entity }) => entity))).toEqual(new Set([thing?.id]));
});

test('a short form keeps the meaning that its own paper gives it', () => {
  const { entities, mentions } = read(
    'A ground access network (GAN) joins farms to the backbone. We simulate traffic on a GAN with 40 nodes.',
  );
  const thing = entities.find(({ name }) => name === 'ground access network');
  expect(thing?.abbreviation).toBe('GAN');
  expect(mentions.filter(({ text }) => text === 'GAN').map(({ entity }) => entity)).toEqual([thing?.id, thing?.id]);
});
