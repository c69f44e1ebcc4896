/** Extraction over a stream of papers, in this thread or in several; the order of the output is that of the input. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  buildModel,
  type Extraction,
  type ExtractOptions,
  extract,
  type ModelFiles,
  type Paper,
} from '../src/index.js';
import { inBatches } from './batches.js';

/** Papers a message carries: large enough to hide the cost of the message, small enough to share evenly. */
const BATCH = 64;
/** In one thread nothing is sent, and what waits to be written only ages. */
const SMALL_BATCH = 8;
/** Below this many papers, starting threads costs more than it saves. */
const ALONE = 512;

export const defaultWorkers = () => Math.min(8, availableParallelism());

/**
 * @param papers  a stream; read only as fast as extractions are taken
 * @param workers threads; 1: everything in this thread
 * @returns extractions in the order of the papers, in batches
 */
export async function* extractAll(
  papers: AsyncIterable<Paper>,
  files: ModelFiles,
  options: ExtractOptions,
  workers: number,
): AsyncGenerator<Extraction[]> {
  const batches = inBatches(papers, workers > 1 ? BATCH : SMALL_BATCH);
  const model = buildModel(files);
  let alone = 0;
  for (;;) {
    const next = await batches.next();
    if (next.done) return;
    yield next.value.map((paper) => extract(paper, model, options));
    alone += next.value.length;
    if (workers > 1 && alone >= ALONE) break;
  }
  yield* inThreads(batches, files, options, workers);
}

async function* inThreads(
  batches: AsyncGenerator<Paper[]>,
  files: ModelFiles,
  options: ExtractOptions,
  workers: number,
): AsyncGenerator<Extraction[]> {
  const waiting = new Map<number, { resolve: (e: Extraction[]) => void; reject: (e: unknown) => void }>();
  const fail = (error: unknown) => {
    for (const { reject } of waiting.values()) reject(error);
  };
  const threads = Array.from({ length: workers }, () => {
    const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData: { files, options } });
    thread.on('message', ({ batch, extractions }: { batch: number; extractions: Extraction[] }) => {
      waiting.get(batch)?.resolve(extractions);
      waiting.delete(batch);
    });
    thread.on('error', fail);
    return thread;
  });
  try {
    const queue: Promise<Extraction[]>[] = [];
    let sent = 0;
    for await (const papers of batches) {
      const batch = sent++;
      const answer = new Promise<Extraction[]>((resolve, reject) => waiting.set(batch, { resolve, reject }));
      // Rejections are met when the queue reaches them; without this they count as unhandled until then.
      answer.catch(() => {});
      queue.push(answer);
      threads[batch % workers]!.postMessage({ batch, papers });
      if (queue.length >= workers * 3) yield await queue.shift()!;
    }
    for (const answer of queue) yield await answer;
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
