/** Extraction over a stream of papers, in this thread or in several; the order of the output is that of the input. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  buildModel,
  type Extraction,
  type ExtractOptions,
  extract,
  type Model,
  type ModelFiles,
  type Paper,
} from '../src/index.js';
import { inBatches } from './batches.js';

/** Papers a message carries: large enough to hide the cost of the message, small enough to share evenly. */
const BATCH = 64;
/** In one thread nothing is sent, and what waits to be written only ages. */
const SMALL_BATCH = 8;
/** Below this many papers, starting threads costs more than it saves. */
const ALONE = 960;
/** Batches that wait in a thread: enough to last while this one extracts a batch of its own. */
const DEPTH = 3;

/** Three halves of what `cli/young.ts` lets a thread alone have: V8 counts them so. */
const YOUNG_MB = 24;

export const defaultWorkers = () => Math.min(8, availableParallelism());

/** A batch of papers as lines of JSON. */
export interface Lines {
  readonly text: string;
  readonly mentions: number;
}
/** What becomes of a batch in the thread that extracts it. */
export interface Outcomes {
  readonly extractions: Extraction[];
  readonly lines: Lines;
}

/**
 * @param papers  a stream; read only as fast as extractions are taken
 * @param workers threads, this one among them
 * @returns extractions in the order of the papers, in batches
 */
export const extractAll = (
  papers: AsyncIterable<Paper>,
  files: ModelFiles,
  options: ExtractOptions,
  workers: number,
): AsyncGenerator<Extraction[]> => run(papers, files, options, workers, 'extractions');

/** As {@link extractAll}, as text: between threads a text is sent faster than the objects it was made of. */
export const extractLines = (
  papers: AsyncIterable<Paper>,
  files: ModelFiles,
  options: ExtractOptions,
  workers: number,
): AsyncGenerator<Lines> => run(papers, files, options, workers, 'lines');

/** Extracts a batch; the same in all threads. */
export function outcomeOf<K extends keyof Outcomes>(
  papers: readonly Paper[],
  model: Model,
  options: ExtractOptions,
  kind: K,
): Outcomes[K] {
  const extractions = papers.map((paper) => extract(paper, model, options));
  const lines = (): Lines => ({
    text: extractions.map((extraction) => `${JSON.stringify(extraction)}\n`).join(''),
    mentions: extractions.reduce((sum, { mentions }) => sum + mentions.length, 0),
  });
  return (kind === 'lines' ? lines() : extractions) as Outcomes[K];
}

async function* run<K extends keyof Outcomes>(
  papers: AsyncIterable<Paper>,
  files: ModelFiles,
  options: ExtractOptions,
  workers: number,
  kind: K,
): AsyncGenerator<Outcomes[K]> {
  const batches = inBatches(papers, workers > 1 ? BATCH : SMALL_BATCH);
  const shared = workers > 1 ? shareBytes(files) : files;
  const model = buildModel(shared);
  let threads: Threads<K> | null = null;
  try {
    // While they start, this thread goes on: they take as long to load as a hundred papers to read.
    for (let alone = 0; !threads?.areReady(); ) {
      const next = await batches.next();
      if (next.done) return;
      yield outcomeOf(next.value, model, options, kind);
      alone += next.value.length;
      if (workers > 1 && alone >= ALONE) threads ??= startThreads({ files: shared, options, kind }, workers - 1);
      // Papers that are in memory already never let a message in.
      if (threads) await messages();
    }
    // This thread is one of the workers: what the others have no room for it does itself. One more thread would have to be
    // warmed up as they were, at the cost of some two thousand papers, only to wait.
    const queue: Promise<Outcomes[K]>[] = [];
    for await (const batch of batches) {
      if (threads.hasRoom()) queue.push(threads.send(batch));
      else {
        const outcome = outcomeOf(batch, model, options, kind);
        queue.push(Promise.resolve(outcome));
        await messages();
      }
      while (queue.length > 0 && (queue.length > 2 * DEPTH * workers || (await isSettled(queue[0]!))))
        yield await queue.shift()!;
    }
    for (const answer of queue) yield await answer;
  } finally {
    await threads?.end();
  }
}

/** The same weights for all threads, not a copy for each. */
function shareBytes(files: ModelFiles): ModelFiles {
  const share = (bytes: Uint8Array | null) => {
    if (bytes === null) return null;
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    return shared;
  };
  return { ...files, tagger: share(files.tagger), relations: share(files.relations) };
}

/** Lets what the threads have sent come in. */
const messages = () => new Promise((resolve) => setImmediate(resolve));

/** Whether a promise is kept or broken already. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const waits = Symbol();
  return (await Promise.race([promise, Promise.resolve(waits)]).catch(() => null)) !== waits;
}

/** What a thread is told when it starts. */
export interface Work<K extends keyof Outcomes = keyof Outcomes> {
  readonly files: ModelFiles;
  readonly options: ExtractOptions;
  readonly kind: K;
}
/** What it answers: first that it is ready, then what became of each batch. */
export type Answer<K extends keyof Outcomes = keyof Outcomes> =
  | 'ready'
  | { readonly batch: number; readonly outcome: Outcomes[K] };

interface Threads<K extends keyof Outcomes> {
  areReady(): boolean;
  /** Whether one of them has fewer than {@link DEPTH} batches to do. */
  hasRoom(): boolean;
  /** To the one that has the least to do. */
  send(papers: readonly Paper[]): Promise<Outcomes[K]>;
  end(): Promise<unknown>;
}

function startThreads<K extends keyof Outcomes>(work: Work<K>, count: number): Threads<K> {
  const waiting = new Map<number, { resolve: (outcome: Outcomes[K]) => void; reject: (e: unknown) => void }>();
  let failure: { readonly error: unknown } | null = null;
  let ready = 0;
  const load = new Int32Array(count);
  const threads = Array.from({ length: count }, (_, at) => {
    const thread = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: work,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    thread.on('message', (answer: Answer<K>) => {
      if (answer === 'ready') ready++;
      else {
        load[at]!--;
        waiting.get(answer.batch)?.resolve(answer.outcome);
        waiting.delete(answer.batch);
      }
    });
    thread.on('error', (error) => {
      failure = { error };
      for (const { reject } of waiting.values()) reject(error);
    });
    return thread;
  });
  let sent = 0;
  return {
    // One that failed to start is met by the first who sends.
    areReady: () => ready === count || failure !== null,
    hasRoom: () => load.some((batches) => batches < DEPTH),
    send(papers) {
      const batch = sent++;
      const least = load.indexOf(Math.min(...load));
      load[least]!++;
      const answer = new Promise<Outcomes[K]>((resolve, reject) => {
        if (failure) reject(failure.error);
        else waiting.set(batch, { resolve, reject });
      });
      // Rejections are met when the queue reaches them; without this they count as unhandled until then.
      answer.catch(() => {});
      threads[least]!.postMessage({ batch, papers });
      return answer;
    },
    end: () => Promise.all(threads.map((thread) => thread.terminate())),
  };
}
