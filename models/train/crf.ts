import { LABELS, mayFollow } from '../../src/mention/labels.js';
import type { Matrix } from './features-matrix.js';
import { Random } from './random.js';

const L = LABELS.length;
/** For each label the labels that it may follow. */
const FROM = Array.from({ length: L }, (_, to) =>
  Int32Array.from(Array.from({ length: L }, (_, from) => from).filter((from) => mayFollow(from, to))),
);

export interface Weights {
  /** rows × labels. */
  readonly rows: Float32Array;
  /** labels × labels, from by to; then a row for the start of a sentence. */
  readonly transitions: Float32Array;
}

export interface TrainOptions {
  readonly epochs: number;
  /** The weights of the last so many epochs are averaged. */
  readonly averaged: number;
  readonly rate: number;
  readonly dropout: number;
  readonly l2: number;
  readonly seed: number;
  readonly onEpoch?: (epoch: number, loss: number, weights: Weights) => void;
}

/**
 * A linear-chain CRF for labels that are partly known: the likelihood of all label sequences that the annotation
 * allows, by AdaGrad, one sentence at a time, each feature left out at random.
 */
export function trainCrf(matrix: Matrix, rowCount: number, options: TrainOptions): Weights {
  const { epochs, averaged, rate, dropout, seed, l2 } = options;
  const random = new Random(seed);
  const W = new Float32Array(rowCount * L);
  const G = new Float32Array(rowCount * L).fill(1e-4);
  const T = new Float32Array((L + 1) * L);
  const GT = new Float32Array((L + 1) * L).fill(1e-4);
  const sumW = new Float32Array(W.length);
  const sumT = new Float32Array(T.length);
  const sentences = matrix.starts.length - 1;
  const order = Int32Array.from({ length: sentences }, (_, i) => i);
  const { starts, offsets, rows, allowed, weights } = matrix;
  let longest = 1;
  for (let s = 0; s < sentences; s++) longest = Math.max(longest, starts[s + 1]! - starts[s]!);
  const lattice = new Lattice(longest);
  const keepBelow = Math.floor((1 - dropout) * 0x1_0000_0000);
  const scale = 1 / (1 - dropout);
  let kept = new Int32Array(1 << 16);
  const keptOffsets = new Int32Array(longest + 1);
  const gradient = new Float64Array(L);

  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    let loss = 0;
    for (let k = 0; k < sentences; k++) {
      const s = order[k]!;
      const from = starts[s]!;
      const n = starts[s + 1]! - from;
      if (n === 0) continue;
      const most = offsets[from + n]! - offsets[from]!;
      if (most > kept.length) kept = new Int32Array(most * 2);
      let size = 0;
      const { scores } = lattice;
      for (let t = 0; t < n; t++) {
        const row = t * L;
        for (let l = 0; l < L; l++) scores[row + l] = 0;
        for (let f = offsets[from + t]!; f < offsets[from + t + 1]!; f++) {
          if (random.next() >= keepBelow) continue;
          const w = rows[f]! * L;
          kept[size++] = w;
          for (let l = 0; l < L; l++) scores[row + l]! += W[w + l]!;
        }
        keptOffsets[t + 1] = size;
        for (let l = 0; l < L; l++) scores[row + l]! *= scale;
      }
      loss += lattice.gradients(T, n, allowed, from) * weights[s]!;
      const weight = weights[s]!;
      for (let t = 0; t < n; t++) {
        const row = t * L;
        let worth = false;
        for (let l = 0; l < L; l++) {
          const g = lattice.emission[row + l]! * weight * scale;
          gradient[l] = g;
          if (g > 1e-3 || g < -1e-3) worth = true;
        }
        if (!worth) continue;
        for (let l = 0; l < L; l++) {
          const g = gradient[l]!;
          if (g < 1e-3 && g > -1e-3) continue;
          const gg = g * g;
          const step = rate * g;
          for (let f = keptOffsets[t]!; f < keptOffsets[t + 1]!; f++) {
            const w = kept[f]! + l;
            const sum = G[w]! + gg;
            G[w] = sum;
            W[w] = W[w]! * (1 - l2) - step / Math.sqrt(sum);
          }
        }
      }
      for (let i = 0; i < T.length; i++) {
        const g = lattice.transition[i]! * weight;
        if (g === 0) continue;
        GT[i]! += g * g;
        T[i]! -= (rate * g) / Math.sqrt(GT[i]!);
      }
    }
    if (epoch >= epochs - averaged) {
      for (let i = 0; i < W.length; i++) sumW[i]! += W[i]!;
      for (let i = 0; i < T.length; i++) sumT[i]! += T[i]!;
    }
    options.onEpoch?.(epoch, loss / sentences, { rows: W, transitions: T });
  }
  const share = 1 / Math.min(averaged, epochs);
  for (let i = 0; i < W.length; i++) sumW[i]! *= share;
  for (let i = 0; i < T.length; i++) sumT[i]! *= share;
  return { rows: sumW, transitions: sumT };
}

/** Forward and backward sums over all label sequences of a sentence. */
class Lattice {
  readonly scores: Float64Array;
  readonly emission: Float64Array;
  readonly transition = new Float64Array((L + 1) * L);
  private readonly potential: Float64Array;
  private readonly alpha: Float64Array;
  private readonly beta: Float64Array;
  private readonly moves = new Float64Array((L + 1) * L);
  private readonly norm: Float64Array;

  constructor(longest: number) {
    this.scores = new Float64Array(longest * L);
    this.emission = new Float64Array(longest * L);
    this.potential = new Float64Array(longest * L);
    this.alpha = new Float64Array(longest * L);
    this.beta = new Float64Array(longest * L);
    this.norm = new Float64Array(longest);
  }

  /**
   * Fills `emission` and `transition` with the gradient of the loss.
   *
   * @returns the loss: minus the log of the share of the allowed label sequences
   */
  gradients(T: Float32Array, n: number, allowed: Int32Array, from: number): number {
    const { scores, potential, moves, emission, transition } = this;
    for (let i = 0; i < moves.length; i++) moves[i] = Math.exp(T[i]!);
    for (let t = 0; t < n; t++) {
      const row = t * L;
      let max = scores[row]!;
      for (let l = 1; l < L; l++) if (scores[row + l]! > max) max = scores[row + l]!;
      for (let l = 0; l < L; l++) potential[row + l] = Math.exp(scores[row + l]! - max) + 1e-30;
    }
    transition.fill(0);
    emission.fill(0, 0, n * L);
    const free = this.pass(n, null, 0, 1);
    const bound = this.pass(n, allowed, from, -1);
    return free - bound;
  }

  /** Adds sign × expectation of each label and move to the gradients; gives the log of the sum. */
  private pass(n: number, allowed: Int32Array | null, from: number, sign: number): number {
    const { potential, alpha, beta, moves, norm, emission, transition } = this;
    let log = 0;
    for (let t = 0; t < n; t++) {
      const row = t * L;
      const mask = allowed ? allowed[from + t]! : -1;
      let sum = 0;
      for (let to = 0; to < L; to++) {
        let value = 0;
        if ((mask >> to) & 1) {
          if (t === 0) {
            if (to === 0 || to % 2 === 1) value = moves[L * L + to]!;
          } else if (to !== 0 && to % 2 === 0) {
            value = alpha[row - L + to]! * moves[to * L + to]! + alpha[row - L + to - 1]! * moves[(to - 1) * L + to]!;
          } else {
            for (let f = 0; f < L; f++) value += alpha[row - L + f]! * moves[f * L + to]!;
          }
          value *= potential[row + to]!;
        }
        alpha[row + to] = value;
        sum += value;
      }
      if (!(sum > 0)) return this.nothing(n, sign, allowed !== null);
      const inverse = 1 / sum;
      for (let to = 0; to < L; to++) alpha[row + to]! *= inverse;
      norm[t] = inverse;
      log += Math.log(sum);
    }
    for (let l = 0; l < L; l++) beta[(n - 1) * L + l] = 1;
    for (let t = n - 1; t >= 0; t--) {
      const row = t * L;
      for (let l = 0; l < L; l++) {
        const p = alpha[row + l]! * beta[row + l]!;
        emission[row + l]! += sign * p;
        if (t === 0 && p !== 0) transition[L * L + l]! += sign * p;
      }
      if (t === 0) break;
      const mask = allowed ? allowed[from + t]! : -1;
      const before = row - L;
      for (let f = 0; f < L; f++) beta[before + f] = 0;
      for (let to = 0; to < L; to++) {
        if (((mask >> to) & 1) === 0) continue;
        const value = potential[row + to]! * beta[row + to]! * norm[t]!;
        if (value === 0) continue;
        const sources = FROM[to]!;
        for (let k = 0; k < sources.length; k++) {
          const f = sources[k]!;
          const part = moves[f * L + to]! * value;
          beta[before + f]! += part;
          transition[f * L + to]! += sign * alpha[before + f]! * part;
        }
      }
    }
    return log;
  }

  /** Nothing is allowed (a span that our tokens cannot carry): the sentence teaches nothing. */
  private nothing(n: number, _sign: number, bound: boolean): number {
    this.emission.fill(0, 0, n * L);
    this.transition.fill(0);
    if (!bound) throw new Error('the scores are not finite');
    return 0;
  }
}

/** The best label sequence under dense weights; for measuring while training. */
export function decode(matrix: Matrix, s: number, weights: Weights): Int8Array {
  const from = matrix.starts[s]!;
  const n = matrix.starts[s + 1]! - from;
  const { rows: W, transitions: T } = weights;
  const score = new Float64Array(n * L);
  const back = new Int8Array(n * L);
  for (let t = 0; t < n; t++) {
    const row = t * L;
    for (let f = matrix.offsets[from + t]!; f < matrix.offsets[from + t + 1]!; f++) {
      const w = matrix.rows[f]! * L;
      for (let l = 0; l < L; l++) score[row + l]! += W[w + l]!;
    }
    for (let to = 0; to < L; to++) {
      let best = -1e9;
      let bestFrom = 0;
      if (t === 0) best = to === 0 || to % 2 === 1 ? T[L * L + to]! : -1e9;
      else
        for (const f of FROM[to]!) {
          const value = score[row - L + f]! + T[f * L + to]!;
          if (value > best) {
            best = value;
            bestFrom = f;
          }
        }
      score[row + to]! += best;
      back[row + to] = bestFrom;
    }
  }
  const labels = new Int8Array(n);
  let best = 0;
  for (let l = 1; l < L; l++) if (score[(n - 1) * L + l]! > score[(n - 1) * L + best]!) best = l;
  for (let t = n - 1; t >= 0; t--) {
    labels[t] = best;
    best = back[t * L + best]!;
  }
  return labels;
}
