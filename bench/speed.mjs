/**
 * Abstracts a second of `extract` beside wink-nlp's part-of-speech tagging and compromise's noun phrases, on the same
 * texts in the same run, in turn, so that a change of the machine's speed meets all three.
 *
 *   npm run bench -- speed [--texts FILE] [--count 1000] [--rounds 5]
 */
import nlp from 'compromise';
import winkModel from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';
import { buildModel, extract } from '../dist/src/index.js';
import { readModelFiles } from '../dist/src/read/index.js';
import { median, readTexts } from './texts.mjs';

export async function speed({ texts, count = 1000, rounds = 5 }) {
  const papers = await readTexts(texts, count);
  const wink = winkNLP(winkModel, ['sbd', 'pos']);
  const { its } = wink;
  const model = buildModel(await readModelFiles());
  const runners = {
    'papergraph extract': () => {
      for (const paper of papers) extract(paper, model);
      return papers.length;
    },
    'wink-nlp part of speech': () => {
      for (const paper of papers) wink.readDoc(`${paper.title}. ${paper.abstract}`).tokens().out(its.pos);
      return papers.length;
    },
    // Twenty times slower than the others: a tenth of the texts is enough to know its rate.
    'compromise noun phrases': () => {
      const some = papers.slice(0, Math.max(20, papers.length / 10));
      for (const paper of some) nlp(`${paper.title}. ${paper.abstract}`).nouns().out('array');
      return some.length;
    },
  };
  const rates = Object.fromEntries(Object.keys(runners).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const [name, run] of Object.entries(runners)) {
      const began = performance.now();
      const done = run();
      if (round > 0) rates[name].push(done / ((performance.now() - began) / 1000)); // the first round warms up
    }
  const ours = median(rates['papergraph extract']);
  const rows = Object.entries(rates).map(([name, all]) => ({
    name,
    'abstracts/s (median)': Math.round(median(all)),
    min: Math.round(Math.min(...all)),
    max: Math.round(Math.max(...all)),
    'papergraph is': name === 'papergraph extract' ? '' : `${(ours / median(all)).toFixed(2)} x`,
  }));
  console.log(`${papers.length} abstracts, one thread, warm, median of ${rounds} rounds`);
  console.table(rows);
  return rows;
}
