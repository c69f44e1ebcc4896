/** A thread that extracts: batches of papers in, batches of extractions out, in the order they came. */
import { parentPort, workerData } from 'node:worker_threads';
import { buildModel, type ExtractOptions, extract } from '../src/index.js';
import type { ModelFiles, Paper } from '../src/types.js';

const { files, options } = workerData as { files: ModelFiles; options: ExtractOptions };
const model = buildModel(files);

parentPort!.on('message', ({ batch, papers }: { batch: number; papers: readonly Paper[] }) => {
  parentPort!.postMessage({ batch, extractions: papers.map((paper) => extract(paper, model, options)) });
});
