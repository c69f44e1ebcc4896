import { growView, type Part } from '../view/part.js';
import { decodeCore, NODE_TYPES } from '../view.js';
import { Controls } from './controls.js';
import { fill, h, part } from './dom.js';
import { edgesCsv, gexfOf, jsonOf, partOf } from './files.js';
import { wireFind } from './find.js';
import { whyNoWebgl } from './gl-guard.js';
import { type Focus, focusOf, type Shown, shownBy } from './looks.js';
import { MatrixView } from './matrix.js';
import { buildModel, type Model, numbersOf, PAPER, regrow } from './model.js';
import { coloursOf, communityColour, type Theme, typeColour } from './palette.js';
import { Panel } from './panel.js';
import { fitted, svgOf } from './picture.js';
import { type Rest, restOfPage } from './rest.js';
import { Scene } from './scene.js';
import { buildSearch, type Search } from './search.js';
import { fromHash, type Selected, type State, toHash } from './state.js';
import { Table } from './table.js';
import { blocksOfPage, Texts } from './texts.js';
import { chosen, stepOut, Tools } from './tools.js';
import { count, TYPE_WORDS, thousands } from './words.js';

/** What decides which nodes and links are shown; a change of anything else leaves the picture's base as it is. */
const FILTERS = [
  'types',
  'edgeTypes',
  'roles',
  'community',
  'years',
  'leastPapers',
  'leastSupport',
  'twoSided',
] as const;
const CAMERA_WAIT_MS = 250;

async function start(): Promise<void> {
  const read = blocksOfPage(document);
  const view = decodeCore(await read('core'));
  const page = new Page(buildModel(view), read, restOfPage(document));
  page.open();
  await page.fetchNamed();
}

class Page {
  private state: State;
  private shown: Shown;
  private focus: Focus | null = null;
  private scene: Scene | null = null;
  private theme: Theme = 'light';
  private said = '';
  private searchIndex: Search | null = null;
  private readonly texts: Texts;
  private readonly panel: Panel;
  private readonly controls: Controls;
  private readonly table: Table;
  private readonly matrix: MatrixView;
  private readonly tools: Tools;
  /** What has been fetched from the server, so that nothing is taken in twice, and how far around each node. */
  private readonly known = new Set<string>();
  private readonly nextPage = new Map<number, number | null>();
  private readonly base: number;
  /** Rises whenever the filters leave something else. */
  private shownTurn = 0;
  private readonly calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

  constructor(
    private readonly model: Model,
    read: ConstructorParameters<typeof Texts>[1],
    private readonly rest: Rest | null,
  ) {
    this.base = model.view.nodeCount;
    this.state = fromHash(location.hash, model.view);
    this.shown = shownBy(this.state, model);
    this.texts = new Texts(model, read);
    const select = (selected: Selected) => this.select(selected);
    this.panel = new Panel(part('panel-body'), model, this.texts, {
      select,
      pick: (node) => this.pick(node),
      bring: rest && ((node) => this.bring(node)),
    });
    this.controls = new Controls(
      part('filters'),
      model,
      (patch) => this.change(patch),
      () => this.showFilters(false),
    );
    const save = (name: string, type: string, text: string) => this.save(name, new Blob([text], { type }));
    this.table = new Table(part('table'), model, {
      select,
      copy: (text) => void this.copy(text, 'Table copied'),
      save,
    });
    this.matrix = new MatrixView(part('matrix'), model, { select, save });
    this.tools = new Tools(
      part('panel-tools'),
      model,
      (patch) => this.change(patch),
      () => void this.scene?.goTo([...(this.focus?.nodes ?? [])]),
    );
  }

  open(): void {
    const { meta } = this.model.view;
    part('title').textContent = meta.title;
    part('title').title = meta.title;
    this.wireTheme();
    this.wireHeader();
    this.wireKeys();
    this.openScene();
    this.draw();
    new ResizeObserver(() => this.scene?.resize()).observe(part('map'));
    addEventListener('hashchange', () => {
      this.fromAddress();
      void this.fetchNamed();
    });
    const partly = partlyShown(this.model, this.base, this.rest !== null);
    if (partly !== null) this.notice(partly);
    else if (meta.entitiesInAll === 0)
      this.notice('This graph is empty: no method, dataset, task, metric or hardware was found.');
    document.body.dataset.ready = 'true';
    // For tests and for the curious: where the picture has put the largest point and the name of a cluster.
    Object.assign(document.body, {
      pg: { largest: () => this.largest(), cluster: () => this.scene?.someCluster() ?? null },
    });
  }

  private largest(): { name: string; x: number; y: number } | null {
    const node = this.model.order.find((n) => this.shown.nodes[n] === 1);
    if (node === undefined || !this.scene) return null;
    return { name: this.model.view.name[node]!, ...this.scene.project(node) };
  }

  /** The one way in which anything changes. */
  private change(patch: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...patch };
    const hash = toHash(this.state, this.model.view);
    const withoutCamera = (state: State) => toHash({ ...state, camera: null }, this.model.view);
    // What one visits is a step of the history; how far a slider or the camera went is not.
    const isStep =
      before.selected !== this.state.selected || before.mode !== this.state.mode || before.picked !== this.state.picked;
    if (isStep && withoutCamera(before) !== withoutCamera(this.state)) history.pushState(null, '', `#${hash}`);
    else history.replaceState(null, '', `#${hash}`);
    this.draw(before);
  }

  /** What the address names and the page does not hold, it asks its server for; then the address means all of it. */
  async fetchNamed(): Promise<void> {
    if (!this.rest) return;
    const said = new URLSearchParams(location.hash.slice(1));
    const [a, b] = said.getAll('link');
    const numberOf = numbersOf(this.model);
    const wanted = [
      ...[said.get('node'), ...said.getAll('pick').slice(0, 20)].filter((id) => id !== null).map((id) => [id] as const),
      ...(a !== undefined && b !== undefined ? [[a, b] as const] : []),
    ].filter((ids) => ids.some((id) => numberOf(id) < 0));
    if (wanted.length === 0) return;
    const { hash } = location;
    try {
      for (const [id, withId] of wanted) this.takeIn(await this.rest.around(id, 0, withId));
    } catch (error) {
      this.notice(error instanceof Error ? error.message : String(error));
    }
    // Whoever has gone on meanwhile stays there.
    if (location.hash === hash) this.state = fromHash(hash, this.model.view);
    this.redraw();
    this.panel.show(this.state, this.focus);
    this.say();
  }

  /** One more page of what is around a node. */
  private async bring(node: number): Promise<void> {
    const from = this.nextPage.get(node) ?? 0;
    const found = await this.rest!.around(this.model.view.id[node]!, from);
    this.nextPage.set(node, found.next);
    this.takeIn(found);
    this.redraw();
    const { selected } = this.state;
    if (selected?.kind !== 'node' || selected.node !== node) return;
    this.panel.show(this.state, this.focus);
    this.say();
    document.getElementById('bring')?.focus();
  }

  /** Something that the search of the server has found: fetched with what is around it, then selected. */
  private async selectFar(id: string): Promise<void> {
    part('live').textContent = 'Fetching…';
    try {
      const found = await this.rest!.around(id);
      this.takeIn(found);
      const node = numbersOf(this.model)(id);
      this.nextPage.set(node, found.next);
      this.redraw();
      this.select({ kind: 'node', node });
    } catch (error) {
      this.notice(error instanceof Error ? error.message : String(error));
    }
  }

  private takeIn(part: Part): void {
    const { model } = this;
    const before = model.view.nodeCount;
    const { view, ...texts } = growView(model.view, part, this.base, this.known);
    if (view.nodeCount === before && view.edgeCount === model.view.edgeCount) return;
    regrow(model, view);
    this.texts.grow(texts);
    this.searchIndex?.grow(Array.from({ length: view.nodeCount - before }, (_, i) => before + i));
    this.scene?.grow();
  }

  /** Everything again, after the model has grown. */
  private redraw(): void {
    this.shown = shownBy(this.state, this.model);
    this.shownTurn++;
    this.draw(this.state);
    const partly = partlyShown(this.model, this.base, this.rest !== null);
    if (partly !== null) this.notice(partly);
  }

  private fromAddress(): void {
    const before = this.state;
    this.state = fromHash(location.hash, this.model.view);
    if (this.state.camera) this.scene?.setCamera(this.state.camera);
    this.draw(before);
  }

  private draw(before?: State): void {
    const { state, model } = this;
    if (!before || FILTERS.some((field) => before[field] !== state[field])) {
      this.shown = shownBy(state, model);
      this.shownTurn++;
    }
    this.focus = focusOf(state, model, this.shown);
    for (const mode of ['map', 'table', 'matrix'] as const) {
      part(`mode-${mode}`).setAttribute('aria-pressed', String(state.mode === mode));
      part(mode).hidden = state.mode !== mode;
    }
    part('map-tools').hidden = state.mode !== 'map';
    document.body.dataset.mode = state.mode;
    this.scene?.show(state, this.shown, this.focus, this.theme);
    if (!this.scene) this.drawStill();
    this.controls.show(state, this.shown);
    this.table.show(state, this.shown, state.mode === 'table');
    if (state.mode === 'matrix') this.matrix.show(state, this.shown, this.shownTurn);
    this.tools.show(state);
    if (!before || before.selected !== state.selected || before.picked !== state.picked || before.path !== state.path) {
      this.panel.show(state, this.focus);
      this.say();
    } else if (before.depth !== state.depth) this.say();
    document.body.classList.toggle('has-selection', state.selected !== null || state.picked.length > 0);
  }

  private select(selected: Selected): void {
    this.change(chosen(this.state, selected));
    if (selected?.kind === 'node') this.scene?.reveal(selected.node);
    if (selected?.kind === 'link') this.scene?.part(selected.a, selected.b);
    if (selected?.kind === 'community') void this.scene?.goTo([...(this.focus?.nodes ?? [])]);
  }

  /** In or out of the collection. A selected node is its first piece, as with files in a folder. */
  private pick(node: number): void {
    const { picked, selected } = this.state;
    const base = picked.length === 0 && selected?.kind === 'node' && selected.node !== node ? [selected.node] : picked;
    const next = base.includes(node) ? base.filter((n) => n !== node) : [...base, node];
    this.change({ picked: next, selected: null, path: false });
  }

  private stepOut(): void {
    const patch = stepOut(this.state);
    if (patch) this.change(patch);
  }

  private openScene(): void {
    const why = whyNoWebgl();
    if (why !== null) {
      this.notice(`${why}: here is a still picture; the table, the search and the panels work as ever.`);
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    this.scene = new Scene(
      part('map'),
      this.model,
      {
        node: (node, { add, twice }) => {
          if (twice) {
            this.change({ selected: { kind: 'node', node }, only: true });
            void this.scene?.goTo([...(this.focus?.nodes ?? [])]);
          } else if (add) this.pick(node);
          else this.select({ kind: 'node', node });
        },
        link: (a, b) => this.select({ kind: 'link', a, b }),
        community: (community) => this.select({ kind: 'community', community }),
        nothing: () => this.stepOut(),
        lost: () => {
          this.notice('The graphics card has dropped the picture: here is a still one until it comes back.');
          part('map').classList.add('is-lost');
          this.drawStill();
        },
        restored: () => {
          this.scene?.kill();
          this.scene = null;
          part('map').replaceChildren();
          part('map').classList.remove('is-lost');
          part('notice').hidden = true;
          this.openScene();
          this.draw();
        },
        camera: (camera) => {
          clearTimeout(timer);
          timer = setTimeout(() => {
            this.state = { ...this.state, camera };
            history.replaceState(null, '', `#${toHash(this.state, this.model.view)}`);
          }, CAMERA_WAIT_MS);
        },
      },
      this.calm,
    );
    if (this.state.camera) this.scene.setCamera(this.state.camera);
    const tool = (text: string, label: string, act: () => void) =>
      h('button', { 'aria-label': label, title: label, onclick: act }, text);
    fill(
      part('map-tools'),
      tool('+', 'Zoom in', () => this.scene?.zoom(1 / 1.6)),
      tool('−', 'Zoom out', () => this.scene?.zoom(1.6)),
      tool('⤢', 'Show all', () => this.scene?.setCamera(null)),
    );
  }

  private drawStill(): void {
    const box = part('map');
    const [width, height] = [Math.max(320, box.clientWidth), Math.max(320, box.clientHeight)];
    const project = fitted(this.model, width, height);
    const svg = svgOf(this.model, this.state, this.shown, this.focus, {
      width,
      height,
      theme: this.theme,
      project,
      zoom: 1,
    });
    const image = h('img', { alt: 'Still picture of the map; the table holds the same', class: 'still' });
    image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    image.addEventListener('load', () => URL.revokeObjectURL(image.src));
    box.querySelector('.still')?.remove();
    box.append(image);
  }

  private say(): void {
    const { view } = this.model;
    const { selected, picked } = this.state;
    let text = '';
    if (selected?.kind === 'node') {
      const type = TYPE_WORDS[NODE_TYPES[view.type[selected.node]!]!]![0];
      const near = (this.focus?.nodes.size ?? 1) - 1;
      text = `${type} ${view.name[selected.node]}, ${count(view.papers[selected.node]!, 'paper')}, ${count(near, 'neighbour')}`;
    } else if (selected?.kind === 'link') text = `Link of ${view.name[selected.a]} and ${view.name[selected.b]}`;
    else if (selected?.kind === 'community') text = `Cluster ${view.communities[selected.community]!.label}`;
    else if (picked.length > 0) text = `${count(picked.length, 'thing')} picked`;
    else if (this.said !== '') text = 'Nothing selected';
    this.said = text;
    part('live').textContent = text;
  }

  private notice(text: string): void {
    const line = part('notice');
    line.textContent = text;
    line.hidden = false;
  }

  private wireTheme(): void {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = (theme: Theme) => {
      this.theme = theme;
      const root = document.documentElement;
      root.dataset.theme = theme;
      for (const [i, type] of NODE_TYPES.entries())
        root.style.setProperty(`--${type.toLowerCase()}`, typeColour(i, theme));
      for (let rank = -1; rank < 16; rank++) root.style.setProperty(`--rank${rank}`, communityColour(rank, theme));
      this.scene?.show(this.state, this.shown, this.focus, theme);
    };
    this.wirePrint(apply);
    apply(dark.matches ? 'dark' : 'light');
    dark.addEventListener('change', () => apply(dark.matches ? 'dark' : 'light'));
    part('theme').addEventListener('click', () => apply(this.theme === 'light' ? 'dark' : 'light'));
  }

  /** Paper is white, and WebGL leaves nothing on it: the map is put down as SVG for as long as it is printed. */
  private wirePrint(apply: (theme: Theme) => void): void {
    let before = this.theme;
    addEventListener('beforeprint', () => {
      before = this.theme;
      if (before !== 'light') apply('light');
      if (this.state.mode !== 'map') return;
      const drawn = new DOMParser().parseFromString(this.svg(), 'image/svg+xml').documentElement;
      part('print-map').replaceChildren(document.adoptNode(drawn));
    });
    addEventListener('afterprint', () => {
      part('print-map').replaceChildren();
      if (before !== 'light') apply(before);
    });
  }

  private wireHeader(): void {
    for (const mode of ['map', 'table', 'matrix'] as const)
      part(`mode-${mode}`).addEventListener('click', () => this.change({ mode }));
    part('back').addEventListener('click', () => history.back());
    part('forward').addEventListener('click', () => history.forward());
    part('filters-button').addEventListener('click', () => this.showFilters(true));
    part('stage').addEventListener('pointerdown', () => this.filtersAreOpen() && this.showFilters(false));
    const search = () => (this.searchIndex ??= buildSearch(this.model));
    // In small steps while nobody waits, so that the first letter typed finds the index there.
    const warm = () => {
      if (search().warm()) setTimeout(warm, 20);
    };
    setTimeout(warm, 1000);
    const { rest } = this;
    wireFind(
      part<HTMLInputElement>('search'),
      part<HTMLUListElement>('hits'),
      this.model,
      search,
      (found) => {
        if (typeof found === 'string') void this.selectFar(found);
        else this.select({ kind: 'node', node: found });
      },
      rest && ((query) => rest.search(query)),
    );
    const save = (text: string, name: string, make: () => Blob | Promise<Blob | null>) =>
      h(
        'button',
        {
          onclick: () => {
            part<HTMLDetailsElement>('share').open = false;
            void Promise.resolve(make()).then((blob) => blob && this.save(name, blob));
          },
        },
        text,
      );
    const chosen = () => partOf(this.model, this.shown, this.focus);
    this.wireHelp();
    fill(
      part('share-sheet'),
      h('button', { onclick: () => void this.copy(location.href, 'Address copied') }, 'Copy the address of this view'),
      save('Picture as PNG', 'graph.png', () => this.png()),
      save('Picture as SVG', 'graph.svg', () => new Blob([this.svg()], { type: 'image/svg+xml' })),
      save(
        'Selection as GEXF',
        'graph.gexf',
        () =>
          new Blob([gexfOf(this.model, chosen(), coloursOf(this.model, this.state.colour, 'light'))], {
            type: 'application/xml',
          }),
      ),
      save('Selection as CSV', 'edges.csv', () => new Blob([edgesCsv(this.model, chosen())], { type: 'text/csv' })),
      save(
        'Selection as JSON',
        'graph-part.json',
        () => new Blob([jsonOf(this.model, chosen())], { type: 'application/json' }),
      ),
      h('button', { onclick: () => print() }, 'Print'),
      h('p', { class: 'soft' }, 'Selection: what stands out, else all that is shown.'),
    );
  }

  private filtersAreOpen(): boolean {
    return document.body.classList.contains('shows-filters');
  }

  /** On narrow screens, where the filters lie over the page. */
  private showFilters(open: boolean): void {
    document.body.classList.toggle('shows-filters', open);
    part('filters-button').setAttribute('aria-expanded', String(open));
    part(open ? 'filters-done' : 'filters-button').focus();
  }

  private wireHelp(): void {
    const sheet = part<HTMLDialogElement>('help-sheet');
    const keys: readonly (readonly [string, string])[] = [
      ['/', 'find a name, an alias, an abbreviation or a paper'],
      ['Esc', 'one step out of what is selected'],
      ['Arrows, + − 0', 'move and zoom the map, when it has the focus; Enter opens what is nearest to the middle'],
      ['Shift and click', 'gather points in a collection: what they share, a path, a matrix'],
      ['Double click', 'a point with its neighbourhood alone'],
      ['Alt and ← →', 'back and forward through what you have visited'],
    ];
    fill(
      sheet,
      h('h2', {}, 'How to read this map'),
      h(
        'p',
        {},
        'Each point is a method, dataset, task, metric or piece of hardware; the more papers name it, the larger it is. ',
        'A line means that some paper says how the two are related. Choose either and read the sentences on the right. ',
        'Islands are clusters: things that are written about together; grey ones are too small for a colour or a name of their own.',
      ),
      h(
        'dl',
        {},
        keys.flatMap(([key, text]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, text)]),
      ),
      h(
        'p',
        { class: 'soft' },
        'The address of the page holds what you see: copy it to come back, or to show it to somebody who has the same file.',
      ),
      h('button', { onclick: () => sheet.close() }, 'Close'),
    );
    part('help').addEventListener('click', () => sheet.showModal());
  }

  private svg(): string {
    const box = part('map');
    const [width, height] = [box.clientWidth || 1200, box.clientHeight || 800];
    const { scene } = this;
    const project = scene ? (node: number) => scene.project(node) : fitted(this.model, width, height);
    const zoom = scene ? 1 / scene.camera().ratio ** 0.45 : 1;
    return svgOf(this.model, this.state, this.shown, this.focus, { width, height, theme: this.theme, project, zoom });
  }

  private async png(): Promise<Blob | null> {
    const canvas = this.scene?.snapshot(2);
    if (canvas) return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    const image = new Image();
    const url = URL.createObjectURL(new Blob([this.svg()], { type: 'image/svg+xml' }));
    image.src = url;
    await image.decode();
    const still = document.createElement('canvas');
    [still.width, still.height] = [image.width * 2, image.height * 2];
    still.getContext('2d')!.drawImage(image, 0, 0, still.width, still.height);
    URL.revokeObjectURL(url);
    return new Promise((resolve) => still.toBlob(resolve, 'image/png'));
  }

  private save(name: string, blob: Blob): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  private async copy(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Pages from disk may not use the clipboard directly; the old way asks for a selected field.
      const field = document.createElement('textarea');
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
    part('live').textContent = done;
    part<HTMLDetailsElement>('share').open = false;
  }

  private wireKeys(): void {
    addEventListener('keydown', (event) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key === '/' && !typing) {
        event.preventDefault();
        part('search').focus();
      } else if (event.key === 'Escape' && !part<HTMLDialogElement>('help-sheet').open) {
        if (this.filtersAreOpen()) this.showFilters(false);
        else this.stepOut();
      }
    });
    part('map').addEventListener('keydown', (event) => {
      const moves: Readonly<Record<string, () => void>> = {
        ArrowLeft: () => this.scene?.pan(-0.08, 0),
        ArrowRight: () => this.scene?.pan(0.08, 0),
        ArrowUp: () => this.scene?.pan(0, 0.08),
        ArrowDown: () => this.scene?.pan(0, -0.08),
        '+': () => this.scene?.zoom(1 / 1.4),
        '=': () => this.scene?.zoom(1 / 1.4),
        '-': () => this.scene?.zoom(1.4),
        '0': () => this.scene?.setCamera(null),
        Enter: () => this.openNearest(),
      };
      const move = event.altKey || event.ctrlKey || event.metaKey ? undefined : moves[event.key];
      if (!move) return;
      event.preventDefault();
      move();
    });
  }

  private openNearest(): void {
    const box = part('map');
    const [cx, cy] = [box.clientWidth / 2, box.clientHeight / 2];
    let best = -1;
    let nearest = Number.POSITIVE_INFINITY;
    for (const node of this.model.order) {
      if (!this.shown.nodes[node]) continue;
      const { x, y } = this.scene!.project(node);
      const distance = Math.hypot(x - cx, y - cy);
      if (distance < nearest) [best, nearest] = [node, distance];
    }
    if (best >= 0) this.select({ kind: 'node', node: best });
  }
}

/** One line about what a backbone leaves out; `null` when it leaves out nothing. */
function partlyShown({ view, isEntity }: Model, base: number, served: boolean): string | null {
  const { entitiesInAll, papers: papersInAll } = view.meta;
  let [things, papers] = [0, 0];
  for (let i = 0; i < view.nodeCount; i++) {
    if (isEntity[i]) things++;
    else if (view.type[i] === PAPER) papers++;
  }
  const lost = [
    ...(things < entitiesInAll
      ? [
          `${view.nodeCount === base ? `the ${thousands(things)} best connected` : thousands(things)} of ${count(entitiesInAll, 'thing')}`,
        ]
      : []),
    ...(papers < papersInAll ? [`${thousands(papers)} of ${count(papersInAll, 'paper')}`] : []),
  ];
  if (lost.length === 0) return null;
  const cure = served ? 'The rest is found by search and fetched.' : 'papergraph view shows the rest.';
  return `Showing ${lost.join(' and ')}. ${cure}`;
}

void start().catch((error: unknown) => {
  document.body.dataset.ready = 'failed';
  const line = document.getElementById('notice');
  if (line) {
    line.hidden = false;
    line.textContent = `The page could not read its graph: ${error instanceof Error ? error.message : String(error)}`;
  }
  throw error;
});
