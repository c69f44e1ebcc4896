/**
 * How much room new objects get. V8 doubles it up to 2 × 16 MB; what an abstract leaves behind is gone by
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

/** Calls between two looks at a room that is large enough: V8 takes it back where little happens for a while. */
const REST = 64;

/** Lets it grow to its room and no further. @returns to be called now and then, more often than V8 collects garbage */
export function boundYoung(): () => void {
  let rest = 0;
  return () => {
    if (rest-- > 0) return;
    const times = Math.max(1, Math.floor(ROOM / room()));
    rest = times === 1 ? REST : 0;
    growBy(times);
  };
}
