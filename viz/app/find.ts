import type { FarHit } from '../view/part.js';
import { NODE_TYPES } from '../view.js';
import { fill, h, swatch } from './dom.js';
import { type Model, numbersOf } from './model.js';
import { fold, type Hit, type Search } from './search.js';
import { count, TYPE_WORDS } from './words.js';

const WAIT_MS = 100;
const MOST_ROWS = 12;

/** One row of the list: something on the page, or something that its server has found. */
interface Row {
  readonly type: string;
  readonly name: string;
  readonly via: string | null;
  readonly papers: number;
  readonly year: number;
  /** Number on the page, or the id of what is not there. */
  readonly take: number | string;
}

/**
 * The search box with its list, a combobox as ARIA describes it: arrows walk the list, Enter takes, Escape closes.
 *
 * @param search  asked for at the first key, so that its index costs nothing before
 * @param take    called with the node chosen, or with the id of one that the page does not hold
 * @param far     asks the server of a served page
 */
export function wireFind(
  input: HTMLInputElement,
  list: HTMLUListElement,
  model: Model,
  search: () => Search,
  take: (node: number | string) => void,
  far: ((query: string) => Promise<readonly FarHit[]>) | null,
): void {
  let hits: readonly Row[] = [];
  /** Rises with each letter, so that a late answer does not land among other hits. */
  let turn = 0;
  let active = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    active = -1;
  };
  const mark = (next: number) => {
    active = next;
    for (const [i, row] of [...list.children].entries()) row.setAttribute('aria-selected', String(i === active));
    const row = list.children[active];
    if (row) {
      input.setAttribute('aria-activedescendant', row.id);
      row.scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  };
  const choose = (place: number) => {
    const hit = hits[place];
    if (!hit) return;
    close();
    input.blur();
    take(hit.take);
  };
  const rowOf = ({ node, via }: Hit): Row => {
    const { view } = model;
    return {
      type: NODE_TYPES[view.type[node]!]!,
      name: view.name[node]!,
      via,
      papers: view.papers[node]!,
      year: view.firstYear[node]!,
      take: node,
    };
  };
  const draw = (remark: string | null) => {
    fill(
      list,
      hits.map(({ type, name, via, papers, year, take: to }, i) =>
        h(
          'li',
          { role: 'option', id: `hit-${i}`, 'aria-selected': 'false', onclick: () => choose(i) },
          swatch(type),
          h('span', { class: 'hit-name' }, name, via !== null && h('span', { class: 'soft' }, ` also ${via}`)),
          h(
            'span',
            { class: 'soft hit-aside' },
            type === 'Paper' ? `Paper${year ? ` ${year}` : ''}` : `${TYPE_WORDS[type]![0]} · ${count(papers, 'paper')}`,
            typeof to === 'string' && ' · not on the map yet',
          ),
        ),
      ),
      remark !== null && h('li', { class: 'soft none', role: 'option', 'aria-disabled': 'true' }, remark),
    );
    list.hidden = input.value.trim() === '';
    input.setAttribute('aria-expanded', String(!list.hidden));
  };
  /** Once the server has answered, or at once where there is none. */
  let settled: Promise<void> = Promise.resolve();
  const show = () => {
    const now = ++turn;
    const query = input.value;
    hits = search().find(query, MOST_ROWS).map(rowOf);
    const none = () => (hits.length === 0 && query.trim() !== '' ? 'Nothing found' : null);
    draw(far && query.trim() !== '' ? 'Asking for more…' : none());
    mark(hits.length > 0 ? 0 : -1);
    if (!far || query.trim() === '') return;
    settled = far(query)
      .then((found) => {
        if (now !== turn) return;
        const numberOf = numbersOf(model);
        const more = found.filter(({ id }) => numberOf(id) < 0).map(({ id, ...hit }): Row => ({ ...hit, take: id }));
        // An exact name that the page lacks comes before what the page has only something like.
        const key = fold(query.trim());
        const [exact, rest] = [
          more.filter(({ name }) => fold(name) === key),
          more.filter(({ name }) => fold(name) !== key),
        ];
        const at = active;
        const marked = hits[at];
        hits = [...exact, ...hits, ...rest].slice(0, 2 * MOST_ROWS);
        draw(none());
        const first = at > 0 && marked ? hits.indexOf(marked) : 0;
        mark(hits.length > 0 ? Math.max(0, first) : -1);
      })
      .catch((error: unknown) => {
        if (now !== turn) return;
        draw(error instanceof Error ? error.message : String(error));
        mark(hits.length > 0 ? 0 : -1);
      });
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT_MS);
  });
  input.addEventListener('focus', () => {
    if (input.value.trim() !== '') show();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      if (list.hidden) input.value = '';
      close();
      event.stopPropagation();
    } else if (event.key === 'Enter') {
      clearTimeout(timer);
      if (list.hidden || hits.length === 0 || far) show();
      if (far) void settled.then(() => choose(Math.max(0, active)));
      else choose(Math.max(0, active));
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) show();
      const by = event.key === 'ArrowDown' ? 1 : -1;
      if (hits.length > 0) mark((active + by + hits.length) % hits.length);
    }
  });
  // A click on a row must come before the list is gone.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  input.addEventListener('blur', close);
}
