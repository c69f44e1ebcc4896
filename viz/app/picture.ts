import { NODE_TYPES } from '../view.js';
import { SHAPE_PATHS } from './dom.js';
import { escapeXml } from './files.js';
import { Room, shorten } from './labels.js';
import type { Focus, Shown } from './looks.js';
import type { Model } from './model.js';
import { coloursOf, communityColour, GROUND, INK, mix, type Theme } from './palette.js';
import type { State } from './state.js';

export interface PictureOptions {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  /** Where a node stands, in pixels. */
  readonly project: (node: number) => { readonly x: number; readonly y: number };
  /** How much larger or smaller than at the start nodes are drawn. */
  readonly zoom: number;
}

/** A frame that holds the whole map, for those who have no camera. */
export function fitted(model: Model, width: number, height: number): PictureOptions['project'] {
  const { view } = model;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < view.nodeCount; i++) {
    if (!model.isEntity[i]) continue;
    left = Math.min(left, view.x[i]!);
    right = Math.max(right, view.x[i]!);
    top = Math.min(top, view.y[i]!);
    bottom = Math.max(bottom, view.y[i]!);
  }
  const scale = Math.min((width - 80) / (right - left || 1), (height - 80) / (bottom - top || 1));
  return (node) => ({
    x: width / 2 + (view.x[node]! - (left + right) / 2) * scale,
    y: height / 2 - (view.y[node]! - (top + bottom) / 2) * scale,
  });
}

/** The map as SVG text: lines, shapes, names of clusters and of as many nodes as have room. */
export function svgOf(model: Model, state: State, shown: Shown, focus: Focus | null, options: PictureOptions): string {
  const { width, height, theme, project, zoom } = options;
  const { view } = model;
  const [ground, ink] = [GROUND[theme], INK[theme]];
  const colours = coloursOf(model, state.colour, theme);
  const out: string[] = [];
  const inside = ({ x, y }: { x: number; y: number }) => x > -20 && y > -20 && x < width + 20 && y < height + 20;
  const f = (v: number) => String(Math.round(v * 10) / 10);
  const onlyFocus = focus !== null && state.only;

  const lines = new Map<string, string[]>();
  const line = (link: number, colour: string) => {
    const [a, b] = [project(model.linkA[link]!), project(model.linkB[link]!)];
    if (!inside(a) && !inside(b)) return;
    const list = lines.get(colour) ?? [];
    list.push(`M${f(a.x)} ${f(a.y)}L${f(b.x)} ${f(b.y)}`);
    lines.set(colour, list);
  };
  if (!onlyFocus)
    for (let l = 0; l < model.linkCount; l++) {
      if (!shown.links[l] || focus?.links.has(l)) continue;
      const community = model.communityOf[model.linkA[l]!]!;
      const same = community >= 0 && community === model.communityOf[model.linkB[l]!];
      const full =
        same && state.colour === 'community' ? mix(ground, colours[model.linkA[l]!]!, 0.3) : mix(ground, ink, 0.12);
      line(l, focus ? mix(ground, full, 0.3) : full);
    }
  for (const link of focus?.links ?? []) line(link, mix(ground, ink, 0.5));
  for (const [colour, list] of lines) out.push(`<path d="${list.join('')}" stroke="${colour}" fill="none"/>`);

  const order = Array.from(model.order).filter((n) => shown.nodes[n] || focus?.core.has(n));
  const drawn = order.filter((n) => inside(project(n)) && (!onlyFocus || focus.nodes.has(n)));
  for (const node of drawn) {
    const { x, y } = project(node);
    const scale = (model.size[node]! * zoom) / 8;
    const lit = !focus || focus.nodes.has(node);
    const d = SHAPE_PATHS[NODE_TYPES[view.type[node]!]!]!;
    const fillColour = lit ? colours[node]! : mix(ground, colours[node]!, 0.2);
    const stroke = focus?.core.has(node) ? ink : ground;
    out.push(
      `<path transform="translate(${f(x)} ${f(y)}) scale(${f(scale * 100)} ${f(scale * 100)}) scale(.01)" d="${d}" fill="${fillColour}" fill-rule="evenodd" stroke="${stroke}" stroke-width="${f(1 / scale)}"/>`,
    );
  }
  const room = new Room(width, height);
  const write = (
    text: string,
    x: number,
    y: number,
    px: number,
    colour: string,
    anchor: 'start' | 'middle',
    weight: number,
  ) =>
    out.push(
      `<text x="${f(x)}" y="${f(y + px * 0.35)}" font-size="${px}" font-weight="${weight}" text-anchor="${anchor}" fill="${colour}" stroke="${ground}" stroke-width="3" paint-order="stroke">${escapeXml(text)}</text>`,
    );
  if (!focus)
    for (const community of model.shownCommunities) {
      const members = view.communities[community]!.members.filter((n) => shown.nodes[n]);
      if (members.length < 3) continue;
      const middle = (axis: 'x' | 'y') =>
        members.map((n) => project(n)[axis]).sort((a, b) => a - b)[members.length >> 1]!;
      const text = shorten(view.communities[community]!.label, 40);
      const [x, y, half] = [middle('x'), middle('y'), text.length * 4.4];
      if (!room.take({ left: x - half, right: x + half, top: y - 10, bottom: y + 10 })) continue;
      const colour =
        state.colour === 'community' ? mix(communityColour(model.rankOf[community]!, theme), ink, 0.35) : ink;
      write(text, x, y, 15, colour, 'middle', 650);
    }
  const named = focus ? drawn.filter((n) => focus.nodes.has(n)) : drawn;
  let most = Math.round((width * height) / 5200);
  const isFar = !focus && zoom < 1.4;
  let placed = 0;
  for (const node of named) {
    if (most <= 0 || (isFar && placed >= 12 && view.papers[node]! < 2)) break;
    const { x, y } = project(node);
    const text = shorten(view.name[node]!, 28);
    const gap = model.size[node]! * zoom + 4;
    // No canvas to measure with here: 6.6 pixels a letter is on the safe side of a 12-pixel sans.
    if (!room.take({ left: x + gap, right: x + gap + text.length * 6.6, top: y - 8, bottom: y + 8 })) continue;
    write(text, x + gap, y, 12, ink, 'start', 500);
    most--;
    placed++;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif"><title>${escapeXml(view.meta.title)}</title><rect width="100%" height="100%" fill="${ground}"/>${out.join('\n')}</svg>\n`;
}
