/** The command line of the trainer. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeJudge } from '../../src/fact/judge.js';
import { splitRelationModel, writeRelationModel } from '../../src/fact/relation-model.js';
import { buildModel } from '../../src/index.js';
import { hashText, type WordClusters } from '../../src/mention/features.js';
import { findByRules, hintsOf } from '../../src/mention/hints.js';
import { buildNames, type Lexicon } from '../../src/mention/lexicon.js';
import { readLine } from '../../src/mention/lines.js';
import { type Generic, readGeneric } from '../../src/mention/patterns.js';
import { DEFAULT_STYLE, readTaggerFile } from '../../src/mention/tagger-file.js';
import { fitJudge } from '../fit-relations.js';
import { readRelationGold } from '../relation-gold.js';
import { trainRelations } from '../train-relations.js';
import { buildClusters } from './clusters.js';
import { type Example, exampleOf, styleOf } from './corpora.js';
import { readAbstracts, readLabelled } from './corpus.js';
import { readOwnExamples } from './own.js';
import { buildTagger, isHeldOut, TAGGER_DEFAULTS } from './tagger.js';
import { trainVectors } from './vectors.js';

/** How much a sentence counts where it is not 1: full texts are many and loosely labelled, the small corpora few. */
const WEIGHTS: Readonly<Record<string, number>> = { 'scirex-fulltext-open': 0.6, 'scierc-train': 2.5, papergraph: 3 };

/**
 * @param here  the folder that `tagger.bin` is written to, and that holds `annotations/`
 * @returns the exit code
 */
export async function main(args: string[], here: string): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      corpora: { type: 'string' },
      out: { type: 'string', default: here },
      seed: { type: 'string', default: '1' },
      rows: { type: 'string', default: String(TAGGER_DEFAULTS.rows) },
      clusters: { type: 'string' },
      all: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  if (!values.corpora || !existsSync(values.corpora)) {
    process.stderr.write(
      'usage: npm run train -- --corpora FOLDER [--out FOLDER] [--seed N] [--rows N] [--clusters tagger.bin] [--all] [--only relations|tagger]\n',
    );
    return 2;
  }
  const seed = Number(values.seed);
  const began = Date.now();
  const log = (line: string) =>
    process.stderr.write(`${((Date.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}\n`);

  const { corpora, out } = values;
  const trainPairs = () => {
    if (!existsSync(join(corpora, 'labelled', 'scier-train.jsonl.gz'))) return;
    const { bytes } = trainRelations(join(corpora, 'labelled'), { seed, onStep: log });
    writeFileSync(join(out, 'relations.bin'), writeRelationModel(bytes, partsOf(here).judge));
  };
  const rules = readRules(join(here, '..', 'data'));
  if (values.only === 'relations') {
    trainPairs();
    const { clusters } = readTaggerFile(readFileSync(join(here, 'tagger.bin')));
    fitRelations(corpora, out, here, { ...readExamples(corpora, here, values.all, rules), clusters }, seed, log);
    return 0;
  }
  let clusters: WordClusters;
  if (values.clusters) clusters = readTaggerFile(readFileSync(values.clusters)).clusters;
  else {
    const vectors = trainVectors(readAbstracts(values.corpora), { seed });
    log(`${vectors.words.length} word vectors`);
    clusters = buildClusters(vectors, seed);
    log('word clusters');
  }
  if (values.only !== 'tagger') trainPairs();
  const { train, dev, weightOf } = readExamples(values.corpora, here, values.all, rules);
  log(`${train.length} texts to learn from, ${dev.length} to measure on`);
  const { bytes, scores } = buildTagger(train, dev, clusters, { seed, rows: Number(values.rows), weightOf, log });
  writeFileSync(join(values.out, 'tagger.bin'), bytes);
  const file = readTaggerFile(bytes);
  const card = {
    format: 'PGT1',
    seed,
    styles: file.styles,
    rows: file.keys.length,
    words: file.clusters.hashes.length,
    bytes: bytes.length,
    texts: Object.fromEntries(file.styles.map((style) => [style, train.filter((e) => e.style === style).length])),
    scores,
  };
  writeFileSync(join(values.out, 'tagger.json'), `${JSON.stringify(card, null, 1)}\n`);
  for (const { style, type, precision, recall, f1, overlapF1, gold } of scores)
    log(
      `${style.padEnd(12)}${type.padEnd(10)} P ${precision}  R ${recall}  F1 ${f1}  (overlap ${overlapF1}; ${gold} gold)`,
    );
  log(`tagger.bin: ${(bytes.length / 1e6).toFixed(2)} MB`);
  if (values.only !== 'tagger') fitRelations(corpora, out, here, { train, dev, weightOf, clusters }, seed, log);
  return 0;
}

/** The two parts of the relation model in a folder. */
const partsOf = (folder: string) => splitRelationModel(new Uint8Array(readFileSync(join(folder, 'relations.bin'))));

interface Learning {
  readonly train: readonly Example[];
  readonly dev: readonly Example[];
  readonly weightOf: (example: Example) => number;
  readonly clusters: WordClusters;
}

/**
 * What a paper turns about and which of its things are related is learnt from our annotations. A tagger that has learnt from
 * a paper finds in it what it will not find in others, so each half of the papers is read by a tagger that has learnt
 * from the other half alone.
 */
function fitRelations(
  corpora: string,
  out: string,
  here: string,
  { train, dev, weightOf, clusters }: Learning,
  seed: number,
  log: (line: string) => void,
): void {
  const text = (name: string) => readFileSync(join(here, '..', 'data', name), 'utf8');
  const readers = [0, 1].map((half) => {
    const others = train.filter(({ style, id }) => style !== DEFAULT_STYLE || halfOf(id) !== half);
    log(`a tagger that has not learnt from ${train.length - others.length} of our papers`);
    return buildModel({
      lexicon: text('lexicon.tsv'),
      metrics: text('metrics.tsv'),
      hardware: text('hardware.tsv'),
      aliases: text('aliases.tsv'),
      generic: text('generic.tsv'),
      tagger: buildTagger(others, dev, clusters, { seed, runs: READER_RUNS, weightOf, log }).bytes,
      relations: null,
      userLexicon: null,
    });
  });
  const gold = readRelationGold(join(here, 'annotations'), corpora);
  const { weights } = fitJudge(gold, ({ id }) => readers[halfOf(id)]!, { seed, onStep: log });
  const { pairs } = partsOf(existsSync(join(out, 'relations.bin')) ? out : here);
  writeFileSync(join(out, 'relations.bin'), writeRelationModel(pairs, writeJudge(weights)));
}
/** The tagger that is shipped is the mean of more; one does for reading. */
const READER_RUNS = 1;
const halfOf = (id: string) => (hashText(id) >>> 7) & 1;

/** Files named `…-dev` are only measured on, and one document in ten of the corpora that have no such file. */
export function readExamples(corpora: string, here: string, all: boolean, rules: Rules) {
  const train: Example[] = [];
  const dev: Example[] = [];
  const weights = new Map<Example, number>();
  const labelled = [...readLabelled(join(corpora, 'labelled'))];
  const withDev = new Set(labelled.filter(({ name }) => name.endsWith('-dev')).map(({ name }) => styleOf(name)));
  for (const { name, records } of labelled) {
    const style = styleOf(name);
    const whole = name.includes('fulltext');
    for (const record of records) {
      const isDev = name.endsWith('-dev') || (!all && !withDev.has(style) && isHeldOut(style, record.id));
      if (isDev && whole) continue;
      const read = exampleOf(style, record);
      const example = withHints(whole ? sampleOf(read) : read, rules);
      (isDev ? dev : train).push(example);
      weights.set(example, WEIGHTS[name] ?? 1);
    }
  }
  for (const own of readOwnExamples(join(here, 'annotations'), corpora)) {
    const example = withHints(own, rules);
    train.push(example);
    weights.set(example, WEIGHTS[example.style] ?? 1);
  }
  return { train, dev, weightOf: (example: Example) => weights.get(example) ?? 1 };
}

/** Every third sentence of a full text: they repeat their names, and are two thirds of all tokens. */
function sampleOf(example: Example): Example {
  const kept = (_: unknown, i: number) => i % 3 === 0;
  return { ...example, sentences: example.sentences.filter(kept), allowed: example.allowed.filter(kept) };
}

export interface Rules {
  readonly lexicon: Lexicon;
  readonly generic: Generic;
}

/** The rules of the program, from its own data. */
function readRules(data: string): Rules {
  const text = (name: string) => readFileSync(join(data, name), 'utf8');
  return {
    lexicon: buildNames({ lexicon: text('lexicon.tsv'), metrics: text('metrics.tsv'), hardware: text('hardware.tsv') }),
    generic: readGeneric(text('generic.tsv')),
  };
}

function withHints(example: Example, { lexicon, generic }: Rules): Example {
  const found = example.sentences.map((sentence) => findByRules(readLine(sentence, generic), lexicon, generic));
  return { ...example, hints: hintsOf(example.sentences, found) };
}
