import { describe, expect, test } from 'vitest';
import { PapergraphError } from '../../../src/errors.js';
import { buildLexicon, findNames, readLexiconRows, readUserRows } from '../../../src/mention/lexicon.js';
import { segment } from '../../../src/text/segment.js';

const lexicon = buildLexicon([
  { name: 'Adam', type: 'Method', aliases: [] },
  { name: 'ResNet-50', type: 'Method', aliases: ['ResNet50'] },
  { name: 'convolutional neural network', type: 'Method', aliases: ['CNN'] },
  { name: 'neural network', type: 'Method', aliases: [] },
  { name: 'GLUE', type: 'Dataset', aliases: ['General Language Understanding Evaluation'] },
  { name: 'SAM', type: 'Method', aliases: [] },
  { name: 'Sam', type: 'Dataset', aliases: [] },
]);
const found = (text: string) =>
  segment('abstract', text).flatMap((sentence) =>
    findNames(sentence, lexicon).map(
      ({ known, from, to }) =>
        `${text.slice(sentence.tokens[from]!.start, sentence.tokens[to - 1]!.end)} → ${known.type} ${known.name}`,
    ),
  );

test.each([
  ['a name of one word with a capital is met letter by letter', 'adam and Adam', ['Adam → Method Adam']],
  ['capitals tell two names apart', 'Sam and SAM', ['Sam → Dataset Sam', 'SAM → Method SAM']],
  [
    'hyphens may be spaces or nothing',
    'ResNet 50, ResNet-50, ResNet50',
    ['ResNet 50', 'ResNet-50', 'ResNet50'].map((t) => `${t} → Method ResNet-50`),
  ],
  [
    'a plural s may follow',
    'CNNs are Convolutional Neural Networks',
    [
      'CNNs → Method convolutional neural network',
      'Convolutional Neural Networks → Method convolutional neural network',
    ],
  ],
  [
    'the longest name wins',
    'a convolutional neural network',
    ['convolutional neural network → Method convolutional neural network'],
  ],
  [
    'a name may end inside a longer one that fails',
    'a convolutional neural net and a neural network',
    ['neural network → Method neural network'],
  ],
  ['no name is found inside a word', 'GLUEs? GLUEY', ['GLUEs → Dataset GLUE']],
])('%s', (_, text, names) => {
  expect(found(text)).toEqual(names);
});

test('words of the language of objects are harmless', () => {
  expect(found('__proto__ constructor toString hasOwnProperty')).toEqual([]);
});

test('rows without a known type are passed over', () => {
  expect(readLexiconRows('# comment\nX\tMethod\ta|b\nY\tThing\t\n\nZ\tTask')).toEqual([
    { name: 'X', type: 'Method', aliases: ['a', 'b'] },
    { name: 'Z', type: 'Task', aliases: [] },
  ]);
});

describe("the user's lexicon", () => {
  test('takes types in any case, "never", and Windows line ends', () => {
    expect(readUserRows('name\ttype\taliases\r\nFoo\tmethod\tF1|F2\r\nour thing\tNEVER\r\n', 'mine.tsv')).toEqual([
      { name: 'Foo', type: 'Method', aliases: ['F1', 'F2'] },
      { name: 'our thing', type: 'never', aliases: [] },
    ]);
  });

  test('a wrong line is named with its number', () => {
    expect(() => readUserRows('Foo\tMethod\nBar\tModel', 'mine.tsv')).toThrow(PapergraphError);
    expect(() => readUserRows('Foo\tMethod\nBar\tModel', 'mine.tsv')).toThrow(/mine\.tsv:2.*"Model" is no type/);
  });
});
