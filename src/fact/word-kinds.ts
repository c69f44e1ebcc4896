/** The few kinds of words that carry the grammar between two mentions. Closed lists: a wrong guess would be learned. */
export type WordKind = 'verb' | 'frame' | 'other';

const list = (words: string) => words.trim().split(/\s+/);

const FRAME = list(`
  a an the this that these those our its their of in on at by for from to into onto with within without over under between
  among across through during after before against about upon per via as than then and or nor but while whereas which who
  when where if because since not no also both either such like including e.g. i.e. versus vs vs. unlike instead only
  called namely , ; : ( ) [ ] / - – — based other more less better best worse higher lower faster
`);
const VERBS = list(`
  is are was were be been being has have had having can could may might will would
  achieve achieves achieved achieving address addresses addressed addressing adopt adopts adopted adopting aim aims allow allows
  analyze applies apply applied applying assess attain attains attained augment augments augmented beat beats benchmark
  benchmarked build builds built call called capture captures combine combines combined combining compare compares compared
  comparing comprise comprises compute computed conduct conducted consider considers consist consists contain contains
  containing create creates created define defined demonstrate demonstrates demonstrated denote deploy deployed derive derived
  describe describes described design designed develop develops developed devise employ employs employed employing enable
  enables enhance enhances enhanced evaluate evaluates evaluated evaluating exceed exceeds exploit explore explored extend
  extends extended extending finetune finetuned fine-tune fine-tuned tuned focus focuses follow follows following form
  generalize generate generates generated give gives given handle implement implements implemented improve improves improved
  improving include includes included incorporate incorporates incorporated incorporating initialize initialized inspired
  integrate integrates integrated integrating introduce introduces introduced introducing investigate involve involves known
  learn learns learned learning lead leads leverage leverages leveraged leveraging make makes made measure measured model need
  obtain obtains obtained obtaining offer outperform outperforms outperformed outperforming overcome perform performs performed
  performing predict predicts present presents presented pretrain pretrained pre-trained produce produces propose proposes
  proposed proposing provide provides provided publish reach reaches reached reduce reduces reduced release released rely
  relies replace replaces replaced replacing report reports reported require requires run runs see serve serves set show shows
  showed shown showing solve solves solved solving study studied suffer suggest support surpass surpasses surpassed surpassing
  tackle tackles take takes taken taking termed test tested testing train trained trains training treat use uses used using
  utilize utilizes utilized utilizing validate validated verify work works yield yields yielding
`);
const KINDS = new Map<string, WordKind>([
  ...FRAME.map((word) => [word, 'frame'] as const),
  ...VERBS.map((word) => [word, 'verb'] as const),
]);

export const wordClass = (lower: string): WordKind => KINDS.get(lower) ?? 'other';
