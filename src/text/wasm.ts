/** What the kernels need of WebAssembly, which the library of the language does not declare. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
    readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
  };
};

/** Bytes of a page: memory has whole ones. */
export const PAGE = 65_536;
export const memoryOf = (pages: number): WasmMemory => new WebAssembly.Memory({ initial: pages });

const compiled = new Map<string, object>();

/**
 * A kernel at work on a memory of its own; compiled once, however many memories there are.
 *
 * @param base64  one of the few kernels that the program carries: all are remembered
 * @returns what it exports
 */
export function kernelOn(memory: WasmMemory, base64: string): unknown {
  let module = compiled.get(base64);
  if (module === undefined) {
    module = new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    compiled.set(base64, module);
  }
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
