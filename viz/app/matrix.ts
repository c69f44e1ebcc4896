import { EDGE_TYPES, NODE_TYPES } from '../view.js';
import { fill, h, swatch } from './dom.js';
import { csvOf } from './files.js';
import { shorten } from './labels.js';
import type { Shown } from './looks.js';
import { edgesOfNode, type Model, RESULT } from './model.js';
import type { Selected, State } from './state.js';
import { count, thousands } from './words.js';

/** One meeting of a method and a dataset. */
export interface Cell {
  /** Papers that evaluate or train the one on the other, or report a figure for the two. */
  readonly papers: number;
  /** Node number of the best claimed result in the metric that most results of this cell are in; -1: none. */
  readonly best: number;
  /** Why the gap finder thinks that this pair should be tried; `null`: it does not, or somebody has. */
  readonly gap: string | null;
}
export interface Matrix {
  readonly methods: readonly number[];
  readonly datasets: readonly number[];
  readonly methodsInAll: number;
  readonly datasetsInAll: number;
  /** By row, then column; `null`: empty. */
  readonly cells: readonly (readonly (Cell | null)[])[];
}

const MOST = { methods: 60, datasets: 30 } as const;
const NAME_LETTERS = 24;
const METHOD = NODE_TYPES.indexOf('Method');
const DATASET = NODE_TYPES.indexOf('Dataset');
const TRIED = new Set(['EVALUATED_ON', 'TRAINED_ON'].map((type) => EDGE_TYPES.indexOf(type as 'TRAINED_ON')));

/**
 * Methods by datasets among `nodes`; those that meet most of the others come first, and those that meet none are left
 * out unless a gap is suggested for them.
 */
export function matrixOf(model: Model, nodes: Iterable<number>): Matrix {
  const { view } = model;
  const within = new Set(nodes);
  const tried = new Map<number, Map<number, number>>();
  const meet = (method: number, dataset: number, papers: number) => {
    const row = tried.get(method) ?? new Map<number, number>();
    tried.set(method, row.set(dataset, Math.max(row.get(dataset) ?? 0, papers)));
  };
  const results = new Map<number, Map<number, number[]>>();
  for (const node of within) {
    if (view.type[node] !== METHOD) continue;
    for (const edge of edgesOfNode(model, node)) {
      const dataset = view.target[edge]!;
      if (view.source[edge] === node && TRIED.has(view.edgeType[edge]!) && within.has(dataset)) {
        meet(node, dataset, view.support[edge]!);
        continue;
      }
      const result = view.source[edge]!;
      if (view.type[result] !== RESULT) continue;
      const slots = view.results.get(result)?.slots;
      if (!slots || slots.method !== node || !within.has(slots.dataset)) continue;
      const row = results.get(node) ?? new Map<number, number[]>();
      results.set(node, row);
      row.set(slots.dataset, [...(row.get(slots.dataset) ?? []), result]);
    }
  }
  for (const [method, row] of results)
    for (const [dataset, list] of row) {
      meet(method, dataset, new Set(list.map((result) => view.results.get(result)!.slots.paper)).size);
    }
  const gaps = new Map<number, Map<number, string>>();
  for (const { method, other, why } of view.gaps) {
    if (!within.has(method) || !within.has(other) || view.type[other] !== DATASET) continue;
    const row = gaps.get(method) ?? new Map<number, string>();
    gaps.set(method, row.set(other, why));
  }
  const met = new Map<number, number>();
  for (const rows of [tried, gaps])
    for (const [method, row] of rows)
      for (const dataset of row.keys()) {
        met.set(method, (met.get(method) ?? 0) + 1);
        met.set(dataset, (met.get(dataset) ?? 0) + 1);
      }
  const ranked = (type: number) =>
    [...met.keys()]
      .filter((node) => view.type[node] === type)
      .sort((a, b) => met.get(b)! - met.get(a)! || view.papers[b]! - view.papers[a]! || a - b);
  const [allMethods, allDatasets] = [ranked(METHOD), ranked(DATASET)];
  const datasets = allDatasets.slice(0, MOST.datasets);
  const rowOf = (method: number) =>
    datasets.map((dataset): Cell | null => {
      const papers = tried.get(method)?.get(dataset) ?? 0;
      const gap = papers > 0 ? null : (gaps.get(method)?.get(dataset) ?? null);
      if (papers === 0 && gap === null) return null;
      return { papers, best: bestResult(model, results.get(method)?.get(dataset) ?? []), gap };
    });
  // A method whose datasets did not make it into the columns would be an empty row.
  const methods = allMethods.filter((method) => rowOf(method).some((cell) => cell !== null)).slice(0, MOST.methods);
  return {
    methods,
    datasets,
    methodsInAll: allMethods.length,
    datasetsInAll: allDatasets.length,
    cells: methods.map(rowOf),
  };
}

/** The best absolute figure in the metric that most of them are in; the newest where nobody says what is better. */
export function bestResult({ view }: Model, results: readonly number[]): number {
  const absolute = results.filter((result) => !view.results.get(result)!.isDelta);
  const votes = new Map<number, number>();
  for (const result of absolute) {
    const { metric } = view.results.get(result)!.slots;
    votes.set(metric, (votes.get(metric) ?? 0) + 1);
  }
  const metric = [...votes].sort((a, b) => b[1] - a[1] || Number(b[0] >= 0) - Number(a[0] >= 0) || a[0] - b[0])[0]?.[0];
  const year = (result: number) => view.firstYear[view.results.get(result)!.slots.paper] ?? 0;
  const candidates = absolute.filter((result) => view.results.get(result)!.slots.metric === metric);
  candidates.sort((a, b) => {
    const [x, y] = [view.results.get(a)!, view.results.get(b)!];
    if (x.higherIsBetter === null || x.unit !== y.unit) return year(b) - year(a) || a - b;
    return (x.higherIsBetter ? y.value - x.value : x.value - y.value) || a - b;
  });
  return candidates[0] ?? -1;
}

export interface MatrixEvents {
  select(selected: Selected): void;
  save(name: string, type: string, text: string): void;
}

export class MatrixView {
  private drawnFor: string | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly model: Model,
    private readonly events: MatrixEvents,
  ) {}

  /** Of the collection if it has methods or datasets, else of all that is shown. */
  show(state: State, shown: Shown, shownTurn: number): void {
    const { view } = this.model;
    const key = `${shownTurn} ${state.picked.join(' ')}`;
    if (key === this.drawnFor) return;
    this.drawnFor = key;
    let scope: number[];
    let about: string;
    const all = Array.from(this.model.order).filter((node) => shown.nodes[node]);
    if (state.picked.some((node) => view.type[node] === METHOD || view.type[node] === DATASET)) {
      const picked = new Set(state.picked);
      const has = (type: number) => state.picked.some((node) => view.type[node] === type);
      // Methods alone are set against every dataset that is shown, and the other way round.
      scope = all.filter((node) => picked.has(node) || !has(view.type[node]!));
      about = 'of the collection';
    } else {
      scope = all;
      about = state.community >= 0 ? `of ${view.communities[state.community]!.label}` : 'of all that is shown';
    }
    this.draw(matrixOf(this.model, scope), about);
  }

  private draw(matrix: Matrix, about: string): void {
    const { methods, datasets, cells } = matrix;
    const part = (some: number, all: number) =>
      some < all ? `${thousands(some)} of ${thousands(all)}` : thousands(all);
    if (methods.length === 0) {
      fill(
        this.place,
        h(
          'p',
          { class: 'tools' },
          `No method ${about} is linked to a dataset. Show methods and datasets, or choose another cluster.`,
        ),
      );
      return;
    }
    fill(
      this.place,
      h(
        'p',
        { class: 'tools' },
        `${part(methods.length, matrix.methodsInAll)} methods by ${part(datasets.length, matrix.datasetsInAll)} datasets ${about} `,
        h(
          'span',
          { class: 'soft' },
          'Number: papers. Below it: best figure claimed. ○: nobody has tried it here, though the neighbourhood suggests it.',
        ),
        h(
          'button',
          { class: 'small', onclick: () => this.events.save('matrix.csv', 'text/csv', this.csv(matrix)) },
          'Save as CSV',
        ),
      ),
      h(
        'div',
        { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Methods by datasets' },
        h(
          'table',
          { class: 'grid' },
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              h('td', {}),
              datasets.map((node) => h('th', { scope: 'col' }, h('div', {}, this.name(node)))),
            ),
          ),
          h(
            'tbody',
            {},
            methods.map((method, m) =>
              h(
                'tr',
                {},
                h('th', { scope: 'row' }, this.name(method)),
                datasets.map((dataset, d) => this.cell(method, dataset, cells[m]![d]!)),
              ),
            ),
          ),
        ),
      ),
    );
  }

  private cell(method: number, dataset: number, cell: Cell | null): HTMLElement {
    if (cell === null) return h('td', {});
    const { view } = this.model;
    const pair = `${view.name[method]} on ${view.name[dataset]}`;
    const open = () => this.events.select({ kind: 'link', a: method, b: dataset });
    if (cell.gap !== null)
      return h(
        'td',
        { class: 'hole' },
        h(
          'span',
          { role: 'img', title: cell.gap, 'aria-label': `${pair}: suggested. ${cell.gap}`, tabindex: '0' },
          '○',
        ),
      );
    const best = view.results.get(cell.best);
    const shade = Math.min(4, 1 + Math.floor(Math.log2(cell.papers)));
    return h(
      'td',
      { class: `filled shade${shade}` },
      h(
        'button',
        { class: 'plain', title: `${pair}: ${count(cell.papers, 'paper')}`, onclick: open },
        thousands(cell.papers),
      ),
      best &&
        h(
          'button',
          {
            class: 'plain best',
            title: `${view.name[cell.best]}, best claimed for ${pair}`,
            onclick: () => this.events.select({ kind: 'node', node: cell.best }),
          },
          best.valueRaw,
        ),
    );
  }

  private name(node: number): HTMLElement {
    return h(
      'button',
      { class: 'plain', title: this.model.view.name[node]!, onclick: () => this.events.select({ kind: 'node', node }) },
      swatch(NODE_TYPES[this.model.view.type[node]!]!),
      shorten(this.model.view.name[node]!, NAME_LETTERS),
    );
  }

  private csv({ methods, datasets, cells }: Matrix): string {
    const { view } = this.model;
    return csvOf(
      ['method', 'dataset', 'papers', 'best', 'bestMetric', 'suggested'],
      methods.flatMap((method, m) =>
        datasets.flatMap((dataset, d) => {
          const cell = cells[m]![d];
          if (!cell) return [];
          const best = view.results.get(cell.best);
          const metric = best && best.slots.metric >= 0 ? view.name[best.slots.metric]! : '';
          return [[view.name[method]!, view.name[dataset]!, cell.papers, best?.valueRaw ?? '', metric, cell.gap ?? '']];
        }),
      ),
    );
  }
}
