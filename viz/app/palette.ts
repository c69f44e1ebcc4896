import { NODE_TYPES } from '../view.js';
import type { Model } from './model.js';
import type { State } from './state.js';

export type Theme = 'light' | 'dark';
type Rgb = readonly [number, number, number];

/**
 * One colour for each type, after Okabe and Ito (2008), darkened or lightened until each has a contrast of 3 to its
 * ground; who cannot tell them apart has the shapes.
 */
const TYPE_COLOURS: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
  light: {
    Paper: '#71767e',
    Method: '#0072b2',
    Dataset: '#c27c00',
    Task: '#008a64',
    Metric: '#b8528f',
    Hardware: '#d04f00',
    Result: '#2b8fc4',
  },
  dark: {
    Paper: '#a0a6ae',
    Method: '#4fa8e0',
    Dataset: '#f0b440',
    Task: '#35c79c',
    Metric: '#e59fca',
    Hardware: '#ff8f57',
    Result: '#86cdf2',
  },
};
/** The number of each type's shape in the shader. */
export const SHAPES: Readonly<Record<string, number>> = {
  Method: 0,
  Dataset: 1,
  Task: 2,
  Metric: 3,
  Hardware: 4,
  Paper: 5,
  Result: 6,
};

/**
 * Colours of communities, largest first. Made once with iwanthue (seed "papergraph", "compromise" distance, chroma 28
 * to 75, lightness 35 to 60 and 62 to 85), put in an order that keeps look-alikes apart; a constant, so that pictures
 * do not change with the library.
 */
const COMMUNITY_COLOURS: Readonly<Record<Theme, readonly string[]>> = {
  light:
    '#3e81aa #ca4b32 #4a8249 #855bc7 #aa6925 #c8407e #308b74 #6c8325 #5972c1 #b05749 #ba449d #8c6b42 #76699e #a45975 #ca435f #975b9b'.split(
      ' ',
    ),
  dark: '#52c8e3 #ee9172 #8bca5c #da81ec #daae3b #f183ae #63cdb9 #ccb765 #939bf1 #dd97e7 #6acf8d #bea975 #90b0e9 #e796a4 #eb8bd0 #d9a7d7'.split(
    ' ',
  ),
};
const NO_COMMUNITY: Readonly<Record<Theme, string>> = { light: '#8b9098', dark: '#7d838c' };

export const GROUND: Readonly<Record<Theme, string>> = { light: '#ffffff', dark: '#14171c' };
export const INK: Readonly<Record<Theme, string>> = { light: '#1b1f26', dark: '#eceff3' };

export function typeColour(type: number, theme: Theme): string {
  return TYPE_COLOURS[theme][NODE_TYPES[type]!]!;
}

/** @param rank  place of the community by size; -1: none */
export function communityColour(rank: number, theme: Theme): string {
  return COMMUNITY_COLOURS[theme][rank] ?? NO_COMMUNITY[theme];
}

/** `share` of the way from `from` to `to`: opaque, since WebGL layers add up translucent colours in no fixed order. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [parse(from), parse(to)];
  return `#${a
    .map((v, i) =>
      Math.round(v + (b[i]! - v) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

export function parse(hex: string): Rgb {
  return [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb;
}

export function coloursOf(model: Model, by: State['colour'], theme: Theme): string[] {
  return Array.from(model.view.type, (type, node) => {
    if (by === 'type' || !model.isEntity[node]) return typeColour(type, theme);
    const community = model.communityOf[node]!;
    return communityColour(community < 0 ? -1 : model.rankOf[community]!, theme);
  });
}

export function linkSupport(model: Model, link: number): number {
  let most = 1;
  for (let k = model.linkEdgeStart[link]!; k < model.linkEdgeStart[link + 1]!; k++)
    most = Math.max(most, model.view.support[model.linkEdge[k]!]!);
  return most;
}
