/** What types and relations are called on the page: plain words, read from either end. */
export const EDGE_WORDS: Readonly<Record<string, readonly [forward: string, backward: string]>> = {
  MENTIONS: ['mentions', 'mentioned in'],
  PROPOSES: ['proposes', 'proposed in'],
  USED_FOR: ['used for', 'done with'],
  EVALUATED_ON: ['evaluated on', 'tested'],
  TRAINED_ON: ['trained on', 'trains'],
  BENCHMARK_FOR: ['benchmark for', 'measured on'],
  MEASURED_BY: ['measured by', 'measures'],
  COMPARED_WITH: ['compared with', 'compared with'],
  OUTPERFORMS: ['outperforms', 'outperformed by'],
  PART_OF: ['part of', 'contains'],
  VARIANT_OF: ['variant of', 'has variant'],
  SUBTASK_OF: ['subtask of', 'has subtask'],
  RUNS_ON: ['runs on', 'runs'],
  REPORTS: ['reports', 'reported in'],
  OF_METHOD: ['of method', 'has result'],
  ON_DATASET: ['on dataset', 'has result'],
  FOR_TASK: ['for task', 'has result'],
  WITH_METRIC: ['in metric', 'has result'],
  ON_HARDWARE: ['on hardware', 'has result'],
  AGAINST: ['against', 'baseline of'],
};
export const TYPE_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  Paper: ['Paper', 'Papers'],
  Method: ['Method', 'Methods'],
  Dataset: ['Dataset', 'Datasets'],
  Task: ['Task', 'Tasks'],
  Metric: ['Metric', 'Metrics'],
  Hardware: ['Hardware', 'Hardware'],
  Result: ['Result', 'Results'],
};
export const ROLE_WORDS: Readonly<Record<string, string>> = {
  proposed: 'proposed',
  used: 'used',
  compared: 'compared with',
  evaluated_on: 'evaluated on',
  reported: 'reported',
  runs_on: 'run on',
  addresses: 'addressed',
  mentioned: 'only mentioned',
};

/** `1 paper`, `1,204 papers`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${thousands(n)} ${n === 1 ? one : many}`;
}

export function thousands(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}
