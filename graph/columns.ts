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

/** Lists of numbers, end to end: the list of each row is `values` from its start to the start of the next. */
export class Lists {
  constructor(
    readonly starts: Uint32Array,
    readonly values: Uint32Array,
  ) {}

  /** @param pairs  rows ascending are not asked for; within a row values come out in the order of the pairs */
  static of(rows: number, pairs: { readonly row: ArrayLike<number>; readonly value: ArrayLike<number> }): Lists {
    const starts = new Uint32Array(rows + 1);
    for (let at = 0; at < pairs.row.length; at++) starts[pairs.row[at]! + 1]!++;
    for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!;
    const next = starts.slice(0, rows);
    const values = new Uint32Array(pairs.row.length);
    for (let at = 0; at < pairs.row.length; at++) values[next[pairs.row[at]!]!++] = pairs.value[at]!;
    return new Lists(starts, values);
  }

  get rows(): number {
    return this.starts.length - 1;
  }

  /** A view, not a copy. */
  of(row: number): Uint32Array {
    return this.values.subarray(this.starts[row]!, this.starts[row + 1]!);
  }

  sizeOf(row: number): number {
    return this.starts[row + 1]! - this.starts[row]!;
  }

  /** By value the rows that have it, ascending. */
  turned(values: number): Lists {
    const row = new Uint32Array(this.values.length);
    for (let at = 0; at < this.rows; at++) row.fill(at, this.starts[at]!, this.starts[at + 1]!);
    return Lists.of(values, { row: this.values, value: row });
  }
}
