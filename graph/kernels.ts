/** The long calculations that need nothing but numbers, so that another thread can do them. */
import { placeGround } from './layout.js';
import { centralities } from './measures.js';

export const KERNELS = { centralities, placeGround } as const;
export type Kernel = keyof typeof KERNELS;
