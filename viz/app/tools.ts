import { fill, h } from './dom.js';
import type { Model } from './model.js';
import type { Selected, State } from './state.js';

export type Change = (patch: Partial<State>) => void;

/** What one can do with the selection, above what is said about it. */
export class Tools {
  constructor(
    private readonly place: HTMLElement,
    private readonly model: Model,
    private readonly change: Change,
    private readonly goTo: () => void,
  ) {}

  show(state: State): void {
    const { selected, picked, path } = state;
    const button = (text: string, patch: Partial<State>, id?: string) =>
      h('button', { class: 'small', id: id ?? null, onclick: () => this.change(patch) }, text);
    const zoom = h('button', { class: 'small', onclick: this.goTo }, 'Zoom to it');
    const collection = (nodes: readonly number[]) => [...new Set([...picked, ...nodes])];
    if (path && picked.length > 0) {
      fill(
        this.place,
        picked.length > 1 && [this.onlySwitch(state), zoom],
        button('Close', { path: false, picked: [], selected: null }, 'close'),
      );
      return;
    }
    const kept =
      selected !== null &&
      picked.length > 0 &&
      button(`Collection (${picked.length})`, { selected: null }, 'collection');
    if (selected === null) {
      fill(
        this.place,
        picked.length >= 2 && button('Shortest path', { path: true }, 'show-path'),
        picked.length >= 1 && [button('Matrix', { mode: 'matrix' }, 'matrix-of'), this.onlySwitch(state)],
        picked.length >= 1 && button('Empty it', { picked: [], only: false }, 'close'),
      );
      return;
    }
    const close = button('Close', { selected: null, only: false }, 'close');
    if (selected.kind === 'community') {
      const { community } = selected;
      const inside = state.community === community;
      fill(
        this.place,
        button(
          inside ? 'Show all clusters' : 'Only this cluster',
          { community: inside ? -1 : community },
          'only-cluster',
        ),
        button('Matrix', { mode: 'matrix', community }, 'matrix-of'),
        zoom,
        kept,
        close,
      );
      return;
    }
    if (selected.kind === 'link') {
      fill(
        this.place,
        button('Collect both', { picked: collection([selected.a, selected.b]) }, 'collect'),
        zoom,
        kept,
        close,
      );
      return;
    }
    const { node } = selected;
    fill(
      this.place,
      this.model.isEntity[node] === 1 && this.reach(state),
      this.onlySwitch(state),
      this.model.isEntity[node] === 1 && [
        !picked.includes(node) && button('Collect', { picked: collection([node]) }, 'collect'),
        button('Path to…', { picked: [node], selected: null, path: true }, 'path-from'),
      ],
      zoom,
      kept,
      close,
    );
  }

  private reach(state: State): HTMLElement {
    const select = h(
      'select',
      { id: 'depth', 'aria-label': 'Steps around it', onchange: () => this.change({ depth: Number(select.value) }) },
      [1, 2, 3].map((depth) =>
        h('option', { value: depth, selected: depth === state.depth }, depth === 1 ? '1 step' : `${depth} steps`),
      ),
    );
    return h('label', { class: 'reach' }, 'Around it', select);
  }

  private onlySwitch(state: State): HTMLElement {
    return h(
      'button',
      {
        class: 'small',
        id: 'only',
        'aria-pressed': String(state.only),
        onclick: () => this.change({ only: !state.only }),
      },
      'Hide the rest',
    );
  }
}

/** What changes when something is chosen: it is the other end of a path that waits for one, or else the selection. */
export function chosen(state: State, selected: Selected): Partial<State> {
  if (state.path && state.picked.length === 1 && selected?.kind === 'node' && selected.node !== state.picked[0])
    return { picked: [state.picked[0]!, selected.node], selected: null };
  return { selected, path: false, ...(state.path && { picked: [] }) };
}

/** One step out: of a path, of the selection, then of the collection. */
export function stepOut(state: State): Partial<State> | null {
  if (state.path) return { path: false, picked: [], only: false };
  if (state.selected) return { selected: null, only: false };
  return state.picked.length > 0 ? { picked: [], only: false } : null;
}
