/**
 * One calculation beside the others, in a thread of its own: the result is the same, only sooner.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { KERNELS, type Kernel } from './kernels.js';

type Input<K extends Kernel> = Parameters<(typeof KERNELS)[K]>;
type Output<K extends Kernel> = ReturnType<(typeof KERNELS)[K]>;

/** Below so many nodes and links, starting a thread costs more than it saves. */
const WORTH_A_THREAD = 20_000;
const THREAD = new URL('./apart-thread.js', import.meta.url);
/** Sources that are run without being compiled have no file a thread could load. */
const isCompiled = fileURLToPath(import.meta.url).endsWith('.js');

/** @param size  nodes and links of what it works on */
export function apart<K extends Kernel>(kernel: K, input: Input<K>, size: number): Promise<Output<K>> {
  if (!isCompiled || size < WORTH_A_THREAD) {
    const calculate = KERNELS[kernel] as unknown as (...input: Input<K>) => Output<K>;
    return Promise.resolve().then(() => calculate(...input));
  }
  return new Promise((resolve, reject) => {
    // Flags such as --input-type are for the program that was started, not for this file.
    const thread = new Worker(THREAD, { workerData: { kernel, input }, execArgv: [] });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error(`the thread of "${kernel}" ended without a result`)));
  });
}
