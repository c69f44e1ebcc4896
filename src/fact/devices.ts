/** On what a method runs: how many devices, and for how long. */
import { findQuantities } from '../text/quantities.js';
import type { Entity } from '../types.js';
import { type Ledger, pickExtras, withValue } from './ledger.js';
import { isDenied, near, type Statement, spanOf, speaksOfOwn, textBefore } from './sentences.js';

const HOURS: Readonly<Record<string, number>> = { minutes: 1 / 60, hours: 1, days: 24, weeks: 168 };
const DEVICE_UNITS = new Set(['GPUs', 'TPUs', 'CPUs']);

/** "on 8 A100 GPUs for 3.5 days": how many devices, and for how long. */
export function readDevices(statement: Statement, proposed: Entity | null, ledger: Ledger): void {
  const { sentence, mentions } = statement;
  if (sentence.field === 'title' || !mentions.some(({ type }) => type === 'Hardware')) return;
  const devices = mentions.filter(({ type }) => type === 'Hardware');
  const quantities = /\d|\b(?:single|one|two|four|eight|sixteen)\b/.test(sentence.text)
    ? findQuantities(sentence.text)
    : [];
  for (const device of devices) {
    const lead = textBefore(statement, device.start, 200);
    if (isDenied(statement, lead.slice(-60))) continue;
    const start = device.start - sentence.start;
    const end = device.end - sentence.start;
    const counted = quantities.find(
      (q) =>
        (DEVICE_UNITS.has(q.unit) && q.start < end && start < q.end) ||
        (q.unit === '' && Number.isInteger(q.amount) && q.end <= start && start - q.end <= 2),
    );
    const word = /\b(a single|one|two|four|eight|sixteen)\s+$/.exec(lead)?.[1];
    const count = counted?.amount ?? (word ? COUNT_WORDS[word] : undefined);
    const time = quantities.find((q) => q.unit in HOURS && Math.abs(q.start - end) < 60);
    const extras = pickExtras({
      ...withValue('count', count),
      ...withValue('hours', time ? Math.round(time.amount * HOURS[time.unit]! * 1000) / 1000 : undefined),
    });
    const runner = near(statement, device.start, device.end)
      .mentions.filter((m) => m.type === 'Method' && m.end <= device.start)
      .at(-1);
    const isRun = /\b(?:on|using|with|train\w*|runs?|running|deploy\w*|require\w*|takes?)\b/.test(lead);
    if (runner && isRun)
      ledger.say(
        {
          source: runner.entity,
          type: 'RUNS_ON',
          target: device.entity,
          evidence: spanOf(sentence),
          confidence: 0.4,
          inferred: false,
          ...extras,
        },
        'cue',
      );
    if (proposed && proposed.id !== runner?.entity && isRun && speaksOfOwn(statement))
      ledger.say(
        {
          source: proposed.id,
          type: 'RUNS_ON',
          target: device.entity,
          evidence: spanOf(sentence),
          confidence: 0.5,
          inferred: true,
          ...extras,
        },
        'cue',
      );
  }
}
const COUNT_WORDS: Readonly<Record<string, number>> = { 'a single': 1, one: 1, two: 2, four: 4, eight: 8, sixteen: 16 };
