import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowedRelation } from '../../../src/fact/ledger.js';
import { type Extraction, extract, type Model, type Span } from '../../../src/index.js';
import { RELATION_TYPES, ROLES, SLOTS } from '../../../src/types.js';
import { PLAIN_MODEL, paperOf, trainedModel } from './model.js';

/** Words that the finders care about, and words and signs that they must survive. */
const PIECES = [
  ...'ResNet-50,BERT,SparrowNet,convolutional neural network,(CNN),CNNs,LSTM,Adam,ImageNet,CIFAR-10,GLUE,COCO,accuracy,F1 score,BLEU,word error rate'.split(
    ',',
  ),
  ...'latency,image classification,machine translation,on,for,by,of,with,and,or,than,from,to,(,),",[,]'.split(','),
  ...'We present,we propose,called,outperforms,does not outperform,achieves,reduces,is trained on,based on,compared to,such as,It,Our model,This paper'.split(
    ',',
  ),
  ...'93.2%,1.4,12x,4x to 8x,79.8 FPS,2 points,2019,0,8 A100 GPUs,3.5 days,an RTX 3090 GPU,−3,±0.2,$2$'.split(','),
  '.',
  ',',
  ':',
  ';',
  '-',
  '—',
  '/',
  '\u0000',
  '\ud83d\ude00',
  '\ud800',
  '</script>',
  '__proto__',
  'constructor',
  '\u2028',
  'é',
  'λ',
  '中文',
  ' ',
];
const text = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string() }), {
    maxLength: 60,
  })
  .map((pieces) => pieces.join(' '));

function expectSound({ paper, mentions, entities, relations, results }: Extraction): void {
  const quote = ({ field, start, end }: Span) => {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(paper[field].length);
    return paper[field].slice(start, end);
  };
  const types = new Map(entities.map(({ id, type }) => [id, type]));
  expect(types.size).toBe(entities.length);
  let before: Span = { field: 'title', start: 0, end: 0 };
  for (const mention of mentions) {
    expect(quote(mention)).toBe(mention.text);
    expect(types.get(mention.entity)).toBe(mention.type);
    if (mention.field === before.field) expect(mention.start).toBeGreaterThanOrEqual(before.end);
    else expect(before.field).toBe('title');
    before = mention;
  }
  for (const entity of entities) {
    quote(entity.evidence);
    expect(ROLES).toContain(entity.role);
    expect(mentions.some((mention) => mention.entity === entity.id)).toBe(true);
    expect(entity.aliases).not.toContain(entity.name);
  }
  const seen = new Set<string>();
  for (const { source, type, target, evidence, confidence, metric, dataset } of relations) {
    quote(evidence);
    expect(RELATION_TYPES).toContain(type);
    expect(source).not.toBe(target);
    expect(isAllowedRelation(types.get(source)!, type, types.get(target)!)).toBe(true);
    if (metric) expect(types.get(metric)).toBe('Metric');
    if (dataset) expect(types.get(dataset)).toBe('Dataset');
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
    expect(seen.has(`${source} ${type} ${target}`)).toBe(false);
    seen.add(`${source} ${type} ${target}`);
  }
  for (const result of results) {
    quote(result.evidence);
    expect(quote(result.spans.value!)).toBe(result.value);
    expect(Number.isFinite(result.amount)).toBe(true);
    for (const slot of SLOTS) {
      const id = result[slot];
      const span = result.spans[slot];
      if (id === null) expect(span).toBeUndefined();
      else {
        expect(types.get(id)?.toLowerCase()).toBe(slot === 'baseline' ? 'method' : slot);
        expect(result.inferred.includes(slot)).toBe(span === undefined);
        if (span) expect(mentions).toContainEqual(expect.objectContaining({ ...span, entity: id }));
      }
    }
  }
}

const MODELS: [string, Model][] = [
  ['names and cues alone', PLAIN_MODEL],
  ['trained weights', trainedModel()],
];

test.each(MODELS)(
  'every span quotes its field, every slot and every end names an entity, every relation is allowed: %s',
  (_, model) => {
    fc.assert(
      fc.property(text, text, (title, abstract) => expectSound(extract(paperOf(abstract || 'x', title), model))),
      { numRuns: 300, seed: 4 },
    );
  },
);

test('the same paper gives the same extraction, whatever was read between', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const first = JSON.stringify(extract(paperOf(one || 'x'), PLAIN_MODEL));
      extract(paperOf(other || 'x'), PLAIN_MODEL);
      expect(JSON.stringify(extract(paperOf(one || 'x'), PLAIN_MODEL))).toBe(first);
    }),
    { numRuns: 60, seed: 5 },
  );
});

describe('no input takes more than linear time', () => {
  const size = 20_000;
  test.each([
    ['one letter', 'a'],
    ['open brackets', '('],
    ['hyphens', '-'],
    ['spaces and a dot', '   .'],
    ['names in a list', 'ResNet-50, '],
    ['figures', '93.2% and '],
    ['figures with a metric', 'accuracy of 93.2% and '],
    ['datasets within the phrases of metrics', 'an ImageNet accuracy of 84.1% and '],
    ['lists of figures and of datasets', '93.2% and 46.9% accuracy on ImageNet and COCO, '],
    ['figures from and to', 'from 8.04 to 4.40 FID on ImageNet, '],
    ['contests', 'than BERT and '],
    ['abbreviations', 'neural network (NN) '],
    ['capitals', 'ABC '],
    ['quotes', '"a '],
    ['sentences', 'We present BERT on ImageNet. '],
    ['relative words', 'by of to on the a an average '],
  ])('%s', (_, piece) => {
    for (const [, model] of MODELS) expectLinear(piece, model);
  });

  function expectLinear(piece: string, model: Model): void {
    const run = (length: number) => {
      const paper = paperOf(piece.repeat(Math.ceil(length / piece.length)));
      const start = performance.now();
      extract(paper, model);
      return performance.now() - start;
    };
    run(size / 20);
    // Ten times the text in well under a hundred times the time; the floor keeps a busy machine from failing it.
    const small = Math.max(run(size / 10), 20);
    expect(run(size)).toBeLessThan(small * 40);
  }
});
