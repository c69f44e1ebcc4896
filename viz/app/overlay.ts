import type Sigma from 'sigma';
import { NODE_TYPES } from '../view.js';
import { SHAPE_PATHS } from './dom.js';
import { type Box, Room, shorten, twoLines } from './labels.js';
import type { Focus, Shown } from './looks.js';
import { type Model, otherEnd } from './model.js';
import { coloursOf, communityColour, GROUND, INK, mix, type Theme } from './palette.js';
import type { State } from './state.js';

const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const LABEL_PX = 12;
/** One label for so many square pixels at most. */
const AREA_A_LABEL = 5200;
/** How many nodes in the picture are asked for a label before the rest must wait for a closer look. */
const ASKED = 1500;
const CLUSTER_NAME_LETTERS = 28;
/** Share of all points below which a cluster waits for a closer look to be named. */
const CLUSTER_SHARE = 0.012;
/** From further away than this, what one paper alone names waits for a closer look, once so many others are named. */
const RARE_FROM = 0.5;
const NAMED_BEFORE_RARE = 12;
/** How many of the largest nodes the name of a cluster steps aside for. */
const STEPS_ASIDE_FOR = 300;
/** Where a cluster's name may stand, in half heights of its box. */
const NAME_SHIFTS = [0, -1, 1, -2, 2, -3, 3];
/** From this camera ratio on the parts of clusters are named instead of the wholes. */
const FINER_FROM = 0.45;
const PATHS = new Map(Object.entries(SHAPE_PATHS).map(([type, d]) => [type, new Path2D(d)]));

interface ClusterName {
  readonly community: number;
  readonly lines: readonly string[];
  readonly node: { readonly x: number; readonly y: number };
  readonly px: number;
  /** Of all that is shown. */
  readonly share: number;
}

/**
 * Names of clusters and nodes, the selection and what is under the pointer, on a 2D canvas above the WebGL picture.
 * No name overlaps another.
 */
export class Overlay {
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();
  private state: State | null = null;
  private shown: Shown | null = null;
  private focus: Focus | null = null;
  private theme: Theme = 'light';
  private colours: readonly string[] = [];
  private clusters: readonly ClusterName[] = [];
  /** Those one level down, which are named from nearby. */
  private finer: readonly ClusterName[] = [];
  private clusterBoxes: readonly { readonly community: number; readonly box: Box }[] = [];
  private hovered: number | null = null;
  /** How much smaller than on a desktop things are drawn. */
  scale = 1;
  private columns: { x: Float32Array; y: Float32Array } | null = null;

  constructor(
    container: HTMLElement,
    private readonly model: Model,
    private readonly sigma: Sigma,
  ) {
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'overlay';
    container.append(this.canvas);
    this.context = this.canvas.getContext('2d')!;
  }

  set(state: State, shown: Shown, focus: Focus | null, theme: Theme): void {
    const grown = this.colours.length !== this.model.view.nodeCount;
    const recolour = theme !== this.theme || this.state?.colour !== state.colour || grown;
    const rename = shown !== this.shown;
    this.state = state;
    this.shown = shown;
    this.focus = focus;
    this.theme = theme;
    if (recolour) this.colours = coloursOf(this.model, state.colour, theme);
    if (!rename) return;
    const { view, shownCommunities, level } = this.model;
    const finer = view.communities.map((_, i) => i).filter((i) => view.communities[i]!.level === level - 1);
    this.clusters = this.nameClusters(shown, shownCommunities);
    this.finer = finer.length > shownCommunities.length ? this.nameClusters(shown, finer) : [];
  }

  place(columns: { x: Float32Array; y: Float32Array } | null): void {
    this.columns = columns;
  }

  hover(node: number | null): void {
    this.hovered = node;
    this.draw();
  }

  project(node: number): { x: number; y: number } {
    const { x, y } = this.columns ?? this.model.view;
    return this.sigma.graphToViewport({ x: x[node]!, y: y[node]! });
  }

  spot(node: number): { x: number; y: number; radius: number } {
    return { ...this.project(node), radius: this.radius(node) };
  }

  communityAt(x: number, y: number): number | null {
    const hit = this.clusterBoxes.find(({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
    return hit?.community ?? null;
  }

  someCluster(): { label: string; x: number; y: number } | null {
    const first = this.clusterBoxes[0];
    if (!first) return null;
    const { left, right, top, bottom } = first.box;
    return { label: this.model.view.communities[first.community]!.label, x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  draw(): void {
    const { width, height } = this.sigma.getDimensions();
    const scale = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.drawTo(this.context, scale);
  }

  drawTo(context: CanvasRenderingContext2D, scale: number): void {
    if (!this.state || !this.shown) return;
    const { width, height } = this.sigma.getDimensions();
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.lineJoin = 'round';
    context.textBaseline = 'middle';
    const room = new Room(width, height);
    if (this.focus) this.drawFocus(context, room, width, height);
    else {
      this.drawClusterNames(context, room);
      this.drawLabels(context, room, this.model.order, this.shown.nodes, width, height);
    }
    if (this.hovered !== null && this.shown.nodes[this.hovered]) this.drawHovered(context, this.hovered);
  }

  kill(): void {
    this.canvas.remove();
  }

  private radius(node: number): number {
    return this.sigma.scaleSize(this.columns ? 3.5 : this.model.size[node]! * this.scale);
  }

  private drawFocus(context: CanvasRenderingContext2D, room: Room, width: number, height: number): void {
    const { nodes, links, core } = this.focus!;
    context.lineWidth = links.size > 2000 ? 0.5 : 1.2;
    context.strokeStyle = mix(GROUND[this.theme], INK[this.theme], links.size > 500 ? 0.25 : 0.45);
    context.beginPath();
    for (const link of links) {
      const [a, b] = [this.project(this.model.linkA[link]!), this.project(this.model.linkB[link]!)];
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
    }
    context.stroke();
    for (const node of nodes)
      if (this.shown!.nodes[node] || core.has(node)) this.drawNode(context, node, core.has(node));
    const list = [
      ...core,
      ...[...nodes]
        .filter((n) => !core.has(n))
        .sort((a, b) => this.model.view.papers[b]! - this.model.view.papers[a]! || a - b),
    ];
    this.drawLabels(context, room, list, null, width, height);
  }

  private drawNode(context: CanvasRenderingContext2D, node: number, ring: boolean): void {
    const { x, y, radius } = this.spot(node);
    const path = PATHS.get(NODE_TYPES[this.model.view.type[node]!]!)!;
    const size = Math.max(radius, 3) / 8;
    context.save();
    context.translate(x, y);
    context.scale(size, size);
    context.lineWidth = 3 / size;
    context.strokeStyle = GROUND[this.theme];
    context.stroke(path);
    context.fillStyle = this.colours[node]!;
    context.fill(path, 'evenodd');
    if (ring) {
      context.lineWidth = 2 / size;
      context.strokeStyle = INK[this.theme];
      context.stroke(path);
    }
    context.restore();
  }

  private drawClusterNames(context: CanvasRenderingContext2D, room: Room): void {
    const boxes: { community: number; box: Box }[] = [];
    const { ratio } = this.sigma.getCamera();
    // Many clusters stay small on the screen for longer.
    const near = this.finer.length > 0 && ratio < FINER_FROM;
    const nearest = near ? 0.04 : this.clusters.length > 40 ? 0.05 : 0.2;
    const alpha = Math.max(0, Math.min(1, (ratio - nearest) / nearest));
    this.clusterBoxes = boxes;
    const largest = this.largest();
    if (alpha === 0 || this.columns || this.state!.community >= 0) return;
    context.textAlign = 'center';
    context.globalAlpha = alpha;
    for (const { community, lines, node, px: wished, share } of near ? this.finer : this.clusters) {
      if (share < CLUSTER_SHARE * Math.min(1, ratio) ** 2) continue;
      const px = Math.round(wished * Math.max(0.75, this.scale));
      const { x, y } = this.sigma.graphToViewport(node);
      const font = `650 ${px}px ${FONT}`;
      const half = Math.max(...lines.map((line) => this.measure(context, font, line))) / 2 + 4;
      const high = (lines.length * px * 1.15) / 2 + 2;
      const boxAt = (dy: number) => ({ left: x - half, right: x + half, top: y + dy - high, bottom: y + dy + high });
      let [shift, least] = [0, Number.POSITIVE_INFINITY];
      for (const step of NAME_SHIFTS) {
        const box = boxAt(step * high);
        if (!room.holds(box) || !room.isFree(box)) continue;
        const cost = covered(box, largest) * (1 + 0.1 * Math.abs(step)) + Math.abs(step);
        if (cost < least) [shift, least] = [step * high, cost];
      }
      if (least === Number.POSITIVE_INFINITY) continue;
      room.block(boxAt(shift));
      boxes.push({
        community,
        box: { left: x - half, right: x + half, top: y + shift - high, bottom: y + shift + high },
      });
      context.font = font;
      const colour =
        this.state!.colour === 'community'
          ? mix(this.communityColour(community), INK[this.theme], 0.35)
          : INK[this.theme];
      lines.forEach((line, i) => {
        const top = y + shift + (i - (lines.length - 1) / 2) * px * 1.15;
        this.write(context, line, x, top, colour, 5);
      });
    }
    context.globalAlpha = 1;
    context.textAlign = 'start';
  }

  /** The largest nodes in the picture, with the area that each takes. */
  private largest(): { x: number; y: number; area: number }[] {
    const out: { x: number; y: number; area: number }[] = [];
    for (const node of this.model.order) {
      if (!this.shown!.nodes[node]) continue;
      const { x, y, radius } = this.spot(node);
      if (out.push({ x, y, area: radius ** 2 }) >= STEPS_ASIDE_FOR) break;
    }
    return out;
  }

  /** A part has the colour of its whole. */
  private communityColour(community: number): string {
    const { rankOf, view } = this.model;
    const { parent } = view.communities[community]!;
    return communityColour(rankOf[community]! >= 0 || parent < 0 ? rankOf[community]! : rankOf[parent]!, this.theme);
  }

  private drawLabels(
    context: CanvasRenderingContext2D,
    room: Room,
    order: Iterable<number>,
    mask: Uint8Array | null,
    width: number,
    height: number,
  ): void {
    const most = Math.round((width * height) / AREA_A_LABEL);
    const core = this.focus?.core;
    const half = this.columns ? 6.5 : 8;
    const isFar = mask !== null && !this.columns && this.sigma.getCamera().ratio > RARE_FROM;
    let asked = 0;
    let placed = 0;
    context.textAlign = 'start';
    for (const node of order) {
      if (mask && !mask[node]) continue;
      if (isFar && placed >= NAMED_BEFORE_RARE && this.model.view.papers[node]! < 2) break;
      const { x, y, radius } = this.spot(node);
      if (x < 0 || y < 0 || x > width || y > height) continue;
      if (++asked > ASKED || placed >= most) break;
      const strong = core?.has(node) ?? false;
      const font = `${strong ? 650 : 500} ${LABEL_PX + (strong ? 2 : 0)}px ${FONT}`;
      const gap = radius + 4;
      // In two columns every row has its name, cut until it fits beside the column.
      const letters = this.columns ? [28, 22, 16, 10] : [strong ? 48 : 28];
      const fits = (name: string) => this.measure(context, font, name) <= this.besideColumn(x, width) - gap - 3;
      const names = letters.map((most) => shorten(this.model.view.name[node]!, most));
      const text = names.find(fits) ?? names.at(-1)!;
      const wide = this.measure(context, font, text);
      const right = [x + gap, y] as const;
      const left = [x - gap - wide, y] as const;
      const below = [x - wide / 2, y + gap + 6] as const;
      const above = [x - wide / 2, y - gap - 6] as const;
      // In two columns names stand outside of the lines.
      // What is selected must be named even in a crowd.
      const further = strong ? [26, -26, 46, -46].map((dy) => [x - wide / 2, y + dy] as const) : [];
      const sides = this.columns
        ? [this.columns.x[node]! < 0.5 ? left : right]
        : [right, left, below, above, ...further];
      const spot = sides.find(([start, middle]) =>
        room.take({ left: start - 2, right: start + wide + 2, top: middle - half, bottom: middle + half }),
      );
      if (!spot) continue;
      placed++;
      context.font = font;
      this.write(context, text, spot[0], spot[1], INK[this.theme], 3);
    }
  }

  private besideColumn(x: number, width: number): number {
    return this.columns ? (x < width / 2 ? x : width - x) : Number.POSITIVE_INFINITY;
  }

  private drawHovered(context: CanvasRenderingContext2D, node: number): void {
    const { model } = this;
    context.strokeStyle = this.colours[node]!;
    context.lineWidth = 1.4;
    context.beginPath();
    const from = this.project(node);
    const links = model.linkAt.subarray(model.linkStart[node]!, model.linkStart[node + 1]!);
    for (const link of links) {
      if (!this.shown!.links[link]) continue;
      const to = this.project(otherEnd(model, link, node));
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
    }
    context.stroke();
    this.drawNode(context, node, true);
    const font = `650 ${LABEL_PX + 1}px ${FONT}`;
    const text = shorten(model.view.name[node]!, 60);
    const wide = this.measure(context, font, text);
    const { width } = this.sigma.getDimensions();
    const left = Math.max(4, Math.min(from.x + this.radius(node) + 6, width - wide - 14));
    context.fillStyle = GROUND[this.theme];
    context.strokeStyle = mix(GROUND[this.theme], INK[this.theme], 0.4);
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(left - 5, from.y - 11, wide + 10, 22, 5);
    context.fill();
    context.stroke();
    context.font = font;
    context.fillStyle = INK[this.theme];
    context.fillText(text, left, from.y);
  }

  private write(
    context: CanvasRenderingContext2D,
    text: string,
    x: number,
    y: number,
    colour: string,
    halo: number,
  ): void {
    context.strokeStyle = GROUND[this.theme];
    context.lineWidth = halo;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  private measure(context: CanvasRenderingContext2D, font: string, text: string): number {
    const key = `${font}\n${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      context.font = font;
      this.widths.set(key, (width = context.measureText(text).width));
    }
    return width;
  }

  /** Each cluster's name stands at the middle of those members of its largest part that are shown. */
  private nameClusters(shown: Shown, communities: readonly number[]): ClusterName[] {
    const { view } = this.model;
    const sizes = communities.map((community) => view.communities[community]!.members.filter((n) => shown.nodes[n]));
    const most = Math.max(1, ...sizes.map((members) => members.length));
    const parts = new Map<number, number[]>();
    for (const [part, { parent }] of view.communities.entries())
      if (parent >= 0) parts.set(parent, [...(parts.get(parent) ?? []), part]);
    return communities.flatMap((community, i) => {
      const members = sizes[i]!;
      if (members.length < 3) return [];
      // The middle of a cluster in several pieces may lie in another: its largest piece has the name.
      const pieces = parts.get(community)?.map((part) => view.communities[part]!.members.filter((n) => shown.nodes[n]));
      const piece = pieces?.reduce((most, other) => (other.length > most.length ? other : most)) ?? [];
      const stand = piece.length > 0 ? piece : members;
      const middle = (values: Float32Array) => {
        const sorted = stand.map((n) => values[n]!).sort((a, b) => a - b);
        return sorted[sorted.length >> 1]!;
      };
      return [
        {
          community,
          lines: twoLines(view.communities[community]!.label, CLUSTER_NAME_LETTERS),
          node: { x: middle(view.x), y: middle(view.y) },
          px: Math.round(11 + 6 * Math.sqrt(members.length / most)),
          share: members.length / Math.max(1, shown.nodeCount),
        },
      ];
    });
  }
}

/** How much of the largest nodes a box hides: the area of those whose middle lies in it. */
function covered({ left, right, top, bottom }: Box, nodes: readonly { x: number; y: number; area: number }[]): number {
  let sum = 0;
  for (const { x, y, area } of nodes) if (x > left && x < right && y > top && y < bottom) sum += area;
  return sum;
}
