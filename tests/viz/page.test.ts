import { createHash } from 'node:crypto';
import { unzlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { EntityNode } from '../../graph/schema.js';
import { titleOf, writePage } from '../../viz/page.js';
import { sampleGraph } from './sample-graph.js';

const app = {
  js: 'const s = "<script>x<\\/script><!--"; console.log(s);',
  css: 'body { color: red }',
  html: '<title><!--title--></title><!--head--><body><!--data--><!--app--></body>',
};
const graph = sampleGraph({ papers: 20, fields: 2, entitiesPerField: 12 });
const write = (options = {}, a = app) => [...writePage(graph, a, options)].join('');

describe('a page', () => {
  test('is the same bytes each time', () => {
    expect(write()).toBe(write());
  });

  test('allows only its own script and style, by hash, and no connection', () => {
    const html = write();
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!;
    const [script, style] = [
      /<script>([\s\S]*?)<\/script>/.exec(html)![1]!,
      /<style>([\s\S]*?)<\/style>/.exec(html)![1]!,
    ];
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).toContain(`script-src ${hash(script)}`);
    expect(policy).toContain(`style-src ${hash(style)}`);
    expect(policy).not.toMatch(/unsafe/);
  });

  test('carries its blocks as zlib in base64', () => {
    const found = [
      ...write().matchAll(/<script type="application\/zlib" id="block-([a-z0-9-]+)">([A-Za-z0-9+/=]*)<\/script>/g),
    ];
    expect(found.map((m) => m[1])).toEqual(['core', 'papers-0', 'nodes-0', 'edges-0']);
    const core = JSON.parse(new TextDecoder().decode(unzlibSync(Buffer.from(found[0]![2]!, 'base64'))));
    expect(core.id).toEqual(graph.nodes.map(({ id }) => id));
  });

  test.each([['</title><script>alert(1)</script>'], ['"><svg onload=alert(1)>'], ['a\0b \ud800 & <!-- ]]> \u2028']])(
    'a title of %j stays text',
    (title) => {
      const html = write({ title });
      expect(html.match(/<script>/g)).toHaveLength(write().match(/<script>/g)!.length);
      expect(html).not.toContain('<svg');
      expect(html).not.toContain('\0');
      expect(html.isWellFormed()).toBe(true);
    },
  );

  test('is called by what its papers are about, how many they are and of which years', () => {
    const tasks = graph.nodes.filter((node): node is EntityNode => node.type === 'Task');
    const [first] = [...tasks].sort((a, b) => b.papers - a.papers || (a.id < b.id ? -1 : 1));
    const years = graph.nodes.flatMap((node) => (node.type === 'Paper' && node.year ? [node.year] : []));
    const title = titleOf(graph);
    expect(title).toContain(first!.name);
    expect(title).toContain(`20 papers, ${Math.min(...years)} to ${Math.max(...years)}`);
    expect(write()).toContain(`<title>${title}</title>`);
    expect(titleOf({ ...graph, nodes: [] })).toBe('papergraph · 0 papers');
  });

  test('code that holds the end of a script cannot end it', () => {
    const html = write({}, { ...app, js: 'const a = "</script>", b = "<!--", c = "</STYLE>";' });
    expect(html.match(/<\/script>/g)).toHaveLength(5);
    expect(html).not.toContain('"<!--"');
  });

  test('a shell without its markers is a mistake that is named', () => {
    expect(() => write({}, { ...app, html: '<!--title--><!--head-->' })).toThrow('lacks <!--data-->');
  });
});
