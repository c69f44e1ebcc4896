import { expect, test } from 'vitest';
import { CUES, cuesOf } from '../../../src/fact/word-cues.js';
import { segment } from '../../../src/text/segment.js';

type Cue = keyof typeof CUES;
const has = (text: string, cue: Cue) => segment('abstract', text).some((each) => (cuesOf(each) & CUES[cue]) !== 0);

test.each<[Cue, string]>([
  ['compares', 'It is faster than BERT'],
  ['compares', 'a Transformer-vs.-CNN study'],
  ['denies', "BERT doesn't need labels"],
  ['denies', 'BERT cannot see; nor may GPT'],
  ['ours', 'and our/their code'],
  ['ours', "It's small"],
  ['ours', 'We train it'],
  ['maybeOurs', 'In this work'],
  ['presents', 'The paper INTRODUCES BirdNet'],
  ['names', 'a network, so-called BirdNet'],
  ['made', 'BirdNet is newly designed'],
  ['owns', 'a (novel) network'],
  ['trains', 'pre-trained on ImageNet'],
  ['evaluates', 'evaluated there'],
  ['lists', 'on two sets: CIFAR-10 and SVHN'],
  ['lists', 'on small sets, e.g. SVHN'],
  ['elsewhere', 'widely used in vision'],
  ['counts', 'half of the time'],
  ['counts', 'an accuracy of 93.2%'],
  ['counts', 'ResNet50'],
])('"%s" is heard in: %s', (cue, text) => {
  expect(has(text, cue)).toBe(true);
});

test('what would be said for sure is not heard in longer words', () => {
  for (const text of ['The unit is white', 'Hours of four', 'Iteration limits']) expect(has(text, 'ours')).toBe(false);
  for (const text of ['The upon and the once', 'Attestation']) expect(has(text, 'evaluates')).toBe(false);
});

test('most sentences hint at little', () => {
  const [sentence] = segment('abstract', 'Birds sing in the forest at dawn.');
  expect(cuesOf(sentence!)).toBe(0);
});
