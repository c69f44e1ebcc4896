/** Index of the first that starts at a place or behind it; `ordered` rises by where each starts. */
export function firstFrom(ordered: readonly { readonly start: number }[], start: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle]!.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
