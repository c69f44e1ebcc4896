import { NODE_TYPES } from '../view.js';
import { fill, h, swatch } from './dom.js';
import type { Model } from './model.js';
import type { Hit, Search } from './search.js';
import { count, TYPE_WORDS } from './words.js';

const WAIT_MS = 100;

/**
 * The search box with its list, a combobox as ARIA describes it: arrows walk the list, Enter takes, Escape closes.
 *
 * @param search  asked for at the first key, so that its index costs nothing before
 * @param take    called with the node chosen
 */
export function wireFind(
  input: HTMLInputElement,
  list: HTMLUListElement,
  model: Model,
  search: () => Search,
  take: (node: number) => void,
): void {
  const { view } = model;
  let hits: readonly Hit[] = [];
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
    take(hit.node);
  };
  const show = () => {
    hits = search().find(input.value);
    fill(
      list,
      hits.map((hit, i) => {
        const type = NODE_TYPES[view.type[hit.node]!]!;
        const year = view.firstYear[hit.node]!;
        return h(
          'li',
          { role: 'option', id: `hit-${i}`, 'aria-selected': 'false', onclick: () => choose(i) },
          swatch(type),
          h(
            'span',
            { class: 'hit-name' },
            view.name[hit.node]!,
            hit.via !== null && h('span', { class: 'soft' }, ` also ${hit.via}`),
          ),
          h(
            'span',
            { class: 'soft hit-aside' },
            type === 'Paper'
              ? `Paper${year ? ` ${year}` : ''}`
              : `${TYPE_WORDS[type]![0]} · ${count(view.papers[hit.node]!, 'paper')}`,
          ),
        );
      }),
      hits.length === 0 &&
        input.value.trim() !== '' &&
        h('li', { class: 'soft none', role: 'option', 'aria-disabled': 'true' }, 'Nothing found'),
    );
    list.hidden = input.value.trim() === '';
    input.setAttribute('aria-expanded', String(!list.hidden));
    mark(hits.length > 0 ? 0 : -1);
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
      if (list.hidden || hits.length === 0) show();
      choose(Math.max(0, active));
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
