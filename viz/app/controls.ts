import { EDGE_TYPES, NODE_TYPES, ROLES } from '../view.js';
import { fill, h, swatch } from './dom.js';
import type { Shown } from './looks.js';
import type { Model } from './model.js';
import { INITIAL, type State } from './state.js';
import { EDGE_WORDS, ROLE_WORDS, TYPE_WORDS, thousands } from './words.js';

export type Change = (patch: Partial<State>) => void;

/** One step of a playing year slider. */
const PLAY_STEP_MS = 900;

/** The legend, which is also the switch of types, and the filters below it. */
export class Controls {
  private readonly shownText = h('p', { class: 'shown', role: 'status' });
  private readonly switches: { box: HTMLInputElement; isOn: (state: State) => boolean }[] = [];
  private readonly fields: ((state: State) => void)[] = [];
  /** The numbers beside types and relations, which change when the page grows. */
  private readonly tallies: (() => void)[] = [];
  private tallied = -1;
  private playing: ReturnType<typeof setInterval> | null = null;
  private state: State = INITIAL;

  constructor(
    place: HTMLElement,
    private readonly model: Model,
    private readonly change: Change,
    close: () => void,
  ) {
    fill(
      place,
      h('button', { class: 'narrow small', id: 'filters-done', onclick: close }, 'Done'),
      this.shownText,
      this.colourSwitch(),
      this.typeSwitches(),
      this.communityChoice(),
      this.yearRange(),
      this.least(),
      this.edgeSwitches(),
      this.roleSwitches(),
      this.lookSwitches(),
      h('button', { class: 'wide', onclick: () => this.reset() }, 'Clear all filters'),
    );
  }

  show(state: State, shown: Shown): void {
    this.state = state;
    for (const { box, isOn } of this.switches) box.checked = isOn(state);
    for (const field of this.fields) field(state);
    const { view } = this.model;
    if (this.tallied !== view.edgeCount + view.nodeCount) {
      this.tallied = view.edgeCount + view.nodeCount;
      for (const tally of this.tallies) tally();
    }
    const text = `Showing ${thousands(shown.nodeCount)} points and ${thousands(shown.linkCount)} lines`;
    if (this.shownText.textContent !== text) this.shownText.textContent = text;
  }

  private reset(): void {
    this.stop();
    const { types, edgeTypes, roles, community, years, leastPapers, leastSupport, only, twoSided } = INITIAL;
    this.change({ types, edgeTypes, roles, community, years, leastPapers, leastSupport, only, twoSided });
  }

  private colourSwitch(): HTMLElement {
    const option = (value: State['colour'], text: string) => {
      const box = h('input', {
        type: 'radio',
        name: 'colour',
        id: `colour-${value}`,
        onchange: () => this.change({ colour: value }),
      });
      this.switches.push({ box, isOn: (state) => state.colour === value });
      return h('label', { class: 'inline' }, box, text);
    };
    return h('fieldset', {}, h('legend', {}, 'Colour by'), option('community', 'Cluster'), option('type', 'Type'));
  }

  private typeSwitches(): HTMLElement {
    const counts = () => tally(this.model.view.type, NODE_TYPES.length);
    const atFirst = counts();
    return h(
      'fieldset',
      {},
      h('legend', {}, 'Types'),
      // Things first, then what speaks of them.
      [...NODE_TYPES.keys()]
        .sort((a, b) => Number(this.evidenceLast(a)) - Number(this.evidenceLast(b)) || a - b)
        .filter((t) => atFirst[t]! > 0)
        .map((t) => this.maskSwitch('types', t, [swatch(NODE_TYPES[t]!), TYPE_WORDS[NODE_TYPES[t]!]![1]], counts)),
    );
  }

  private evidenceLast(type: number): boolean {
    return NODE_TYPES[type] === 'Paper' || NODE_TYPES[type] === 'Result';
  }

  private maskSwitch(
    field: 'types' | 'edgeTypes' | 'roles',
    index: number,
    label: readonly (Node | string)[],
    counts: (() => readonly number[]) | null,
  ): HTMLElement {
    const many = h('span', { class: 'soft' });
    if (counts) this.tallies.push(() => fill(many, thousands(counts()[index]!)));
    const box = h('input', {
      type: 'checkbox',
      'data-switch': `${field}-${index}`,
      onchange: () => this.change({ [field]: this.state[field] ^ (1 << index) }),
    });
    this.switches.push({ box, isOn: (state) => (state[field] & (1 << index)) !== 0 });
    return h('label', {}, box, label, counts !== null && many);
  }

  private edgeSwitches(): HTMLElement {
    const counts = () => tally(this.model.view.edgeType, EDGE_TYPES.length);
    const atFirst = counts();
    return h(
      'details',
      {},
      h('summary', {}, 'Relations'),
      [...EDGE_TYPES.keys()]
        .filter((t) => atFirst[t]! > 0)
        .map((t) => this.maskSwitch('edgeTypes', t, [EDGE_WORDS[EDGE_TYPES[t]!]![0]], counts)),
    );
  }

  private roleSwitches(): HTMLElement {
    return h(
      'details',
      {},
      h('summary', {}, 'Role in a paper'),
      [...ROLES.keys()].map((r) => this.maskSwitch('roles', r, [ROLE_WORDS[ROLES[r]!]!], null)),
    );
  }

  private communityChoice(): HTMLElement | null {
    const { shownCommunities, view } = this.model;
    if (shownCommunities.length === 0) return null;
    const select = h(
      'select',
      { id: 'community', onchange: () => this.change({ community: Number(select.value), camera: null }) },
      h('option', { value: -1 }, 'All clusters'),
      shownCommunities.map((community) => h('option', { value: community }, view.communities[community]!.label)),
    );
    this.fields.push((state) => {
      select.value = String(state.community);
    });
    return h('label', { class: 'stacked' }, 'Cluster', select);
  }

  private yearRange(): HTMLElement | null {
    const [first, last] = this.model.years;
    if (!first || first === last) return null;
    const slider = (id: string, label: string) =>
      h('input', { type: 'range', id, min: first, max: last, step: 1, 'aria-label': label });
    const from = slider('year-from', 'First year');
    const to = slider('year-to', 'Last year');
    const text = h('output', { for: 'year-from year-to' });
    const apply = (moved: 'from' | 'to') => {
      this.stop();
      let [a, b] = [Number(from.value), Number(to.value)];
      if (a > b) [a, b] = moved === 'from' ? [a, a] : [b, b];
      this.setYears(a, b);
    };
    from.addEventListener('input', () => apply('from'));
    to.addEventListener('input', () => apply('to'));
    const play = h('button', { id: 'play', class: 'small', onclick: () => this.togglePlay() }, 'Play');
    this.fields.push((state) => {
      const [a, b] = state.years ?? [first, last];
      from.value = String(a);
      to.value = String(b);
      text.textContent = a === b ? String(a) : `${a} to ${b}`;
      play.textContent = this.playing === null ? 'Play' : 'Stop';
    });
    return h('fieldset', { class: 'years' }, h('legend', {}, 'Years ', text), from, to, play);
  }

  private setYears(from: number, to: number): void {
    const [first, last] = this.model.years;
    this.change({ years: from <= first && to >= last ? null : [from, to] });
  }

  private togglePlay(): void {
    if (this.playing !== null) {
      this.stop();
      this.change({});
      return;
    }
    const [first, last] = this.model.years;
    const start = this.state.years?.[0] ?? first;
    let to = start;
    this.playing = setInterval(() => {
      to++;
      this.setYears(start, to);
      if (to >= last) {
        this.stop();
        this.change({});
      }
    }, PLAY_STEP_MS);
    this.setYears(start, to);
  }

  private stop(): void {
    if (this.playing !== null) clearInterval(this.playing);
    this.playing = null;
  }

  private least(): HTMLElement {
    const number = (id: string, field: 'leastPapers' | 'leastSupport', label: string) => {
      const input = h('input', {
        type: 'number',
        id,
        min: 1,
        step: 1,
        inputmode: 'numeric',
        onchange: () => this.change({ [field]: Math.max(1, Math.min(1e9, Math.round(Number(input.value)) || 1)) }),
      });
      this.fields.push((state) => {
        input.value = String(state[field]);
      });
      return h('label', { class: 'row' }, label, input);
    };
    return h(
      'fieldset',
      {},
      h('legend', {}, 'Least papers'),
      number('least-papers', 'leastPapers', 'behind a point'),
      number('least-support', 'leastSupport', 'behind a line'),
    );
  }

  private lookSwitches(): HTMLElement {
    const flag = (field: 'twoSided', text: string) => {
      const box = h('input', {
        type: 'checkbox',
        id: `flag-${field}`,
        onchange: () => this.change({ [field]: box.checked, ...(field === 'twoSided' && { camera: null }) }),
      });
      this.switches.push({ box, isOn: (state) => state[field] });
      return h('label', {}, box, text);
    };
    return h('fieldset', {}, h('legend', {}, 'Look'), flag('twoSided', 'Methods facing datasets'));
  }
}

function tally(types: Uint8Array, many: number): number[] {
  const counts = new Array<number>(many).fill(0);
  for (const type of types) counts[type]!++;
  return counts;
}
