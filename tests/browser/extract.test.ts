import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { extract } from '../../src/index.js';
import { paperOf, trainedModel } from '../src/fact/model.js';
import { findBrowser, openBrowser } from './browser.js';

const place = findBrowser('extraction in a browser');
const text =
  'We present SparrowNet, a convolutional neural network (CNN) for birdsong recognition. SparrowNet outperforms ResNet-50 on BirdCLEF and reaches 93.2% accuracy on a single A100 GPU.';

/** What the page holds of the library. */
interface Library {
  buildModel(files: object): object;
  extract(paper: object, model: object): object;
}

describe.skipIf(place === null)('extraction in a browser', () => {
  test('gives what it gives in Node, in a page without Node', { timeout: 60_000 }, async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { buildModel, extract } from './src/index.ts'; globalThis.papergraph = { buildModel, extract };`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      logLevel: 'error',
    });
    const data = (name: string) => readFileSync(`data/${name}`, 'utf8');
    const weights = (name: string) => readFileSync(`models/${name}`).toString('base64');
    const browser = await openBrowser(place!);
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: outputFiles[0]!.text });
      const found = await page.evaluate(
        ({ tables, tagger, relations, paper }) => {
          const bytes = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          const { buildModel, extract: run } = (globalThis as unknown as { papergraph: Library }).papergraph;
          return run(
            paper,
            buildModel({ ...tables, userLexicon: null, tagger: bytes(tagger), relations: bytes(relations) }),
          );
        },
        {
          tables: {
            lexicon: data('lexicon.tsv'),
            metrics: data('metrics.tsv'),
            hardware: data('hardware.tsv'),
            generic: data('generic.tsv'),
            aliases: data('aliases.tsv'),
          },
          tagger: weights('tagger.bin'),
          relations: weights('relations.bin'),
          paper: paperOf(text),
        },
      );
      const here = extract(paperOf(text), trainedModel());
      expect(here.mentions.length).toBeGreaterThan(3);
      expect(found).toEqual(JSON.parse(JSON.stringify(here)));
    } finally {
      await browser.close();
    }
  });
});
