import { readFileSync } from 'node:fs';
import { buildModel, type Extraction, extract, type Model, type Paper } from '../../../src/index.js';

const read = (file: string) => readFileSync(new URL(`../../../data/${file}`, import.meta.url), 'utf8');

const weights = (file: string) => new Uint8Array(readFileSync(new URL(`../../../models/${file}`, import.meta.url)));
const NAMES = {
  lexicon: read('lexicon.tsv'),
  metrics: read('metrics.tsv'),
  hardware: read('hardware.tsv'),
  generic: read('generic.tsv'),
  aliases: read('aliases.tsv'),
  userLexicon: null,
};
/** Names, shapes and cues alone: what the tests say must hold without trained weights. */
export const PLAIN_MODEL: Model = buildModel({ ...NAMES, tagger: null, relations: null });
/** With the weights that the package carries. */
export const trainedModel = (): Model =>
  buildModel({ ...NAMES, tagger: weights('tagger.bin'), relations: weights('relations.bin') });

export function paperOf(abstract: string, title = ''): Paper {
  return { id: 'id:test', title, abstract, authors: [], origin: 'test' };
}

export const readPaper = (abstract: string, title = ''): Extraction => extract(paperOf(abstract, title), PLAIN_MODEL);

/** Figures in short: `93.2% accuracy of SparrowNet on BirdCLEF`. */
export function figuresOf({ results, entities }: Extraction): string[] {
  const name = (id: string | null) => entities.find((entity) => entity.id === id)?.name ?? '?';
  return results.map(
    ({ value, metric, method, dataset, hardware, baseline, kind }) =>
      `${kind === 'gain' ? '+' : ''}${value} ${name(metric)}` +
      `${method ? ` of ${name(method)}` : ''}${dataset ? ` on ${name(dataset)}` : ''}${hardware ? ` with ${name(hardware)}` : ''}${baseline ? ` against ${name(baseline)}` : ''}`,
  );
}

/** Relations in short: `SparrowNet EVALUATED_ON BirdCLEF`. */
export function saidOf({ relations, entities }: Extraction): string[] {
  const name = (id: string) => entities.find((entity) => entity.id === id)?.name ?? '?';
  return relations.map(({ source, type, target }) => `${name(source)} ${type} ${name(target)}`);
}
