/**
 * What a word is: noun, adjective, verb, … Our own lists know the words that decide in an abstract; compromise judges
 * the rest, once for each distinct word.
 */
import nlp from 'compromise/two';
import { formAt, hashOf, isHyphen, TextToken } from '../text/word-form.js';
import type { Sentence, Token, WordForm } from '../types.js';

export type WordClass = 'noun' | 'adjective' | 'verb' | 'adverb' | 'function' | 'number' | 'sign';

/**
 * A word as a reader sees it: tokens joined by hyphens are one ("self-attention", "EfficientMod-s", "N-gram-based"). The last of its
 * parts decides what the word is.
 */
export type Word = Token;

/** What the letters of a written form say. */
export interface Spelling {
  readonly text: string;
  readonly lower: string;
  readonly last: string;
  readonly hasCapital: boolean;
  readonly hasDigit: boolean;
  /** A capital anywhere but in an ordinary capitalised word at the head of a sentence or title. */
  readonly isName: boolean;
  readonly isNameAtStart: boolean;
}

/** What a finder looks for, one bit each, so that it may pass over the nine words of ten, and the lines, that have none. */
export const MARK = {
  /** The first bit, so that it counts. */
  english: 1,
  digit: 1 << 1,
  /** A device may start here. */
  device: 1 << 2,
  /** It may be the head of a noun phrase that tells the type. */
  head: 1 << 3,
  /** Written like the name of a method or a dataset. */
  shaped: 1 << 4,
  methodShape: 1 << 5,
  datasetShape: 1 << 6,
  mixedCase: 1 << 7,
  coined: 1 << 8,
  /** "We propose …", "… called". */
  introduces: 1 << 9,
  /** A comma, a bracket or "is", behind which a name may be explained. */
  apposes: 1 << 10,
  article: 1 << 11,
  /** A metric where a figure stands beside it. */
  measures: 1 << 12,
  measuresInCapitals: 1 << 13,
  /** A phrase that names nothing may start here. */
  opensGeneric: 1 << 14,
  capital: 1 << 15,
  /** A name by its capitals, in a sentence and at the head of one. */
  name: 1 << 16,
  nameAtStart: 1 << 17,
  /** It may join two words. */
  hyphen: 1 << 18,
} as const;

/** Words of a sentence with hyphens in it, left to right; signs are words of their own. */
export function joinWords({ start, text, tokens }: Sentence): Word[] {
  const words: Word[] = [];
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i]!;
    let end = i + 1;
    while (end + 1 < tokens.length && joins(tokens, end)) end += 2;
    words.push(end === i + 1 ? token : joined(text, start, token, tokens[end - 1]!));
    i = end;
  }
  return words;
}

function joined(text: string, offset: number, first: Token, last: Token): Word {
  const from = first.start - offset;
  const to = last.end - offset;
  const form = formAt(text, from, to, hashOf(text, from, to));
  return new TextToken(first.start, last.end, form, first.isCapitalPlace);
}

/** A name by its capitals, and by where it stands. */
export const isName = ({ form, isCapitalPlace }: Word): boolean =>
  (form.marks & (isCapitalPlace ? MARK.nameAtStart : MARK.name)) !== 0;

/** Judged when someone asks: most words are never asked. */
export const classOf = ({ form }: Word): WordClass =>
  (form.wordClass ??= form.last === form.lower ? wordClass(form.text) : compoundClass(form.last)) as WordClass;

export function readSpelling({ text, lower, last }: WordForm): Spelling {
  // A capital inside, two capitals, or a capital with a digit; a lone initial capital counts where no sentence starts.
  let capitals = 0;
  let isInner = false;
  let digits = 0;
  let lowers = 0;
  let others = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 65 && code <= 90) {
      capitals++;
      if (i > 0 && text.charCodeAt(i - 1) !== 45) isInner = true;
    } else if (code >= 48 && code <= 57) digits++;
    else if (code >= 97 && code <= 122) lowers++;
    else if (code > 127) others++;
  }
  const isInCapitals = isInner && (capitals >= 2 || lowers > 0);
  return {
    text,
    lower,
    last,
    hasCapital: capitals > 0 || (others > 0 && /\p{Lu}/u.test(text)),
    hasDigit: digits > 0,
    isName: isInCapitals || (!isInner && capitals > 0),
    isNameAtStart: isInCapitals || (!isInner && capitals > 0 && digits > 0),
  };
}

/** A hyphen that touches both neighbours. */
function joins(tokens: readonly Token[], i: number): boolean {
  const { text, start, end } = tokens[i]!;
  if (tokens[i - 1]!.end !== start || tokens[i + 1]!.start !== end) return false;
  return isHyphen(text) && isWordLike(tokens[i + 1]!.text);
}

const LETTER_OR_DIGIT = /^[\p{L}\p{N}]/u;
const isWordLike = (text: string) => LETTER_OR_DIGIT.test(text);

/** The class of a single token. */
export function wordClass(text: string): WordClass {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  return remember(text, classify(text));
}

/** The last part decides, but participles and "based", "aware" make an adjective. */
function compoundClass(last: string): WordClass {
  if (COMPOUND_ADJECTIVES.has(last) || last.endsWith('ed')) return 'adjective';
  const own = wordClass(last);
  return own === 'function' || own === 'verb' || own === 'adverb' || own === 'sign' ? 'adjective' : own;
}

/** Distinct words are some thousands; a corpus of junk must not fill the memory. */
const MEMORY = 16_000;
const remembered = new Map<string, WordClass>();
function remember(text: string, result: WordClass): WordClass {
  if (remembered.size >= MEMORY) remembered.clear();
  remembered.set(text, result);
  return result;
}

const DIGIT = /^[\d.,]*\d[\d.,]*%?$/;
const LETTER = /\p{L}/u;

function classify(text: string): WordClass {
  if (DIGIT.test(text)) return 'number';
  if (!LETTER.test(text)) return 'sign';
  const lower = text.toLowerCase();
  if (FUNCTION_WORDS.has(lower) && !(text.length > 1 && text === text.toUpperCase() && text !== 'A')) return 'function';
  if (NOUNS.has(lower)) return 'noun';
  if (VERBS.has(lower)) return 'verb';
  if (ADJECTIVES.has(lower)) return 'adjective';
  const told = byEnding(lower);
  if (told !== null) return told;
  // Names, formulas and mixed case are no business of a dictionary of English.
  if (text.length > 40 || text.slice(1) !== text.slice(1).toLowerCase() || /\d/.test(text)) return 'noun';
  return judged(lower);
}

/** Endings that leave no doubt: half of the words of an abstract have one. */
function byEnding(lower: string): WordClass | null {
  if (lower.length < 6) return null;
  if (/(?:tion|tions|ment|ments|ness|ity|ities|ism|isms|ogy|graphy|ance|ence|sion|sions|ship)$/.test(lower))
    return 'noun';
  if (lower.endsWith('ly')) return 'adverb';
  if (/(?:ous|ical|able|ible|ful|less|ional|ative)$/.test(lower)) return 'adjective';
  return null;
}

/** What lexicon and endings say of a single word: its rules for words in context, two thirds of the time, have nothing to add. */
const FOR_ONE_WORD = ['freeze', 'lexicon', 'preTagger', 'unfreeze'];

/** compromise on one word without context. */
function judged(word: string): WordClass {
  if (word.endsWith("'s") || word.endsWith('’s')) return 'noun';
  const tags = nlp.tokenize(word).compute(FOR_ONE_WORD).docs[0]?.[0]?.tags;
  if (!tags) return 'noun';
  if (tags.has('Adverb')) return 'adverb';
  if (tags.has('Gerund')) return 'verb';
  if (tags.has('PastTense') || tags.has('Participle')) return word.endsWith('ed') ? 'adjective' : 'verb';
  if (tags.has('Adjective') || tags.has('Comparable')) return 'adjective';
  if (tags.has('Verb')) return tags.has('Infinitive') || tags.has('PresentTense') ? verbOrNoun(word) : 'verb';
  if (tags.has('Preposition') || tags.has('Conjunction') || tags.has('Determiner') || tags.has('Pronoun'))
    return 'function';
  return 'noun';
}

/** "dropout", "decoder": endings that no verb of an abstract has. */
function verbOrNoun(word: string): WordClass {
  return /(?:tion|tions|ment|ments|ness|ity|ities|er|ers|or|ors|sis|ism|graph|graphs|gram|grams|out|outs|set|sets|ance|ence)$/.test(
    word,
  )
    ? 'noun'
    : 'verb';
}

const list = (words: string) => new Set(words.split(/\s+/));

export const FUNCTION_WORDS =
  list(`a an the this that these those it its itself they them their theirs themselves we our ours us
i he she his her him my your you who whom whose which what when where why how whether if then than as of in on at by for with
without within from to into onto upon over under between among amongst across through throughout during before after above below
up down out off about against along around behind beside besides beyond despite except inside outside near per since toward
towards until unless via versus vs vs. and or nor but yet so not no also both either neither each every all any some many much
more most less least few fewer several other others another such same own only just even still already too very quite rather
almost nearly well however therefore thus hence moreover furthermore additionally meanwhile although though while whereas because
due owing be is are was were been being am do does did done doing have has had having can could may might must shall should will
would cannot there here once again further first second third finally instead namely specifically particularly especially e.g. i.e.
etc. etc et al al. one two three four five six seven eight nine ten hundred thousand million billion ours' s ' ’s ’ what whatever
whichever whoever wherever whenever alone together apart yes no upon amid according regarding concerning including excluding
compared based given using towards next last like unlike`);

/** Words that can be verbs but name things here. */
export const NOUNS =
  list(`model models network networks training learning pruning sampling clustering denoising inpainting
parsing tagging tracking planning reasoning ranking matching mapping modeling modelling processing embedding embeddings encoding
decoding captioning answering grounding linking filtering forecasting prompting tuning fine-tuning finetuning pretraining
pre-training distillation rendering splatting imaging editing stitching deblurring dehazing deraining driving grasping navigation
hashing indexing searching mining boosting bagging stacking smoothing clipping scaling padding pooling normalization scheduling
routing monitoring sensing screening profiling labeling labelling annotation understanding summarization unlearning bandit
transfer search loss attack defense defence attention transformer encoder decoder kernel graph graphs process test tests benchmark
benchmarks score scores rate rates cost costs time times memory speed transfer sequence sequences block blocks layer layers flow
flows field fields mask masks map maps cloud clouds tree trees forest forests machine machines vector vectors filter filters
feature features point points set sets sample samples gradient gradients descent ascent state states step steps 
control controls program programs code codes face faces head heads hand hands voice speech text texts
image images video videos track tracks view views scene scenes object objects frame frames object shape shapes segment
segments mixture ensemble ensembles cache caches prompt prompts query queries token tokens label labels rank transform transforms
transport average averages bound bounds function functions experience game games play plan plans world force motion
policy reward rewards value values bias noise blur light lights color shift shifts drift match patch patches crop crops answer
answers question questions parse trace traces link links lens lenses cell cells review reviews survey surveys 
dropout backpropagation data corpus lexicon syntax bit bits precision recall accuracy latency throughput power energy wave waves
retrieval reading learning-based ticket tickets bottleneck pyramid anchor anchors box boxes tensor tensors chain chains swarm colony
knowledge style domain domains context contexts source sources signal signals support weight weights log forward
backward diffusion fusion vision language languages batch mini-batch trial trials sentiment intent aspect event events chest heart brain
scan scans click clicks ad ads stock stocks price prices crowd traffic weather sound sounds music lane road roads hate fake news spam`);
const ADJECTIVES = list(`deep sparse dense neural convolutional recurrent adversarial generative supervised unsupervised
semi-supervised self-supervised weakly visual spatial temporal spatio-temporal semantic contextual linear nonlinear non-linear
convex bayesian gaussian stochastic random dynamic static robust optimal multimodal multi-modal cross-modal multilingual
cross-lingual zero-shot few-shot one-shot end-to-end low-rank graph-based open closed hidden latent joint local global hierarchical
sequential federated distributed masked gated dilated separable invariant equivariant causal adaptive autonomous medical clinical
biomedical binary discrete continuous online offline fine-grained coarse 3d 2d 1d 4d quantum photorealistic long short wide narrow
multi single dual inverse symbolic logical lexical syntactic acoustic ordinary partial differential elliptic mutual normalized
normalised augmented constrained guided weighted unrolled mixed compressed structured unstructured pretrained pre-trained fine-tuned
finetuned embedded integrated directed undirected attributed labeled labelled unlabeled fuzzy rough spiking physical chemical
biological social human artificial intelligent smart digital virtual mobile embodied extreme principal independent average mean top
squared absolute relative cumulative expected extended unscented partially observable proximal soft hard double dueling variational
probabilistic statistical approximate nearest singular contrastive perceptual cyclic triplet focal informed aware`);
const VERBS =
  list(`use uses used show shows showed shown present presents presented propose proposes proposed introduce introduces
introduced develop develops developed describe describes described demonstrate demonstrates demonstrated outperform outperforms
outperformed achieve achieves achieved obtain obtains obtained provide provides provided improve improves improved reduce reduces
reduced require requires required enable enables enabled allow allows allowed make makes made take takes took taken give gives
leverage leverages leveraged employ employs employed apply applies applied consider considers considered find finds found compare
compares evaluate evaluates evaluated investigate investigates investigated explore explores explored study studies studied address
addresses addressed tackle tackles tackled solve solves solved perform performs performed yield yields yielded lead leads led
result results resulted suggest suggests argue argues argued contain contains contained consist consists combine combines combined
integrate integrates incorporate incorporates exploit exploits extract extracts generate generates produce produces predict
predicts learn learns learned learnt train trains optimize optimizes optimise minimize minimizes maximize maximizes capture captures
encode encodes decode decodes preserve preserves remain remains become becomes need needs help helps aim aims focus focuses rely
relies depend depends differ differs follow follows release releases released publish published report reported exceed exceeds
surpass surpasses surpassed reach reaches reached attain attains boost boosts increase increases increased decrease decreases
decreased analyze analyzes analyse analyzed discuss discusses discussed examine examines identify identifies define defines defined
formulate formulates extend extends extended adapt adapts design designed build builds built construct constructs create creates
created establish establishes validate validates verify verifies confirm confirms reveal reveals observe observed observe indicate
indicates illustrate illustrates highlight highlights offer offers serve serves benefit benefits facilitate facilitates ensure
ensures maintain maintains handle handles deal deals overcome overcomes avoid avoids mitigate mitigates alleviate alleviates
prevent prevents suffer suffers lack lacks limit limits tend tends seem seems appear appears exist exists arise arises involve
involves include includes comprise comprises enhance enhances using achieving showing making taking giving providing improving
reducing requiring enabling allowing leading resulting leveraging employing applying considering comparing evaluating investigating
exploring addressing tackling solving performing yielding combining integrating incorporating exploiting extracting generating
producing predicting optimizing minimizing maximizing capturing preserving remaining becoming focusing relying depending following
releasing reaching outperforming surpassing increasing decreasing analyzing identifying defining extending adapting designing
building constructing creating establishing validating ensuring maintaining handling overcoming avoiding mitigating preventing
utilize utilizes utilized utilise utilises utilised utilizing via cast casts set's jointly seeks seek tries try fails fail
simultaneously scales scale works work performs run runs ran running see seen know known call called term termed dubbed named bring
brings choose select selects keep keeps treat treats view's map's finetune fine-tune ask asks think say says said`);
const COMPOUND_ADJECTIVES =
  list(`based aware driven free agnostic specific dependent independent guided level wise scale shot
invariant equivariant centric oriented efficient friendly time order rank class label modal lingual task view stage step layer head
hop scale resolution dimensional supervised of-the-art art end source art's sourced like only tuned trained conditioned`);
