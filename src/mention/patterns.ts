/**
 * Names found by their shape: noun phrases whose head word tells the type ("redshift prediction", "test accuracy"),
 * devices with their numbers ("RTX 3090"), and words in mixed case ("MobileViTv2-1.0").
 */
import { firstFrom } from '../text/order.js';
import type { EntityType, Finder, Sentence } from '../types.js';
import { columnsOf } from './lexicon.js';
import { classOf, FUNCTION_WORDS, isName, MARK, type Spelling, type Word } from './words.js';

/** A sentence with its words. */
export interface Line {
  readonly sentence: Sentence;
  readonly words: readonly Word[];
  /** The {@link MARK}s of all words together. */
  readonly marks: number;
  /** How many words hold an English text together. */
  readonly english: number;
}
/** A mention that may still lose against another. */
export interface Candidate {
  readonly line: Line;
  readonly start: number;
  readonly end: number;
  readonly type: EntityType;
  readonly foundBy: Finder;
  readonly confidence: number;
  /** Which rule found it; confidences were measured by rule. */
  readonly rule: string;
}

/** Words that add nothing to a name, and phrases that are none. */
export interface Generic {
  readonly modifiers: ReadonlySet<string>;
  readonly tails: ReadonlySet<string>;
  readonly never: ReadonlySet<string>;
  /** The first words of those phrases. */
  readonly neverFirst: ReadonlySet<string>;
}

/** Reads `data/generic.tsv`. */
export function readGeneric(tsv: string): Generic {
  const modifiers = new Set<string>();
  const tails = new Set<string>();
  const never = new Set<string>();
  for (const [phrase = '', kind] of columnsOf(tsv)) {
    if (kind === 'modifier') modifiers.add(phrase);
    else if (kind === 'tail') tails.add(phrase);
    else if (kind === 'never') never.add(phrase);
  }
  return { modifiers, tails, never, neverFirst: new Set([...never].map((phrase) => phrase.split(' ', 1)[0]!)) };
}

/** "networks" → "network"; names and short words stay. */
export function singularWord(lower: string): string {
  if (lower.length < 4 || !lower.endsWith('s') || lower.endsWith('ss') || lower.endsWith('us') || lower.endsWith('is'))
    return lower;
  if (lower.endsWith('ies')) return `${lower.slice(0, -3)}y`;
  if (/(?:ch|sh|x|ss|z)es$/.test(lower)) return lower.slice(0, -2);
  if (lower === 'corpora') return 'corpus';
  return lower.slice(0, -1);
}

interface HeadRule {
  readonly head: string;
  readonly type: EntityType;
  readonly name: string;
  /** `weak` heads need a modifier that is a noun, a name or one of few telling adjectives. */
  readonly weak: boolean;
}
const HEADS = new Map<string, HeadRule>();
const heads = (type: EntityType, weak: boolean, words: string) => {
  for (const head of words.split(/\s+/)) HEADS.set(head, { head, type, name: `head ${type}`, weak });
};
heads(
  'Task',
  false,
  `classification recognition detection segmentation estimation prediction forecasting translation retrieval reconstruction
  tracking parsing tagging summarization summarisation captioning answering localization localisation identification verification
  completion restoration restauration enhancement extraction diagnosis recommendation reranking registration inpainting denoising
  deblurring dehazing super-resolution imputation screening diarization disambiguation paraphrasing re-identification
  anonymization authentication manipulation navigation grasping categorization categorisation segmention transcription
  anticipation counting colorization rendering stylization steganography watermarking deduplication geolocation`,
);
heads(
  'Task',
  true,
  `generation synthesis reasoning understanding planning matching alignment editing discovery resolution linking
  annotation curation ranking modeling modelling driving analysis search`,
);
heads(
  'Method',
  false,
  `transformer autoencoder auto-encoder perceptron convolution backpropagation normalization normalisation
  pooling distillation pruning quantization quantisation augmentation regularization regularisation regression forest
  network learning gan cnn rnn lstm mlp vae llm gnn gcn attention optimizer optimiser embedding kernel
  encoder decoder loss descent factorization boosting autoencoding bandit dropout unlearning interpolation pretraining pre-training
  adaptation relaxation transform ascent propagation initialization preconditioning`,
);
heads(
  'Method',
  true,
  `algorithm mechanism module layer block framework architecture model method technique sampling training
  optimization optimisation fusion diffusion filter filtering theory hypothesis scheme approximation decomposition process machine
  inference system simulation protocol tuning fine-tuning finetuning prompting clustering head unit field representation
  search objective estimator controller policy function`,
);
heads('Dataset', true, 'dataset corpus benchmark database treebank testbed');
heads(
  'Metric',
  false,
  `accuracy precision recall latency throughput perplexity f1 footprint overhead speedup sparsity bitrate psnr`,
);
heads(
  'Metric',
  true,
  `error rate score time cost speed consumption usage efficiency divergence correlation similarity distance
  quality complexity size error size robustness ratio count likelihood performance fidelity diversity stability requirement
  utilization bound`,
);
heads(
  'Hardware',
  true,
  'gpu cpu fpga tpu asic chip processor microcontroller accelerator device smartphone supercomputer',
);

/** Modifiers that make a metric of a weak head. */
const METRIC_MODIFIERS = new Set(
  `training inference test testing validation run running computation computational execution processing response search reconstruction
  prediction approximation generalization generalisation estimation classification recognition detection segmentation memory storage
  energy power communication parameter model network compression hit success win error compute gpu cpu decoding encoding rendering image
  sample translation generation f1 dice bleu rouge word character recall adversarial convergence learning data sampling query
  space time regret dialog dialogue perceptual tracking localization calibration quantization squared absolute relative mean
  average misclassification acceptance rejection false true positive negative failure crash collision answer retrieval ranking
  bit frame transfer pose rotation depth redshift cosine kl js rank wasserstein lipschitz pixel speech voice text summary labeling
  annotation development wall-clock end-to-end peak attack alarm`.split(/\s+/),
);
const TASK_WEAK_STOP = new Set(
  'data theoretical empirical comparative experimental statistical qualitative quantitative extensive ablation further convergence sensitivity error theory model case cost complexity in-depth code random grid mathematical systematic performance stability neural bayesian'.split(
    ' ',
  ),
);

/** No name of a device, a dataset or a method is a phrase of more words. */
const MAX_WORDS = 6;

/** Noun phrases whose head tells the type. */
export function findPhrases(line: Line, generic: Generic): Candidate[] {
  const found: Candidate[] = [];
  if ((line.marks & MARK.head) === 0) return found;
  const { words } = line;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if ((word.form.marks & MARK.head) === 0) continue;
    const kind = classOf(word);
    if (kind === 'sign' || kind === 'function' || kind === 'number' || isContinued(words, i, generic)) continue;
    const rule = HEADS.get(singularWord(word.last))!;
    let from = i;
    while (from > 0 && i - from < MAX_WORDS && isModifier(words, from - 1)) from--;
    from = stripModifiers(words, from, i, generic);
    const compound = word.lower !== word.last;
    if (from === i && !compound) continue;
    if (!isSpecific(words, from, i, rule, generic)) continue;
    const start = words[from]!.start;
    found.push({
      line,
      start,
      end: word.end,
      type: rule.type,
      foundBy: 'pattern',
      confidence: rule.weak ? 0.5 : 0.65,
      rule: rule.name,
    });
  }
  return found;
}

/** Another noun goes on after word `i`, so that it is no head: "classification accuracy". Tails that add nothing may follow. */
function isContinued(words: readonly Word[], i: number, generic: Generic): boolean {
  const next = words[i + 1];
  if (!next) return false;
  const kind = classOf(next);
  return kind === 'noun' && !generic.tails.has(next.lower);
}

function isModifier(words: readonly Word[], i: number): boolean {
  const word = words[i]!;
  const kind = classOf(word);
  if (kind === 'noun') return !(word.text.length === 1 && word.lower === word.text);
  return kind === 'adjective';
}

/** The first word at or after `from` that adds something. */
function stripModifiers(words: readonly Word[], from: number, head: number, generic: Generic): number {
  let at = from;
  while (at < head && generic.modifiers.has(words[at]!.lower)) at++;
  return at;
}

function isSpecific(words: readonly Word[], from: number, head: number, rule: HeadRule, generic: Generic): boolean {
  let nouns = 0;
  let names = 0;
  for (let i = from; i < head; i++) {
    const word = words[i]!;
    if (generic.modifiers.has(word.lower)) continue;
    if (isName(word)) names++;
    if (classOf(word) === 'noun' || word.lower !== word.last) nouns++;
  }
  if (rule.type === 'Dataset') return names > 0;
  if (rule.type === 'Hardware') return names > 0;
  if (rule.type === 'Metric' && rule.weak) return from < head && METRIC_MODIFIERS.has(words[head - 1]!.last);
  if (rule.type === 'Task' && rule.weak) return nouns > 0 && !TASK_WEAK_STOP.has(words[from]!.lower);
  if (rule.weak) return nouns + names > 0 && !generic.never.has(`${words[from]!.lower} ${rule.head}`);
  return true;
}

// ---------------------------------------------------------------------------------------------------------------

const VENDORS = new Set([
  'nvidia',
  'amd',
  'intel',
  'qualcomm',
  'xilinx',
  'huawei',
  'geforce',
  'tesla',
  'radeon',
  'quadro',
  'ampere',
  'pascal',
  'volta',
]);
const SERIES = new Set([
  'rtx',
  'gtx',
  'tpu',
  'jetson',
  'snapdragon',
  'xeon',
  'ryzen',
  'epyc',
  'ascend',
  'titan',
  'virtex',
  'zynq',
  'cortex',
  'kirin',
  'mi250',
  'mi300x',
  'orin',
  'xavier',
]);
const DEVICE_TAILS = new Set([
  'gpu',
  'gpus',
  'cpu',
  'cpus',
  'fpga',
  'tpu',
  'tpus',
  'processor',
  'processors',
  'chip',
  'chips',
  'ti',
  'super',
  'nano',
  'pod',
  'pods',
]);
const GPU_MODEL = /^(?:[AHVPTKLB]\d{1,3}[A-Z]{0,2}|GH200|\d{4}(?:Ti)?)$/;

function mayBeDevice({ text, lower }: Spelling): boolean {
  const hyphen = lower.indexOf('-');
  const first = hyphen < 0 ? lower : lower.slice(0, hyphen);
  return VENDORS.has(first) || SERIES.has(first) || GPU_MODEL.test(text);
}

/** Devices by shape: "NVIDIA Tesla V100", "RTX 3090 GPU", "TPU v3", "A100 GPUs". */
export function findDevices(line: Line): Candidate[] {
  const found: Candidate[] = [];
  if ((line.marks & MARK.device) === 0) return found;
  const { words } = line;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if ((word.form.marks & MARK.device) === 0) continue;
    const { lower } = word;
    const first = lower.split('-', 1)[0]!;
    let at = i;
    let numbered = false;
    if (VENDORS.has(first) || SERIES.has(first)) {
      numbered = SERIES.has(first) && /\d/.test(lower);
      at++;
      while (at < words.length && at - i < 6) {
        const next = words[at]!;
        const isSeries = VENDORS.has(next.lower) || SERIES.has(next.lower.split('-', 1)[0]!);
        const isModel =
          /\d/.test(next.text) &&
          /^[A-Za-z]*\d/.test(next.text) &&
          next.text.length <= 9 &&
          !/^\d{1,2}$/.test(next.text);
        if (isModel) numbered = true;
        if (!isSeries && !isModel && !DEVICE_TAILS.has(next.lower)) break;
        at++;
      }
      if (at === i + 1 && !numbered) continue;
      if (!numbered && !DEVICE_TAILS.has(words[at - 1]!.lower) && !SERIES.has(words[at - 1]!.lower)) continue;
    } else if (GPU_MODEL.test(word.text) && words[i + 1] && DEVICE_TAILS.has(words[i + 1]!.lower)) at = i + 2;
    else continue;
    found.push({
      line,
      start: words[i]!.start,
      end: words[at - 1]!.end,
      type: 'Hardware',
      foundBy: 'pattern',
      confidence: 0.95,
      rule: 'device',
    });
    i = at - 1;
  }
  return found;
}

// ---------------------------------------------------------------------------------------------------------------

const DATASET_TAILS = new Set(
  'dataset datasets benchmark benchmarks corpus corpora data challenge leaderboard suite treebank database collection'.split(
    ' ',
  ),
);
const METHOD_TAILS = new Set(
  'model models method methods algorithm algorithms framework architecture architectures network networks approach optimizer layer layers loss module block blocks encoder decoder backbone backbones baseline baselines'.split(
    ' ',
  ),
);
const METRIC_TAILS = new Set('score scores metric metrics'.split(' '));
const DATASET_LEADS = new Set('dataset datasets benchmark benchmarks corpus corpora'.split(' '));
const METHOD_LEADS = new Set(
  'models methods algorithms baselines architectures networks backbones model method algorithm optimizers solvers'.split(
    ' ',
  ),
);
const EVALUATION = new Set(
  `evaluate evaluated evaluation evaluations evaluating experiment experiments experimental experiment achieve achieves achieved
  achieving outperform outperforms outperformed outperforming results result performance accuracy state-of-the-art score scores
  tested test tests validated validate obtains obtain obtained improves improve improvement improvements reaches reach surpasses bleu map trained training train benchmarked`.split(
    /\s+/,
  ),
);
const METHOD_SHAPE =
  /(?:Net|NET|Nets|Former|former|GAN|GANs|BERT|Bert|LSTM|CNN|RNN|VAE|GPT|LLM|LLMs|LM|MLP|Mixer|AE|NN|NNs|Diff|SGD|Adam|RL|Flow|NAS|DETR|YOLO|RCNN|ViT|LoRA|Attn|CLIP)(?:[-v]?\d[\w.]*|-\w{1,8})?$/;
const DATASET_SHAPE =
  /(?:QA|VQA|Bench|bench|BENCH|Corpus|Eval|Bank|Set|NLI|Wiki|COCO|MNIST)(?:[-v]?\d[\w.]*|-[a-z]\w{0,6})?$/;

/**
 * Words in mixed case or capitals, alone or in a run: "E2EVN, CascadeNet, and RIM". What stands around tells the type.
 *
 * @param known  names of the lexicon in the line, in reading order: they belong to a run as well
 */
export function findShapedNames(line: Line, known: readonly Candidate[]): Candidate[] {
  const found: Candidate[] = [];
  const { words } = line;
  if ((known.length === 0 && (line.marks & MARK.shaped) === 0) || isShouting(line)) return found;
  const knownAt = (word: Word) => {
    const name = known[firstFrom(known, word.start)];
    return name?.start === word.start ? name.type : undefined;
  };
  const isMember = (word: Word) => isShaped(word) || (known.length > 0 && knownAt(word) !== undefined);
  for (let i = 0; i < words.length; i++) {
    if (!isMember(words[i]!)) continue;
    // The run: names with commas, "and", "or" between.
    const members: number[] = [i];
    let at = i + 1;
    for (;;) {
      let next = at;
      while (
        next < words.length &&
        next - at < 3 &&
        (words[next]!.text === ',' ||
          words[next]!.lower === 'and' ||
          words[next]!.lower === 'or' ||
          words[next]!.text === '/')
      )
        next++;
      if (next === at || next >= words.length || !isMember(words[next]!)) break;
      members.push(next);
      at = next + 1;
    }
    const context = typeOfRun(words, i, at, members, knownAt);
    for (const member of members) {
      const word = words[member]!;
      if (!isShaped(word)) continue;
      const { marks } = word.form;
      const shape = marks & MARK.methodShape ? 'Method' : marks & MARK.datasetShape ? 'Dataset' : null;
      const own = shape ?? (marks & MARK.mixedCase ? 'mixed' : 'capitals');
      const type =
        context.type && !(shape === 'Method' && context.rule === 'shape on') ? context.type : (shape ?? 'Method');
      found.push({
        line,
        start: word.start,
        end: word.end,
        type,
        foundBy: 'pattern',
        confidence: context.type === type ? context.confidence : BY_SHAPE[own].confidence,
        rule: context.type === type ? context.rule : BY_SHAPE[own].rule,
      });
    }
    i = at - 1;
  }
  return found;
}

const BY_SHAPE = {
  Method: { confidence: 0.7, rule: 'shape Method' },
  Dataset: { confidence: 0.7, rule: 'shape Dataset' },
  mixed: { confidence: 0.6, rule: 'shape mixed' },
  capitals: { confidence: 0.45, rule: 'shape capitals' },
};

const isShouting = ({ sentence: { field, text } }: Line) =>
  field === 'title' && text.length > 12 && text === text.toUpperCase();

const isShaped = (word: Word) => (word.form.marks & MARK.shaped) !== 0 && isName(word);

/** What the finders of this file may make of a word. */
export function patternMarks(spelling: Spelling, generic: Generic): number {
  let marks = HEADS.has(singularWord(spelling.last)) ? MARK.head : 0;
  if (mayBeDevice(spelling)) marks |= MARK.device;
  return spelling.isName ? marks | shapeMarks(spelling, generic) : marks;
}

/** Mixed case or capitals, three letters at least, not a word of the language in capitals. */
function shapeMarks({ text, lower }: Spelling, generic: Generic): number {
  if (text.length < 3 || text.length > 30) return 0;
  if (!/^[A-Za-z]/.test(text) && !/^\d[A-Za-z]/.test(text)) return 0;
  if (FUNCTION_WORDS.has(lower) || generic.never.has(lower) || generic.never.has(singularWord(lower))) return 0;
  if (generic.modifiers.has(lower)) return 0;
  const isMixed = isMixedCase(text);
  if (!isMixed && !/[A-Z]{2}/.test(text) && !(/[A-Z]/.test(text) && /\d/.test(text))) return 0;
  return (
    MARK.shaped |
    (isMixed ? MARK.mixedCase : 0) |
    (METHOD_SHAPE.test(text) ? MARK.methodShape : 0) |
    (DATASET_SHAPE.test(text) ? MARK.datasetShape : 0)
  );
}

/** "ResNet", "mBERT", "DropConnect", "Im4D"; not "Word-Based" and not "LLM-based". */
function isMixedCase(text: string): boolean {
  return text
    .split('-')
    .some(
      (part) =>
        (/[a-z]/.test(part) && /.[A-Z]/.test(part) && !/^[A-Z]{2,}s$/.test(part)) ||
        (/\d/.test(part) && /[A-Za-z]{2}/.test(part)),
    );
}

interface RunContext {
  readonly type: EntityType | null;
  readonly confidence: number;
  readonly rule: string;
}
function typeOfRun(
  words: readonly Word[],
  from: number,
  to: number,
  members: readonly number[],
  knownAt: (word: Word) => EntityType | undefined,
): RunContext {
  const after = words[to];
  if (after) {
    if (DATASET_TAILS.has(after.lower)) return { type: 'Dataset', confidence: 0.85, rule: 'shape tail' };
    if (METHOD_TAILS.has(after.lower)) return { type: 'Method', confidence: 0.8, rule: 'shape tail' };
    if (METRIC_TAILS.has(after.lower)) return { type: 'Metric', confidence: 0.7, rule: 'shape tail' };
    if (after.lower === 'gpu' || after.lower === 'gpus')
      return { type: 'Hardware', confidence: 0.8, rule: 'shape tail' };
  }
  if (members.length > 1) {
    for (const member of members) {
      const type = knownAt(words[member]!);
      if (type) return { type, confidence: 0.75, rule: 'shape run' };
    }
  }
  let lead = from - 1;
  if (lead >= 1 && words[lead]!.lower === 'as' && words[lead - 1]!.lower === 'such') lead -= 2;
  else if (lead >= 0 && /^(?:like|including|namely|e\.g\.|i\.e\.|:|\()$/.test(words[lead]!.lower)) lead--;
  while (lead >= 0 && (words[lead]!.text === ',' || words[lead]!.text === '(' || words[lead]!.text === ':')) lead--;
  if (lead >= 0 && lead < from - 1) {
    if (DATASET_LEADS.has(words[lead]!.last)) return { type: 'Dataset', confidence: 0.8, rule: 'shape lead' };
    if (METHOD_LEADS.has(words[lead]!.last)) return { type: 'Method', confidence: 0.8, rule: 'shape lead' };
  }
  const before = words[from - 1];
  const beforeThat = words[from - 2];
  const preposition = before?.lower === 'the' ? beforeThat : before;
  if (preposition && (preposition.lower === 'on' || preposition.lower === 'in')) {
    if (preposition.lower === 'on')
      for (let i = Math.max(0, from - 25); i < from; i++)
        if (EVALUATION.has(words[i]!.lower)) return { type: 'Dataset', confidence: 0.65, rule: 'shape on' };
    // "On BirdCLEF it reaches 93.2%": the sentence opens with the place and the evaluation follows.
    if (
      preposition.lower === 'on' &&
      (preposition === words[0] || /^[.;,:]$/.test(words[words.indexOf(preposition) - 1]?.text ?? ''))
    )
      for (let i = to; i < Math.min(words.length, to + 10); i++)
        if (EVALUATION.has(words[i]!.lower)) return { type: 'Dataset', confidence: 0.65, rule: 'shape on' };
  }
  return { type: null, confidence: 0, rule: '' };
}
