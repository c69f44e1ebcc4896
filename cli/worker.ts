/** A thread that extracts: batches of papers in, what became of them out, in the order they came. */
import { parentPort, workerData } from 'node:worker_threads';
import { buildModel } from '../src/index.js';
import type { Paper } from '../src/types.js';
import { type Answer, outcomeOf, type Work } from './pool.js';

const { files, options, kind } = workerData as Work;
const model = buildModel(files);
const answer = (message: Answer) => parentPort!.postMessage(message);

parentPort!.on('message', ({ batch, papers }: { batch: number; papers: readonly Paper[] }) => {
  answer({ batch, outcome: outcomeOf(papers, model, options, kind) });
});
answer('ready');
