import { EDGE_TYPES, NODE_TYPES } from '../view.js';
import { fill, h, swatch } from './dom.js';
import { csvOf } from './files.js';
import { shorten } from './labels.js';
import { edgePasses, type Shown } from './looks.js';
import { edgesOfLink, type Model } from './model.js';
import { INITIAL, type Selected, type State } from './state.js';
import { EDGE_WORDS, TYPE_WORDS, thousands } from './words.js';

const ROWS_AT_ONCE = 200;

export interface Column {
  readonly key: string;
  readonly name: string;
  /** How a cell is shown and sorted. `node` and `link` open what the row is about. */
  readonly as: 'node' | 'link' | 'text' | 'long' | 'number' | 'year';
  /** @param row  the number of a node, or of an edge */
  value(model: Model, row: number): string | number;
}
interface Sheet {
  readonly name: string;
  readonly file: string;
  readonly columns: readonly Column[];
  /** What a file names beside the columns: the ids. */
  readonly idNames: readonly string[];
  ids(model: Model, row: number): readonly string[];
  rows(model: Model, state: State, shown: Shown): number[];
}

const NODES: Sheet = {
  name: 'Points',
  file: 'nodes.csv',
  columns: [
    { key: 'name', name: 'Name', as: 'node', value: ({ view }, n) => view.name[n]! },
    { key: 'type', name: 'Type', as: 'text', value: ({ view }, n) => TYPE_WORDS[NODE_TYPES[view.type[n]!]!]![0] },
    { key: 'papers', name: 'Papers', as: 'number', value: ({ view }, n) => view.papers[n]! },
    { key: 'links', name: 'Links', as: 'number', value: (m, n) => m.linkStart[n + 1]! - m.linkStart[n]! },
    { key: 'first', name: 'First year', as: 'year', value: ({ view }, n) => view.firstYear[n] || '' },
    { key: 'last', name: 'Last year', as: 'year', value: ({ view }, n) => view.lastYear[n] || '' },
    {
      key: 'cluster',
      name: 'Cluster',
      as: 'long',
      value: (m, n) => m.view.communities[m.communityOf[n]!]?.label ?? '',
    },
    { key: 'aliases', name: 'Also called', as: 'long', value: ({ view }, n) => view.aliases[n]!.join(', ') },
  ],
  idNames: ['id'],
  ids: ({ view }, n) => [view.id[n]!],
  rows: (model, _, shown) => Array.from(model.order).filter((node) => shown.nodes[node]),
};
const EDGES: Sheet = {
  name: 'Lines',
  file: 'edges.csv',
  columns: [
    { key: 'from', name: 'From', as: 'link', value: ({ view }, e) => view.name[view.source[e]!]! },
    {
      key: 'relation',
      name: 'Relation',
      as: 'text',
      value: ({ view }, e) => EDGE_WORDS[EDGE_TYPES[view.edgeType[e]!]!]![0],
    },
    { key: 'to', name: 'To', as: 'text', value: ({ view }, e) => view.name[view.target[e]!]! },
    { key: 'papers', name: 'Papers', as: 'number', value: ({ view }, e) => view.support[e]! },
    { key: 'first', name: 'First year', as: 'year', value: ({ view }, e) => view.edgeFirstYear[e] || '' },
    { key: 'last', name: 'Last year', as: 'year', value: ({ view }, e) => view.edgeLastYear[e] || '' },
  ],
  idNames: ['source', 'type', 'target'],
  ids: ({ view }, e) => [view.id[view.source[e]!]!, EDGE_TYPES[view.edgeType[e]!]!, view.id[view.target[e]!]!],
  rows: (model, state, shown) => {
    const rows: number[] = [];
    for (let link = 0; link < model.linkCount; link++)
      if (shown.links[link])
        for (const edge of edgesOfLink(model, link)) if (edgePasses(state, model, edge)) rows.push(edge);
    return rows;
  },
};

export interface TableEvents {
  select(selected: Selected): void;
  copy(text: string): void;
  save(name: string, type: string, text: string): void;
}

/** All that is shown, as rows: the same graph for those who cannot or would rather not look at a picture. */
export class Table {
  private sheet = NODES;
  private state: State = INITIAL;
  private sortBy = 'papers';
  private up = false;
  private rows: number[] = [];
  private shown: Shown | null = null;
  private drawn = false;

  constructor(
    private readonly place: HTMLElement,
    private readonly model: Model,
    private readonly events: TableEvents,
  ) {}

  /** @param visible  a table that nobody sees is not drawn */
  show(state: State, shown: Shown, visible: boolean): void {
    if (shown !== this.shown) this.drawn = false;
    this.state = state;
    this.shown = shown;
    if (visible && !this.drawn) this.draw();
  }

  private draw(): void {
    this.drawn = true;
    const { model } = this;
    const { columns } = this.sheet;
    const column = columns.find(({ key }) => key === this.sortBy)!;
    this.rows = this.sheet.rows(model, this.state, this.shown!);
    const keys = new Map(this.rows.map((node) => [node, column.value(model, node)]));
    const sign = this.up ? 1 : -1;
    this.rows.sort((a, b) => {
      const [x, y] = [keys.get(a)!, keys.get(b)!];
      // Empty cells last, whichever way.
      if (x === y) return 0;
      if (x === '') return 1;
      if (y === '') return -1;
      return x < y ? -sign : sign;
    });
    const body = h('tbody', {});
    const more = h('button', { class: 'more' });
    const many = h('span', {});
    let drawn = 0;
    const grow = () => {
      const next = this.rows.slice(drawn, drawn + ROWS_AT_ONCE);
      drawn += next.length;
      body.append(...next.map((node) => this.row(node)));
      more.hidden = drawn >= this.rows.length;
      const all = thousands(this.rows.length);
      many.textContent = drawn < this.rows.length ? `first ${thousands(drawn)} of ${all} rows` : `${all} rows`;
      more.textContent = `Show ${thousands(Math.min(ROWS_AT_ONCE, this.rows.length - drawn))} more of ${thousands(this.rows.length)}`;
    };
    more.addEventListener('click', grow);
    grow();
    fill(
      this.place,
      h(
        'p',
        { class: 'tools' },
        h(
          'span',
          { class: 'modes', role: 'group', 'aria-label': 'Rows' },
          [NODES, EDGES].map((sheet) =>
            h(
              'button',
              { class: 'small', 'aria-pressed': String(sheet === this.sheet), onclick: () => this.turnTo(sheet) },
              sheet.name,
            ),
          ),
        ),
        many,
        h('button', { class: 'small', onclick: () => this.events.copy(this.text('\t')) }, 'Copy'),
        h(
          'button',
          { class: 'small', onclick: () => this.events.save(this.sheet.file, 'text/csv', this.text(',')) },
          'Save as CSV',
        ),
      ),
      h(
        'div',
        { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'All that is shown' },
        h(
          'table',
          {},
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              columns.map((c) => this.head(c)),
            ),
          ),
          body,
        ),
        more,
      ),
    );
  }

  private head(column: Column): HTMLElement {
    const isSorted = column.key === this.sortBy;
    const sort = () => {
      this.up = isSorted ? !this.up : column.as !== 'number';
      this.sortBy = column.key;
      this.draw();
      this.place.querySelector<HTMLElement>(`[data-sort="${column.key}"]`)?.focus();
    };
    return h(
      'th',
      { scope: 'col', 'aria-sort': isSorted ? (this.up ? 'ascending' : 'descending') : 'none' },
      h(
        'button',
        { class: 'plain', 'data-sort': column.key, onclick: sort },
        column.name,
        isSorted && (this.up ? ' ▲' : ' ▼'),
      ),
    );
  }

  private turnTo(sheet: Sheet): void {
    this.sheet = sheet;
    this.sortBy = 'papers';
    this.up = false;
    this.draw();
    this.place.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
  }

  private row(row: number): HTMLElement {
    return h(
      'tr',
      {},
      this.sheet.columns.map((column) => {
        const value = column.value(this.model, row);
        if (column.as === 'long') return h('td', { class: 'long', title: String(value) }, shorten(String(value), 60));
        if (column.as === 'number') return h('td', { class: 'number' }, thousands(Number(value)));
        if (column.as === 'year') return h('td', { class: 'number' }, value);
        if (column.as === 'text') return h('td', {}, value);
        const { view } = this.model;
        const node = column.as === 'node' ? row : view.source[row]!;
        const selected: Selected =
          column.as === 'node' ? { kind: 'node', node } : { kind: 'link', a: node, b: view.target[row]! };
        return h(
          'th',
          { scope: 'row' },
          h(
            'button',
            { class: 'plain', onclick: () => this.events.select(selected) },
            swatch(NODE_TYPES[view.type[node]!]!),
            String(value),
          ),
        );
      }),
    );
  }

  private text(separator: ',' | '\t'): string {
    const { idNames, ids, columns } = this.sheet;
    return csvOf(
      [...idNames, ...columns.map(({ name }) => name)],
      this.rows.map((row) => [...ids(this.model, row), ...columns.map((column) => column.value(this.model, row))]),
      separator,
    );
  }
}
