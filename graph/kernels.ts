/** The long calculations that need nothing but numbers, so that another thread can do them. */
import { placeGround } from './layout.js';
import { centralities } from './measures.js';
import { cutsOf } from './partition.js';

export const KERNELS = { centralities, cutsOf, placeGround } as const;
export type Kernel = keyof typeof KERNELS;
