/** What the tagger tells apart: our five types, and three that keep other things out of them. */
export const TAG_TYPES = ['Method', 'Dataset', 'Metric', 'Hardware', 'Task', 'Other', 'Generic', 'Material'] as const;
export type TagType = (typeof TAG_TYPES)[number];

/** O, then beginning and inside of each type. */
export const LABELS: readonly string[] = ['O', ...TAG_TYPES.flatMap((type) => [`B-${type}`, `I-${type}`])];

/** Whether `to` may follow `from`; inside labels follow only their own type. */
export const mayFollow = (from: number, to: number) => to % 2 === 1 || to === 0 || from === to || from === to - 1;
