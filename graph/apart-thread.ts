/** A thread that does one calculation and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { KERNELS, type Kernel } from './kernels.js';

const { kernel, input } = workerData as { kernel: Kernel; input: readonly unknown[] };
parentPort!.postMessage((KERNELS[kernel] as (...input: readonly unknown[]) => unknown)(...input));
