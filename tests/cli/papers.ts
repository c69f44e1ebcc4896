/** Small papers of our own, as many as a test needs. */
const METHODS = ['SparrowNet', 'FinchFormer', 'RobinRNN', 'HeronGAN', 'KiteFlow', 'PloverMix', 'CraneBERT', 'TernVAE'];
const DATASETS = ['ImageNet', 'CIFAR-10', 'SQuAD', 'COCO', 'MNIST', 'GLUE', 'LibriSpeech', 'WMT 2014'];
const TASKS = [
  'image classification',
  'question answering',
  'object detection',
  'machine translation',
  'speech recognition',
];
const BASES = ['ResNet-50', 'BERT', 'LSTM', 'Transformer', 'convolutional neural network'];

export interface PlainPaper {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
  readonly year: number;
}

export function makePapers(n: number): PlainPaper[] {
  return Array.from({ length: n }, (_, i) => {
    const pick = (list: readonly string[], step: number) =>
      list[(i * step + Math.floor(i / list.length)) % list.length]!;
    const method = `${pick(METHODS, 1)}-${i}`;
    const [dataset, task, base] = [pick(DATASETS, 3), pick(TASKS, 1), pick(BASES, 2)];
    return {
      id: `test-${String(i).padStart(5, '0')}`,
      title: `${method}: a small model for ${task}`,
      abstract: `We present ${method}, a model for ${task} that builds on ${base}. On ${dataset} it reaches ${60 + (i % 39)}.${i % 10}% accuracy, ${1 + (i % 4)}.2 points above ${base}. Training takes ${2 + (i % 9)} hours on one NVIDIA V100 GPU.`,
      year: 2014 + (i % 11),
    };
  });
}

export const toJsonl = (papers: readonly object[]) => `${papers.map((paper) => JSON.stringify(paper)).join('\n')}\n`;

/** The same papers in another order, always the same other order. */
export function shuffled<T>(list: readonly T[], seed = 7): T[] {
  const copy = [...list];
  let state = seed;
  for (let i = copy.length - 1; i > 0; i--) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const j = state % (i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}
