import { EDGE_TYPES, NODE_TYPES, ROLES, type ViewSentence } from '../view.js';
import { add, fill, h, swatch } from './dom.js';
import type { Focus } from './looks.js';
import {
  edgesOfLink,
  edgesOfNode,
  linkBetween,
  MENTIONS,
  type Model,
  missingAround,
  namedTogether,
  PAPER,
  RESULT,
} from './model.js';
import type { Selected, State } from './state.js';
import { pieces, type Texts } from './texts.js';
import { count, EDGE_WORDS, ROLE_WORDS, TYPE_WORDS, thousands } from './words.js';

export interface PanelEvents {
  select(selected: Selected): void;
  pick(node: number): void;
  /** Fetches more of what is around a node and shows it; `null` where the page has no server to ask. */
  readonly bring: ((node: number) => Promise<void>) | null;
}

const SENTENCES_AT_ONCE = 8;
const NEIGHBOURS_A_TYPE = 6;
const REPORTS = EDGE_TYPES.indexOf('REPORTS');

/** What is known about the selection, as text. Nothing that comes from a paper is ever read as markup. */
export class Panel {
  /** Rises with each call, so that sentences that arrive late do not land in another node's panel. */
  private turn = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly model: Model,
    private readonly texts: Texts,
    private readonly events: PanelEvents,
  ) {}

  show(state: State, focus: Focus | null): void {
    const turn = ++this.turn;
    const { selected } = state;
    this.place.scrollTop = 0;
    if (state.path && state.picked.length >= 2) this.showPath(state, focus);
    else if (state.path && state.picked.length === 1) this.showPathFrom(state.picked[0]!);
    else if (selected?.kind === 'node') {
      const type = this.model.view.type[selected.node]!;
      if (type === PAPER) this.showPaper(selected.node, turn);
      else if (type === RESULT) this.showResult(selected.node, turn);
      else this.showEntity(selected.node, turn);
    } else if (selected?.kind === 'link') this.showLink(selected.a, selected.b, turn);
    else if (selected?.kind === 'community') this.showCommunity(selected.community);
    else if (state.picked.length > 0) this.showPicked(state, focus);
    else this.showOverview();
  }

  private showOverview(): void {
    const { view, shownCommunities } = this.model;
    fill(
      this.place,
      h('h2', {}, 'Overview'),
      h('p', {}, view.meta.title),
      h(
        'p',
        { class: 'soft' },
        `${count(view.meta.entitiesInAll, 'thing')} that they are about. `,
        'Choose a point, a line or the name of a cluster to read the sentences behind it.',
      ),
      shownCommunities.length > 0 && h('h3', {}, 'Clusters'),
      h(
        'ul',
        { class: 'rows' },
        shownCommunities
          // Crumbs would fill the list with names that nobody sees on the map.
          .filter(
            (community, rank) => rank < 8 || view.communities[community]!.membersInAll > view.meta.entitiesInAll / 200,
          )
          .slice(0, 24)
          .map((community) => {
            const { label, membersInAll } = view.communities[community]!;
            return h(
              'li',
              {},
              this.communityButton(community, label),
              h('span', { class: 'soft' }, ` ${thousands(membersInAll)}`),
            );
          }),
      ),
      h('h3', {}, 'Most written about'),
      ...['Method', 'Dataset', 'Task'].map((type) => {
        const top: number[] = [];
        for (const node of this.model.order) {
          if (NODE_TYPES[view.type[node]!] === type && top.push(node) >= NEIGHBOURS_A_TYPE) break;
        }
        return top.length > 0 && [h('h4', {}, TYPE_WORDS[type]![1]), this.nodeList(top)];
      }),
    );
  }

  private showEntity(node: number, turn: number): void {
    const { model } = this;
    const { view } = model;
    const community = model.communityOf[node]!;
    const aliases = [...new Set([view.abbreviation[node] ?? '', ...view.aliases[node]!])].filter((a) => a !== '');
    const roles = ROLES.flatMap((role, r) => {
      const papers = view.roles[node * ROLES.length + r]!;
      return papers > 0 ? [`${ROLE_WORDS[role]} in ${thousands(papers)}`] : [];
    });
    const proposedIn = view.proposedIn[node]!;
    const [first, last] = [view.firstYear[node]!, view.lastYear[node]!];
    const sentences = h('div', { class: 'sentences' });
    fill(
      this.place,
      this.heading(node),
      aliases.length > 0 &&
        h('p', { class: 'aliases' }, h('span', { class: 'soft' }, 'also '), aliases.slice(0, 12).join(' · ')),
      facts([
        ['Papers', count(view.papers[node]!, 'paper')],
        ['Years', first ? (first === last ? String(first) : `${first} to ${last}`) : null],
        ['Cluster', community >= 0 ? this.communityButton(community, view.communities[community]!.label) : null],
        ['Roles', roles.length > 0 ? roles.join(', ') : null],
        ['Proposed in', proposedIn >= 0 ? this.nodeButton(proposedIn) : null],
      ]),
      this.missing(node),
      this.yearChart(node),
      this.neighbours(node),
      this.together(node),
      this.resultTable(this.resultsOf(node), node),
      h('h3', {}, 'Sentences'),
      sentences,
    );
    this.streamSentences(sentences, this.texts.sentencesOf(node), turn);
  }

  private showPaper(node: number, turn: number): void {
    const { view } = this.model;
    const body = h('div', {}, h('p', { class: 'soft' }, 'Reading…'));
    const mentions = Array.from(edgesOfNode(this.model, node)).filter(
      (edge) => view.edgeType[edge] === MENTIONS && view.source[edge] === node,
    );
    fill(this.place, this.heading(node), this.missing(node), body);
    const read = Promise.all([
      this.texts.paper(node),
      Promise.all(mentions.map(async (edge) => this.texts.sentences(await this.texts.proof('edges', edge)))),
    ]);
    this.orWhy(body, turn, read, ([paper, evidence]) => {
      if (turn !== this.turn) return;
      const marks = evidence
        .flat()
        .filter((sentence) => sentence.paper === node && sentence.field === 'abstract')
        .flatMap(({ start, marks: inside }) => inside.map(([s, e]) => [start + s, start + e] as const));
      const things = mentions
        .map((edge) => view.target[edge]!)
        .sort((a, b) => this.model.view.papers[b]! - this.model.view.papers[a]! || a - b);
      fill(
        body,
        facts([
          ['Authors', paper.authors.length > 0 ? shortList(paper.authors, 8) : null],
          ['Year', view.firstYear[node] ? String(view.firstYear[node]) : null],
          ['Venue', paper.venue],
          ['Source', paper.url ? h('a', { href: paper.url }, paper.url) : view.id[node]!],
        ]),
        h('h3', {}, 'Abstract'),
        h('p', { class: 'abstract' }, marked(paper.abstract, marks)),
        this.resultTable(this.resultsOf(node), node),
        things.length > 0 && h('h3', {}, 'About'),
        ...NODE_TYPES.flatMap((type, t) => {
          const group = things.filter((thing) => view.type[thing] === t);
          return group.length > 0 ? [h('h4', {}, TYPE_WORDS[type]![1]), this.nodeList(group)] : [];
        }),
      );
    });
  }

  private showResult(node: number, turn: number): void {
    const sentences = h('div', { class: 'sentences' });
    fill(this.place, this.heading(node), this.resultTable([node], -1), h('h3', {}, 'Sentence'), sentences);
    const read = this.texts.proof('nodes', node).then((proof) => this.texts.sentences(proof));
    this.orWhy(sentences, turn, read, (found) =>
      fill(
        sentences,
        found.map((sentence) => this.quote(sentence)),
      ),
    );
  }

  private showLink(a: number, b: number, turn: number): void {
    const { view } = this.model;
    const link = linkBetween(this.model, a, b);
    const edges = link < 0 ? [] : Array.from(edgesOfLink(this.model, link));
    edges.sort((x, y) => view.support[y]! - view.support[x]! || x - y);
    fill(
      this.place,
      h('p', { class: 'kind' }, 'Link'),
      h('h2', {}, this.nodeButton(a), ' and ', this.nodeButton(b)),
      edges.length === 0 && h('p', {}, 'No sentence joins these two.'),
      ...edges.map((edge) => {
        const sentences = h('div', { class: 'sentences' }, h('p', { class: 'soft' }, 'Reading…'));
        const extra = h('span', {});
        const read = this.texts
          .proof('edges', edge)
          .then(async (proof) => ({ proof, found: await this.texts.sentences(proof) }));
        this.orWhy(sentences, turn, read, ({ proof, found }) => {
          const metric = Number(proof.extra.metric ?? -1);
          const dataset = Number(proof.extra.dataset ?? -1);
          fill(
            extra,
            typeof proof.extra.margin === 'number' && `, by ${proof.extra.margin}`,
            metric >= 0 && [' in ', this.nodeButton(metric)],
            dataset >= 0 && [' on ', this.nodeButton(dataset)],
            typeof proof.extra.devices === 'number' && `, ${proof.extra.devices} devices`,
            typeof proof.extra.hours === 'number' && `, ${proof.extra.hours} hours`,
          );
          fill(
            sentences,
            found.map((sentence) => this.quote(sentence)),
            this.morePapers(
              proof.papers.filter((paper) => !found.some((s) => s.paper === paper)),
              view.support[edge]!,
            ),
          );
        });
        return h(
          'section',
          { class: 'relation' },
          h(
            'h3',
            {},
            this.nodeButton(view.source[edge]!),
            ` ${EDGE_WORDS[EDGE_TYPES[view.edgeType[edge]!]!]![0]} `,
            this.nodeButton(view.target[edge]!),
            extra,
          ),
          h(
            'p',
            { class: 'soft' },
            count(view.support[edge]!, 'paper'),
            yearsText(view.edgeFirstYear[edge]!, view.edgeLastYear[edge]!),
            view.edgeInferred[edge] === 1 && ' · inferred: the sentence says “it” or “our model”',
          ),
          sentences,
        );
      }),
    );
  }

  /** Shows what is read, or in one line why it cannot be; neither if something else is shown by then. */
  private orWhy<T>(place: HTMLElement, turn: number, read: Promise<T>, show: (found: T) => void): void {
    read.then(
      (found) => turn === this.turn && show(found),
      (error: unknown) =>
        turn === this.turn &&
        fill(place, h('p', { class: 'fault' }, error instanceof Error ? error.message : String(error))),
    );
  }

  /** What the graph has around a node and the page has not, with the way to get it. */
  private missing(node: number): HTMLElement | null {
    const lost = missingAround(this.model, node);
    const words = lost.flatMap((many, kind) =>
      many > 0 ? [count(many, ['neighbour', 'paper', 'result'][kind]!)] : [],
    );
    if (words.length === 0) return null;
    const { bring } = this.events;
    const what = words.length < 2 ? words[0]! : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
    if (!bring)
      return h(
        'p',
        { class: 'missing' },
        `Not in this file but in the graph: ${what} more. papergraph view shows them.`,
      );
    const line = h('p', { class: 'missing' });
    const ask = h(
      'button',
      {
        class: 'small',
        id: 'bring',
        onclick: () => {
          ask.disabled = true;
          ask.textContent = 'Fetching…';
          bring(node).catch((error: unknown) =>
            fill(
              line,
              h('span', { class: 'fault' }, error instanceof Error ? error.message : String(error)),
              ' ',
              again(),
            ),
          );
        },
      },
      'Fetch them',
    );
    const again = () => {
      ask.disabled = false;
      ask.textContent = 'Try again';
      return ask;
    };
    add(line, [`Not on the map: ${what} more. `, ask]);
    return line;
  }

  private showCommunity(community: number): void {
    const { view } = this.model;
    const { label, description, members, stability, papers, parent, membersInAll, papersInAll } =
      view.communities[community]!;
    const parts = [...view.communities.keys()].filter((i) => view.communities[i]!.parent === community);
    const of = (here: number, all: number, one: string) =>
      here < all ? `${thousands(here)} of ${count(all, one)} on this page` : count(all, one);
    fill(
      this.place,
      h('p', { class: 'kind' }, 'Cluster'),
      h('h2', {}, label),
      description !== '' && h('p', { class: 'lines' }, description),
      facts([
        ['Members', of(members.length, membersInAll, 'thing')],
        ['Papers', papersInAll > 0 ? of(papers.length, papersInAll, 'paper') : null],
        ['Stability', `${Math.round(stability * 100)} % of repeated runs keep its pairs together`],
        ['Part of', parent >= 0 ? this.communityButton(parent, view.communities[parent]!.label) : null],
        [
          'Parts',
          parts.length > 1
            ? unfolding(parts, NEIGHBOURS_A_TYPE, (part) =>
                h('li', {}, this.communityButton(part, view.communities[part]!.label)),
              )
            : null,
        ],
      ]),
      ...NODE_TYPES.flatMap((type, t) => {
        const group = members.filter((node) => view.type[node] === t);
        return group.length > 0
          ? [
              h('h3', {}, `${TYPE_WORDS[type]![1]} `, h('span', { class: 'soft' }, thousands(group.length))),
              this.longList(group),
            ]
          : [];
      }),
      papers.length > 0 && [h('h3', {}, 'Papers'), this.longList(papers)],
    );
  }

  private showPath(state: State, focus: Focus | null): void {
    const [from, to] = state.picked as [number, number];
    const links = [...(focus?.links ?? [])];
    const nodes = orderPath(this.model, from, links);
    fill(
      this.place,
      h('p', { class: 'kind' }, 'Shortest path'),
      h('h2', {}, this.nodeButton(from), ' to ', this.nodeButton(to)),
      links.length === 0
        ? h('p', {}, 'Nothing that is shown joins these two. Wider filters may.')
        : h('p', { class: 'soft' }, count(links.length, 'step')),
      h(
        'ol',
        { class: 'path' },
        nodes.map((node, i) => {
          const next = nodes[i + 1];
          return h(
            'li',
            {},
            this.nodeButton(node),
            next !== undefined &&
              h(
                'button',
                { class: 'step', onclick: () => this.events.select({ kind: 'link', a: node, b: next }) },
                this.relationText(node, next),
              ),
          );
        }),
      ),
    );
  }

  private showPathFrom(node: number): void {
    fill(
      this.place,
      h('p', { class: 'kind' }, 'Shortest path'),
      h('h2', {}, this.nodeButton(node), ' to …'),
      h('p', { class: 'prompt' }, 'Choose the other end: a point on the map, or a name from the search.'),
    );
  }

  private showPicked(state: State, focus: Focus | null): void {
    const { picked } = state;
    const common = [...(focus?.nodes ?? [])].filter((node) => !picked.includes(node));
    common.sort((a, b) => this.model.view.papers[b]! - this.model.view.papers[a]! || a - b);
    fill(
      this.place,
      h('p', { class: 'kind' }, 'Collection'),
      h('h2', {}, count(picked.length, 'thing'), ' picked'),
      h(
        'ul',
        { class: 'rows' },
        picked.map((node) =>
          h(
            'li',
            {},
            this.nodeButton(node),
            h(
              'button',
              {
                class: 'step',
                'aria-label': `Take ${this.model.view.name[node]} out`,
                onclick: () => this.events.pick(node),
              },
              'take out',
            ),
          ),
        ),
      ),
      picked.length === 1 &&
        h('p', { class: 'prompt' }, 'Add more with Shift and a click, or with “Collect” above a panel.'),
      picked.length > 1 &&
        h('h3', {}, common.length > 0 ? 'Linked to all of them' : 'Nothing is linked to all of them'),
      picked.length > 1 && this.longList(common),
    );
  }

  private heading(node: number): Node[] {
    const { view } = this.model;
    const type = NODE_TYPES[view.type[node]!]!;
    return [
      h('p', { class: 'kind' }, swatch(type), TYPE_WORDS[type]![0]),
      h('h2', { tabindex: '-1' }, view.name[node]!),
    ];
  }

  private neighbours(node: number): (Node | false)[] {
    const { model } = this;
    const { view } = model;
    // By type of the other end, each with all that joins the two.
    const best = new Map<number, { support: number; words: Map<string, number> }>();
    for (const edge of edgesOfNode(model, node)) {
      const forward = view.source[edge] === node;
      const other = forward ? view.target[edge]! : view.source[edge]!;
      if (!model.isEntity[other]) continue;
      const support = view.support[edge]!;
      const words = EDGE_WORDS[EDGE_TYPES[view.edgeType[edge]!]!]![forward ? 0 : 1];
      const known = best.get(other) ?? { support: 0, words: new Map<string, number>() };
      known.words.set(words, Math.max(known.words.get(words) ?? 0, support));
      known.support = Math.max(known.support, support);
      best.set(other, known);
    }
    if (best.size === 0) return [];
    const groups = NODE_TYPES.flatMap((type, t) => {
      const list = [...best].filter(([other]) => view.type[other] === t);
      list.sort(([a, x], [b, y]) => y.support - x.support || view.papers[b]! - view.papers[a]! || a - b);
      return list.length > 0 ? [{ type, list }] : [];
    });
    return [
      h('h3', {}, 'Neighbours'),
      ...groups.flatMap(({ type, list }) => [
        h('h4', {}, TYPE_WORDS[type]![1], ' ', h('span', { class: 'soft' }, thousands(list.length))),
        unfolding(list, NEIGHBOURS_A_TYPE, ([other, { support, words }]) =>
          h(
            'li',
            {},
            this.nodeButton(other),
            h(
              'button',
              {
                class: 'step',
                title: 'Read the sentences',
                onclick: () => this.events.select({ kind: 'link', a: node, b: other }),
              },
              `${[...words]
                .sort((x, y) => y[1] - x[1])
                .map(([word]) => word)
                .join(', ')} · ${thousands(support)}`,
            ),
          ),
        ),
      ]),
    ];
  }

  /** Names of the same papers: what no relation says, but the company does. */
  private together(node: number): (Node | false)[] {
    const { view } = this.model;
    if (!edgesOfNode(this.model, node).some((edge) => view.edgeType[edge] === MENTIONS)) return [];
    const box = h('details', {}, h('summary', {}, 'Named in the same papers'));
    // Counted when somebody looks: of what thousands of papers name that is most of the graph.
    const count = () => {
      const list = namedTogether(this.model, node);
      box.append(
        list.length === 0
          ? h('p', { class: 'soft' }, 'Nothing else.')
          : unfolding(list, 10, ([other, papers]) =>
              h('li', {}, this.nodeButton(other), h('span', { class: 'soft' }, thousands(papers))),
            ),
      );
    };
    box.addEventListener('toggle', count, { once: true });
    return [box];
  }

  /** Results that a node takes part in, newest first. */
  private resultsOf(node: number): number[] {
    const { view } = this.model;
    const found = new Set<number>();
    for (const edge of edgesOfNode(this.model, node)) {
      if (view.edgeType[edge] === REPORTS) found.add(view.target[edge]!);
      else if (view.type[view.source[edge]!] === RESULT) found.add(view.source[edge]!);
    }
    const year = (result: number) => view.firstYear[view.results.get(result)?.slots.paper ?? -1] ?? 0;
    return [...found].sort((a, b) => year(b) - year(a) || a - b);
  }

  private resultTable(results: readonly number[], about: number): (Node | false)[] {
    const { view } = this.model;
    if (results.length === 0) return [];
    const columns = (['method', 'dataset', 'metric'] as const).filter((slot) =>
      results.some((result) => (view.results.get(result)?.slots[slot] ?? -1) !== about),
    );
    const cell = (node: number) => h('td', {}, node >= 0 ? this.nodeButton(node) : '');
    const body = h('tbody', {});
    const row = (result: number) => {
      const found = view.results.get(result)!;
      const { slots } = found;
      return h(
        'tr',
        {},
        h(
          'td',
          { class: 'number' },
          h(
            'button',
            {
              class: 'plain',
              title: 'Read the sentence',
              onclick: () => this.events.select({ kind: 'node', node: result }),
            },
            `${found.isDelta ? 'by ' : ''}${found.valueRaw}`,
          ),
        ),
        columns.map((slot) => cell(slots[slot])),
        about !== slots.paper &&
          h(
            'td',
            {},
            slots.paper >= 0 ? this.nodeButton(slots.paper, String(view.firstYear[slots.paper] || 'read')) : '',
          ),
      );
    };
    return [
      h('h3', {}, 'Results', h('span', { class: 'soft' }, ' as claimed in the abstracts')),
      h(
        'div',
        { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Results' },
        h(
          'table',
          {},
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              [
                'Value',
                ...columns.map((c) => c[0]!.toUpperCase() + c.slice(1)),
                ...(results.some((r) => view.results.get(r)!.slots.paper !== about) ? ['Paper'] : []),
              ].map((c) => h('th', { scope: 'col' }, c)),
            ),
          ),
          body,
        ),
      ),
      ...growing(body, results, 10, row),
    ];
  }

  /** Papers by year, as bars; the numbers are in the list that a screen reader reads. */
  private yearChart(node: number): (Node | false)[] {
    const { view } = this.model;
    const byYear = new Map<number, number>();
    let papers = 0;
    for (const edge of edgesOfNode(this.model, node)) {
      if (view.edgeType[edge] !== MENTIONS) continue;
      const year = view.firstYear[view.source[edge]!]!;
      papers++;
      if (year) byYear.set(year, (byYear.get(year) ?? 0) + 1);
    }
    if (byYear.size < 2) return [];
    const [first, last] = [Math.min(...byYear.keys()), Math.max(...byYear.keys())];
    const most = Math.max(...byYear.values());
    const years = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const [width, height] = [Math.max(120, years.length * 22), 64];
    svg.setAttribute('viewBox', `0 0 ${width} ${height + 16}`);
    svg.setAttribute('class', 'chart');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', `Papers by year: ${years.map((y) => `${y}: ${byYear.get(y) ?? 0}`).join(', ')}`);
    const step = width / years.length;
    const every = Math.ceil(30 / step);
    years.forEach((year, i) => {
      const papers = byYear.get(year) ?? 0;
      const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      const tall = papers === 0 ? 0 : Math.max(2, (papers / most) * (height - 12));
      for (const [key, value] of Object.entries({
        x: i * step + 1.5,
        y: height - tall,
        width: step - 3,
        height: tall,
        rx: 1.5,
      }))
        bar.setAttribute(key, String(value));
      const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
      title.textContent = `${year}: ${count(papers, 'paper')}`;
      bar.append(title);
      svg.append(bar);
      if (i % every === 0 || i === years.length - 1) {
        if (i === years.length - 1 && i % every !== 0 && i % every < every / 2) return;
        const label = document.createElementNS('http://www.w3.org/2000/svg', 'text');
        label.setAttribute('x', String(i * step + step / 2));
        label.setAttribute('y', String(height + 13));
        label.textContent = String(year);
        svg.append(label);
      }
    });
    const isPart = papers < view.papers[node]!;
    const part = isPart && h('span', { class: 'soft' }, ` of ${thousands(papers)} on this page`);
    return [h('h3', {}, 'Papers by year', part), svg as unknown as HTMLElement];
  }

  private streamSentences(place: HTMLElement, source: AsyncGenerator<ViewSentence>, turn: number): void {
    const more = h('button', { class: 'more', hidden: true }, 'Show more sentences');
    const list = h('div', {});
    fill(place, list, more);
    const step = async () => {
      more.hidden = true;
      for (let shown = 0; shown < SENTENCES_AT_ONCE; shown++) {
        const next = await source.next();
        if (turn !== this.turn) return;
        if (next.done) {
          if (list.childElementCount === 0) fill(list, h('p', { class: 'soft' }, 'None is quoted.'));
          return;
        }
        list.append(this.quote(next.value));
      }
      more.hidden = false;
    };
    const steps = () =>
      step().catch((error: unknown) => {
        if (turn !== this.turn) return;
        list.append(h('p', { class: 'fault' }, error instanceof Error ? error.message : String(error)));
      });
    more.addEventListener('click', () => void steps());
    void steps();
  }

  private quote({ paper, field, text, marks }: ViewSentence): HTMLElement {
    const { view } = this.model;
    const year = paper >= 0 ? view.firstYear[paper]! : 0;
    const source = h('a', { class: 'source' }, 'source');
    const quote = h(
      'figure',
      { class: 'quote' },
      h('blockquote', {}, marked(text, marks)),
      h(
        'figcaption',
        {},
        paper >= 0 && this.nodeButton(paper),
        year > 0 && ` ${year}`,
        field === 'title' && ' · title',
        paper >= 0 && source,
      ),
    );
    if (paper >= 0)
      void this.texts.paper(paper).then(
        ({ url }) => {
          if (url === null) source.remove();
          else source.replaceWith(h('a', { class: 'source', href: url }, 'source'));
        },
        () => source.remove(),
      );
    return quote;
  }

  private morePapers(papers: readonly number[], support: number): (Node | false)[] {
    if (papers.length === 0) return [];
    const details = h(
      'details',
      {},
      h('summary', {}, `${count(papers.length, 'more paper')} of ${thousands(support)}`),
    );
    details.append(this.longList(papers));
    return [details];
  }

  private relationText(a: number, b: number): string {
    const { view } = this.model;
    const link = linkBetween(this.model, a, b);
    if (link < 0) return '';
    return Array.from(edgesOfLink(this.model, link), (edge) => {
      const words = EDGE_WORDS[EDGE_TYPES[view.edgeType[edge]!]!]![view.source[edge] === a ? 0 : 1];
      return `${words} (${thousands(view.support[edge]!)})`;
    }).join(', ');
  }

  private nodeList(nodes: readonly number[]): HTMLElement {
    return h(
      'ul',
      { class: 'rows' },
      nodes.map((node) => this.nodeRow(node)),
    );
  }

  private longList(nodes: readonly number[]): HTMLElement {
    return unfolding(nodes, 10, (node) => this.nodeRow(node));
  }

  private nodeRow(node: number): HTMLElement {
    const { view } = this.model;
    const papers = view.papers[node]!;
    const year = view.firstYear[node]!;
    const aside = this.model.isEntity[node] ? thousands(papers) : year > 0 ? String(year) : '';
    return h('li', {}, this.nodeButton(node), h('span', { class: 'soft' }, ` ${aside}`));
  }

  private nodeButton(node: number, text?: string): HTMLElement {
    const type = NODE_TYPES[this.model.view.type[node]!]!;
    return h(
      'button',
      { class: 'plain', onclick: () => this.events.select({ kind: 'node', node }) },
      text === undefined && type !== 'Paper' && swatch(type),
      text ?? this.model.view.name[node]!,
    );
  }

  private communityButton(community: number, label: string): HTMLElement {
    return h(
      'button',
      { class: 'plain', onclick: () => this.events.select({ kind: 'community', community }) },
      h('span', { class: 'dot', 'data-rank': this.model.rankOf[community]! }),
      label,
    );
  }
}

function orderPath(model: Model, from: number, links: readonly number[]): number[] {
  const nodes = [from];
  const left = new Set(links);
  for (let node = from; left.size > 0; ) {
    const link = [...left].find((l) => model.linkA[l] === node || model.linkB[l] === node);
    if (link === undefined) break;
    left.delete(link);
    node = model.linkA[link] === node ? model.linkB[link]! : model.linkA[link]!;
    nodes.push(node);
  }
  return nodes;
}

function facts(rows: readonly (readonly [string, Node | string | null])[]): HTMLElement {
  return h(
    'dl',
    {},
    rows.flatMap(([name, value]) => (value === null ? [] : [h('dt', {}, name), h('dd', {}, value)])),
  );
}

function marked(text: string, marks: ViewSentence['marks']): (Node | string)[] {
  return pieces(text, marks).map((piece) => (piece.marked ? h('mark', {}, piece.text) : piece.text));
}

function yearsText(first: number, last: number): string {
  return first ? (first === last ? ` · ${first}` : ` · ${first} to ${last}`) : '';
}

function shortList(names: readonly string[], most: number): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** A list that shows its first rows and grows on demand, so that a node with a thousand neighbours opens at once. */
function unfolding<T>(items: readonly T[], atFirst: number, row: (item: T) => HTMLElement): HTMLElement {
  const list = h('ul', { class: 'rows' });
  const box = h('div', {}, list);
  box.append(...growing(list, items, atFirst, row));
  return box;
}

function growing<T>(
  list: HTMLElement,
  items: readonly T[],
  step: number,
  row: (item: T) => HTMLElement,
): HTMLElement[] {
  let shown = 0;
  const more = h('button', { class: 'more' });
  const grow = (by: number) => {
    const next = items.slice(shown, shown + by);
    shown += next.length;
    list.append(...next.map(row));
    if (shown >= items.length) more.remove();
    else more.textContent = `Show more (${thousands(items.length - shown)} left)`;
  };
  more.addEventListener('click', () => grow(step * 5));
  grow(step);
  return shown < items.length ? [more] : [];
}
