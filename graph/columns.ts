/** Numbers by the million: a typed array that grows. */
type Kind = typeof Uint8Array | typeof Uint32Array | typeof Int32Array | typeof Float64Array;

export class Column<K extends Kind = Kind> {
  length = 0;
  #store: InstanceType<K>;

  constructor(private readonly kind: K) {
    this.#store = new kind(1024) as InstanceType<K>;
  }

  push(value: number): void {
    if (this.length === this.#store.length) {
      const larger = new this.kind(this.#store.length * 2) as InstanceType<K>;
      larger.set(this.#store);
      this.#store = larger;
    }
    this.#store[this.length++] = value;
  }

  at(row: number): number {
    return this.#store[row]!;
  }

  /** Made to measure. */
  done(): InstanceType<K> {
    return this.#store.slice(0, this.length) as InstanceType<K>;
  }
}
