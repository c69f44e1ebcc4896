import { NODE_TYPES } from '../view.js';
import { fill, h, swatch } from './dom.js';
import { csvOf } from './files.js';
import { shorten } from './labels.js';
import type { Shown } from './looks.js';
import type { Model } from './model.js';
import type { Selected } from './state.js';
import { TYPE_WORDS, thousands } from './words.js';

const ROWS_AT_ONCE = 200;

export interface Column {
  readonly key: string;
  readonly name: string;
  readonly isNumber: boolean;
  value(model: Model, node: number): string | number;
}
export const COLUMNS: readonly Column[] = [
  { key: 'name', name: 'Name', isNumber: false, value: ({ view }, n) => view.name[n]! },
  { key: 'type', name: 'Type', isNumber: false, value: ({ view }, n) => TYPE_WORDS[NODE_TYPES[view.type[n]!]!]![0] },
  { key: 'papers', name: 'Papers', isNumber: true, value: ({ view }, n) => view.papers[n]! },
  { key: 'links', name: 'Links', isNumber: true, value: (m, n) => m.linkStart[n + 1]! - m.linkStart[n]! },
  { key: 'first', name: 'First year', isNumber: true, value: ({ view }, n) => view.firstYear[n] || '' },
  { key: 'last', name: 'Last year', isNumber: true, value: ({ view }, n) => view.lastYear[n] || '' },
  {
    key: 'cluster',
    name: 'Cluster',
    isNumber: false,
    value: (m, n) => m.view.communities[m.communityOf[n]!]?.label ?? '',
  },
  { key: 'aliases', name: 'Also called', isNumber: false, value: ({ view }, n) => view.aliases[n]!.join(', ') },
];

export interface TableEvents {
  select(selected: Selected): void;
  copy(text: string): void;
  save(name: string, type: string, text: string): void;
}

/** All that is shown, as rows: the same graph for those who cannot or would rather not look at a picture. */
export class Table {
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
  show(shown: Shown, visible: boolean): void {
    if (shown !== this.shown) this.drawn = false;
    this.shown = shown;
    if (visible && !this.drawn) this.draw();
  }

  private draw(): void {
    this.drawn = true;
    const { model } = this;
    const column = COLUMNS.find(({ key }) => key === this.sortBy)!;
    this.rows = Array.from(model.order).filter((node) => this.shown!.nodes[node]);
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
    let drawn = 0;
    const grow = () => {
      const next = this.rows.slice(drawn, drawn + ROWS_AT_ONCE);
      drawn += next.length;
      body.append(...next.map((node) => this.row(node)));
      more.hidden = drawn >= this.rows.length;
      more.textContent = `Show ${thousands(Math.min(ROWS_AT_ONCE, this.rows.length - drawn))} more of ${thousands(this.rows.length)}`;
    };
    more.addEventListener('click', grow);
    grow();
    fill(
      this.place,
      h(
        'p',
        { class: 'tools' },
        `${thousands(this.rows.length)} rows `,
        h('button', { class: 'small', onclick: () => this.events.copy(this.text('\t')) }, 'Copy'),
        h(
          'button',
          { class: 'small', onclick: () => this.events.save('nodes.csv', 'text/csv', this.text(',')) },
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
              COLUMNS.map((c) => this.head(c)),
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
      this.up = isSorted ? !this.up : !column.isNumber;
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

  private row(node: number): HTMLElement {
    return h(
      'tr',
      {},
      COLUMNS.map((column) => {
        const value = column.value(this.model, node);
        if (column.key === 'aliases') return h('td', { title: String(value) }, shorten(String(value), 60));
        if (column.key === 'name')
          return h(
            'th',
            { scope: 'row' },
            h(
              'button',
              { class: 'plain', onclick: () => this.events.select({ kind: 'node', node }) },
              swatch(NODE_TYPES[this.model.view.type[node]!]!),
              String(value),
            ),
          );
        return h(
          'td',
          { class: column.isNumber ? 'number' : null },
          typeof value === 'number' && column.key !== 'first' && column.key !== 'last' ? thousands(value) : value,
        );
      }),
    );
  }

  private text(separator: ',' | '\t'): string {
    return csvOf(
      ['id', ...COLUMNS.map(({ name }) => name)],
      this.rows.map((node) => [this.model.view.id[node]!, ...COLUMNS.map((column) => column.value(this.model, node))]),
      separator,
    );
  }
}
