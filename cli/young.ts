/**
 * How much room new objects get. V8 doubles it up to 2 × 16 MB and never gives it back; what an abstract leaves behind is gone by
 * the next one, and half of it serves as well. Flags are the only way to tell V8 while it runs: to be imported before what is large.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes, both halves together. */
const ROOM = 16 << 20;

const growBy = (times: number) => setFlagsFromString(`--semi-space-growth-factor=${times}`);
const room = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? ROOM;
growBy(1);

/** Lets it grow as V8 likes, in all threads: what a flag says holds for every one of them. */
export function freeYoung(): null {
  growBy(2);
  return null;
}

/** Lets it grow to its room and no further. @returns to be called now and then, more often than V8 collects garbage */
export function boundYoung(): () => void {
  let isSettled = false;
  return () => {
    if (isSettled) return;
    const times = Math.floor(ROOM / room());
    isSettled = times <= 1;
    growBy(Math.max(1, times));
  };
}
