import { safeAddress } from '../view.js';

type Child = Node | string | number | null | undefined | false;
type Listener = (event: Event) => void;
export type Props = Readonly<Record<string, string | number | boolean | Listener | null | undefined>>;

/**
 * An element. Data enters a page here and only as text or as an attribute value, never as markup: `on…` keys take
 * functions, `href` takes https alone, and there is no way to set `style` or `innerHTML`.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key.slice(2).toLowerCase(), value);
    else if (key === 'href') {
      const address = safeAddress(String(value));
      if (address === null) continue;
      element.setAttribute('href', address);
      element.setAttribute('rel', 'noopener noreferrer');
      element.setAttribute('target', '_blank');
    } else if (key === 'style' || key === 'innerHTML' || key.startsWith('on'))
      throw new Error(`${key} is not for data`);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  add(element, children);
  return element;
}

export function add(parent: Element, children: readonly (Child | readonly Child[])[]): void {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(typeof child === 'number' ? String(child) : child);
  }
}

export function fill(parent: Element, ...children: readonly (Child | readonly Child[])[]): void {
  parent.replaceChildren();
  add(parent, children);
}

/** The element that the page's own HTML promises. */
export function part<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks #${id}`);
  return element as T;
}

/** A small picture of a type's shape; its colour comes from the style sheet. */
export function swatch(type: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '-10 -10 20 20');
  svg.setAttribute('class', `swatch of-${type.toLowerCase()}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', SHAPE_PATHS[type] ?? SHAPE_PATHS.Method!);
  svg.append(path);
  return svg;
}

/** The outline of each type's shape within a circle of radius 10; the shader in `shapes` draws the same. */
export const SHAPE_PATHS: Readonly<Record<string, string>> = {
  Method: 'M8,0A8,8 0 1 1 -8,0A8,8 0 1 1 8,0Z',
  Dataset: 'M-7.2,-7.2H7.2V7.2H-7.2Z',
  Task: 'M0,-9L8.66,6H-8.66Z',
  Metric: 'M0,-9.5L9.5,0L0,9.5L-9.5,0Z',
  Hardware: 'M9.24,0L4.62,8L-4.62,8L-9.24,0L-4.62,-8L4.62,-8Z',
  Paper: 'M8,0A8,8 0 1 1 -8,0A8,8 0 1 1 8,0ZM4,0A4,4 0 1 0 -4,0A4,4 0 1 0 4,0Z',
  Result: 'M-3,-9H3V-3H9V3H3V9H-3V3H-9V-3H-3Z',
};
