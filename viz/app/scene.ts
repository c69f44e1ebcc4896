import Graph from 'graphology';
import Sigma from 'sigma';
import { EdgeLineProgram, EdgeRectangleProgram } from 'sigma/rendering';
import { NODE_TYPES } from '../view.js';
import type { Focus, Shown } from './looks.js';
import { type Model, otherEnd } from './model.js';
import { Overlay } from './overlay.js';
import { coloursOf, GROUND, INK, linkSupport, mix, parse, SHAPES, type Theme } from './palette.js';
import { rim, ShapeProgram } from './shapes.js';
import type { Camera, State } from './state.js';

export interface SceneEvents {
  node(node: number, event: { readonly add: boolean; readonly twice: boolean }): void;
  link(a: number, b: number): void;
  community(community: number): void;
  nothing(): void;
  camera(camera: Camera): void;
  /** The graphics card has dropped the picture, and has given it back. */
  lost(): void;
  restored(): void;
}

/** From here on links are hairlines that hide while the map moves. */
const MANY_LINKS = 8000;
/** From here on a link answers only while one of its ends is selected: picking would draw all of them twice. */
const TOO_MANY_TO_PICK = 40_000;
const LINK_REACH_PX = 7;

/**
 * The live map. WebGL draws what the filters leave and is touched only when they change; what is selected or under the
 * pointer is drawn above it, at the cost of its neighbourhood.
 */
export class Scene {
  private readonly graph = new Graph({ type: 'undirected', multi: false, allowSelfLoops: false });
  private readonly sigma: Sigma;
  private readonly overlay: Overlay;
  private readonly bridgeable: boolean;
  /** Of what the page had from the start: the map must not jump when something comes to it. */
  private readonly bounds: ReturnType<Scene['frame']>;
  private shown: Shown | null = null;
  private focus: Focus | null = null;
  private state: State | null = null;
  private theme: Theme = 'light';
  private hasEvidence = false;
  private quiet = true;
  private isKilled = false;
  private scale = 1;

  constructor(
    private readonly container: HTMLElement,
    private readonly model: Model,
    private readonly events: SceneEvents,
    private readonly calm: boolean,
  ) {
    let entityLinks = 0;
    for (let l = 0; l < model.linkCount; l++)
      if (model.isEntity[model.linkA[l]!] && model.isEntity[model.linkB[l]!]) entityLinks++;
    const many = entityLinks > MANY_LINKS;
    this.bridgeable = entityLinks <= TOO_MANY_TO_PICK;
    this.addNodes((node) => model.isEntity[node] === 1);
    this.sigma = new Sigma(this.graph, container, {
      allowInvalidContainer: true,
      renderLabels: false,
      enableEdgeEvents: this.bridgeable,
      hideEdgesOnMove: many,
      defaultNodeType: 'shape',
      defaultEdgeType: 'link',
      nodeProgramClasses: { shape: ShapeProgram },
      nodeHoverProgramClasses: {},
      edgeProgramClasses: { link: many ? EdgeLineProgram : EdgeRectangleProgram },
      defaultDrawNodeHover: () => {},
      minEdgeThickness: 1,
      stagePadding: 40,
      minCameraRatio: 0.01,
      maxCameraRatio: 4,
      zoomToSizeRatioFunction: (ratio) => ratio ** 0.45,
    });
    this.bounds = this.frame();
    this.sigma.setCustomBBox(this.bounds);
    this.overlay = new Overlay(container, model, this.sigma);
    this.listen();
    for (const canvas of Object.values(this.sigma.getCanvases())) {
      canvas.addEventListener('webglcontextlost', (event) => {
        event.preventDefault();
        if (!this.isKilled) events.lost();
      });
      canvas.addEventListener('webglcontextrestored', () => !this.isKilled && events.restored());
    }
  }

  /** Redraws what changed since the last call; only other filters or colours cost more than the selection. */
  show(state: State, shown: Shown, focus: Focus | null, theme: Theme): void {
    const before = this.state;
    const repaint =
      shown !== this.shown ||
      theme !== this.theme ||
      before?.colour !== state.colour ||
      before.twoSided !== state.twoSided;
    this.shown = shown;
    this.focus = focus;
    this.state = state;
    this.theme = theme;
    if (repaint) this.repaint(state, shown, theme);
    const backdrop = focus ? (state.only ? '0' : '0.13') : '1';
    for (const name of ['edges', 'nodes']) {
      const canvas = this.sigma.getCanvases()[name];
      if (canvas) canvas.style.opacity = backdrop;
    }
    this.overlay.set(state, shown, focus, theme);
    if (!repaint) this.overlay.draw();
  }

  camera(): Camera {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    return { x, y, ratio };
  }

  setCamera(camera: Camera | null): void {
    this.quiet = true;
    this.sigma.getCamera().setState({ ...(camera ?? { x: 0.5, y: 0.5, ratio: 1 }), angle: 0 });
    this.quiet = false;
  }

  /** Moves so that all of these can be seen, but no nearer than their names need. */
  async goTo(nodes: readonly number[]): Promise<void> {
    if (nodes.length === 0) return;
    const spots = nodes.map((node) => this.sigma.getNodeDisplayData(String(node))).filter((spot) => spot !== undefined);
    const xs = spots.map((spot) => spot.x);
    const ys = spots.map((spot) => spot.y);
    const [left, right, top, bottom] = [minOf(xs), maxOf(xs), minOf(ys), maxOf(ys)];
    const target = {
      x: (left + right) / 2,
      y: (top + bottom) / 2,
      ratio: Math.min(1.2, Math.max(0.04, Math.max(right - left, bottom - top) * 1.35)),
      angle: 0,
    };
    if (this.calm) this.sigma.getCamera().setState(target);
    else await this.sigma.getCamera().animate(target, { duration: 350 });
  }

  /** Moves just far enough that the node is not at the edge or outside of the picture. */
  reveal(node: number): void {
    const spot = this.sigma.getNodeDisplayData(String(node));
    if (!spot) return;
    const { x, y } = this.sigma.framedGraphToViewport(spot);
    const { width, height } = this.sigma.getDimensions();
    const margin = Math.min(width, height) * 0.12;
    if (x > margin && y > margin && x < width - margin && y < height - margin) return;
    const camera = this.sigma.getCamera();
    const target = { ...camera.getState(), x: spot.x, y: spot.y };
    if (this.calm) camera.setState(target);
    else void camera.animate(target, { duration: 350 });
  }

  /** Comes nearer if two nodes stand too close together to be told apart, or are not both in the picture. */
  part(a: number, b: number): void {
    const [from, to] = [this.project(a), this.project(b)];
    const { width, height } = this.sigma.getDimensions();
    const isOut = [from, to].some(({ x, y }) => x < 0 || y < 0 || x > width || y > height);
    if (isOut || Math.hypot(from.x - to.x, from.y - to.y) < 40) void this.goTo([a, b]);
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    const ratio = camera.getBoundedRatio(camera.ratio * factor);
    if (this.calm) camera.setState({ ...camera.getState(), ratio });
    else void camera.animate({ ratio }, { duration: 200 });
  }

  pan(dx: number, dy: number): void {
    const camera = this.sigma.getCamera();
    const { x, y, ratio, angle } = camera.getState();
    camera.setState({ x: x + dx * ratio, y: y + dy * ratio, ratio, angle });
  }

  resize(): void {
    this.sigma.resize();
    if (this.state && this.shown) this.repaint(this.state, this.shown, this.theme);
  }

  /** Takes in the nodes and links that have come to the model. */
  grow(): void {
    this.addNodes((node) => this.hasEvidence || this.model.isEntity[node] === 1);
  }

  /** Where a node stands on the picture, in pixels, and how large it is. */
  spot(node: number): { x: number; y: number; radius: number } | null {
    return this.overlay.spot(node);
  }

  /** The picture as it is, names included. */
  snapshot(scale: number): HTMLCanvasElement {
    const { width, height } = this.sigma.getDimensions();
    const out = document.createElement('canvas');
    out.width = width * scale;
    out.height = height * scale;
    const context = out.getContext('2d')!;
    context.fillStyle = GROUND[this.theme];
    context.fillRect(0, 0, out.width, out.height);
    // WebGL forgets its picture after each frame: draw it again and copy it before the frame ends.
    this.sigma.refresh({ schedule: false, skipIndexation: true });
    const canvases = this.sigma.getCanvases();
    for (const name of ['edges', 'nodes']) {
      const canvas = canvases[name];
      if (!canvas) continue;
      context.globalAlpha = this.focus ? (this.state?.only ? 0 : 0.13) : 1;
      context.drawImage(canvas, 0, 0, out.width, out.height);
    }
    context.globalAlpha = 1;
    this.overlay.drawTo(context, scale);
    return out;
  }

  /** Where the first name of a cluster stands. */
  someCluster(): { label: string; x: number; y: number } | null {
    return this.overlay.someCluster();
  }

  project(node: number): { x: number; y: number } {
    return this.overlay.project(node);
  }

  kill(): void {
    this.isKilled = true;
    this.overlay.kill();
    this.sigma.kill();
  }

  private frame() {
    const xs: number[] = [];
    const ys: number[] = [];
    for (let i = 0; i < this.model.view.nodeCount; i++) {
      if (!this.model.isEntity[i]) continue;
      xs.push(this.model.view.x[i]!);
      ys.push(this.model.view.y[i]!);
    }
    const grow = (least: number, most: number): [number, number] =>
      most > least ? [least, most] : [least - 1, most + 1];
    return { x: grow(minOf(xs), maxOf(xs)), y: grow(minOf(ys), maxOf(ys)) };
  }

  private addNodes(wanted: (node: number) => boolean): void {
    const { model } = this;
    const { view } = model;
    for (const node of model.order) {
      if (!wanted(node) || this.graph.hasNode(String(node))) continue;
      this.graph.addNode(String(node), {
        x: view.x[node]!,
        y: view.y[node]!,
        size: model.size[node]!,
        shape: SHAPES[NODE_TYPES[view.type[node]!]!]!,
        color: '#888888',
        hidden: true,
      });
    }
    for (let l = 0; l < model.linkCount; l++) {
      const [a, b] = [String(model.linkA[l]!), String(model.linkB[l]!)];
      if (!this.graph.hasNode(a) || !this.graph.hasNode(b) || this.graph.hasEdge(String(l))) continue;
      this.graph.addEdgeWithKey(String(l), a, b, { size: 1, color: '#cccccc', hidden: true });
    }
  }

  private repaint(state: State, shown: Shown, theme: Theme): void {
    const { model } = this;
    const { view } = model;
    if (!this.hasEvidence && shown.nodes.some((on, node) => on === 1 && !model.isEntity[node])) {
      this.hasEvidence = true;
      this.addNodes(() => true);
    }
    const ground = GROUND[theme];
    rim.ground = parse(ground).map((v) => v / 255) as unknown as readonly [number, number, number];
    const colours = coloursOf(model, state.colour, theme);
    const place = state.twoSided ? twoColumns(model, shown) : null;
    const pale = {
      grey: mix(ground, INK[theme], (theme === 'light' ? 0.15 : 0.19) * thinning(shown.linkCount)),
      cache: new Map<string, string>(),
    };
    const paleOf = (colour: string) => {
      let made = pale.cache.get(colour);
      if (!made)
        pale.cache.set(colour, (made = mix(ground, colour, (place ? 0.75 : 0.36) * thinning(shown.linkCount) ** 0.5)));
      return made;
    };
    const { width, height } = this.sigma.getDimensions();
    this.scale = Math.max(0.62, Math.min(1.15, Math.min(width, height) / 700));
    this.overlay.scale = this.scale;
    this.graph.forEachNode((key, attributes) => {
      const node = Number(key);
      attributes.size = place ? 3.5 : model.size[node]! * this.scale;
      attributes.hidden = !shown.nodes[node];
      attributes.color = colours[node];
      attributes.x = place ? (place.x[node] ?? 0) : view.x[node];
      attributes.y = place ? (place.y[node] ?? 0) : view.y[node];
    });
    this.graph.forEachEdge((key, attributes) => {
      const link = Number(key);
      const [a, b] = [model.linkA[link]!, model.linkB[link]!];
      attributes.hidden = !shown.links[link];
      const same = model.communityOf[a]! >= 0 && model.communityOf[a] === model.communityOf[b];
      const coloured = place !== null || (state.colour === 'community' && same);
      attributes.color = coloured ? paleOf(colours[a]!) : pale.grey;
      attributes.size = Math.min(3.2, 1 + Math.log2(linkSupport(model, link)) * 0.5);
    });
    this.sigma.setCustomBBox(place ? { x: [0, 1], y: [0, 1] } : this.bounds);
    this.overlay.place(place);
    this.sigma.refresh();
  }

  private listen(): void {
    const { sigma, events } = this;
    let twiceAt = 0;
    const add = (event: MouseEvent | TouchEvent) => event.shiftKey || event.ctrlKey || event.metaKey;
    const hears = (node: number) => !(this.state?.only && this.focus) || this.focus.nodes.has(node);
    sigma.on('clickNode', ({ node, event }) => {
      if (hears(Number(node))) events.node(Number(node), { add: add(event.original), twice: false });
    });
    sigma.on('doubleClickNode', ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      twiceAt = performance.now();
      events.node(Number(node), { add: false, twice: true });
    });
    sigma.on('clickEdge', ({ edge, event }) => {
      if (this.focus && !this.focus.links.has(Number(edge)) && this.clickAbove(event.x, event.y)) return;
      events.link(this.model.linkA[Number(edge)]!, this.model.linkB[Number(edge)]!);
    });
    sigma.on('clickStage', ({ event }) => {
      if (this.clickAbove(event.x, event.y) || performance.now() - twiceAt < 300) return;
      events.nothing();
    });
    sigma.on('enterNode', ({ node }) => {
      if (!hears(Number(node))) return;
      this.container.classList.add('over-node');
      this.overlay.hover(Number(node));
    });
    sigma.on('leaveNode', () => {
      this.container.classList.remove('over-node');
      this.overlay.hover(null);
    });
    sigma.on('enterEdge', () => this.container.classList.add('over-node'));
    sigma.on('leaveEdge', () => this.container.classList.remove('over-node'));
    sigma.on('afterRender', () => this.overlay.draw());
    sigma.getCamera().on('updated', () => {
      if (!this.quiet) events.camera(this.camera());
    });
    this.quiet = false;
  }

  /** Cluster names and lit links lie above the WebGL picture, so it cannot tell that they were hit. */
  private clickAbove(x: number, y: number): boolean {
    const community = this.overlay.communityAt(x, y);
    if (community !== null) {
      this.events.community(community);
      return true;
    }
    const link = this.linkNear(x, y);
    if (link === null) return false;
    this.events.link(this.model.linkA[link]!, this.model.linkB[link]!);
    return true;
  }

  private linkNear(x: number, y: number): number | null {
    let best: number | null = null;
    let nearest = LINK_REACH_PX;
    for (const link of this.focus?.links ?? []) {
      const a = this.overlay.project(this.model.linkA[link]!);
      const b = this.overlay.project(otherEnd(this.model, link, this.model.linkA[link]!));
      const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2 || 1;
      const t = Math.max(0, Math.min(1, ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length));
      const distance = Math.hypot(a.x + t * (b.x - a.x) - x, a.y + t * (b.y - a.y) - y);
      if (distance < nearest) [best, nearest] = [link, distance];
    }
    return best;
  }
}

/** Methods left, datasets right: datasets by papers, methods at about the height of theirs, so that few lines cross. */
export function twoColumns(model: Model, shown: Shown): { x: Float32Array; y: Float32Array } {
  const { view } = model;
  const x = new Float32Array(view.nodeCount);
  const y = new Float32Array(view.nodeCount);
  const side = (name: string) =>
    Array.from(model.order).filter((n) => shown.nodes[n] && NODE_TYPES[view.type[n]!] === name);
  const stand = (nodes: readonly number[], column: number) => {
    for (const [i, node] of nodes.entries()) {
      x[node] = column;
      y[node] = 1 - (i + 0.5) / nodes.length;
    }
  };
  stand(side('Dataset'), 0.78);
  const height = (node: number) => {
    let [sum, count] = [0, 0];
    for (let k = model.linkStart[node]!; k < model.linkStart[node + 1]!; k++) {
      if (!shown.links[model.linkAt[k]!]) continue;
      sum += y[otherEnd(model, model.linkAt[k]!, node)]!;
      count++;
    }
    return count > 0 ? sum / count : 0;
  };
  const methods = side('Method').map((node) => ({ node, height: height(node) }));
  methods.sort((a, b) => b.height - a.height || a.node - b.node);
  stand(
    methods.map(({ node }) => node),
    0.22,
  );
  return { x, y };
}

/** Many lines add up to a fog: the more there are, the paler each. */
const thinning = (links: number) => Math.max(0.35, Math.min(1, (3000 / Math.max(1, links)) ** 0.4));
const minOf = (values: readonly number[]) => values.reduce((least, v) => (v < least ? v : least), values[0] ?? 0);
const maxOf = (values: readonly number[]) => values.reduce((most, v) => (v > most ? v : most), values[0] ?? 1);
