/** A seeded stream of 32-bit numbers: the only chance in the trainer. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = (seed ^ 0x9e3779b9) >>> 0 || 1;
    for (let i = 0; i < 8; i++) this.next();
  }
  /** Marsaglia's xorshift32. */
  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return this.state;
  }
  /** 0 to 1, 1 excluded. */
  float(): number {
    return this.next() / 0x1_0000_0000;
  }
  below(limit: number): number {
    return this.next() % limit;
  }
  shuffle<T extends { [index: number]: number; length: number }>(list: T): T {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = list[i]!;
      list[i] = list[j]!;
      list[j] = kept;
    }
    return list;
  }
}
