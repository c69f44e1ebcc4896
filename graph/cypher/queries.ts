/** The saved queries: a Cypher file whose comments say what each is called, what it answers and what it asks for. */

export interface QueryParameter {
  readonly name: string;
  readonly type: 'string' | 'int';
  /** As written in the file. */
  readonly fallback: string | number;
  readonly about: string;
}
export interface SavedQuery {
  readonly name: string;
  readonly about: string;
  readonly parameters: readonly QueryParameter[];
  /** Without the closing semicolon. */
  readonly text: string;
}

/**
 * @param file  each query: `// name: …`, `// about: …`, any `// param NAME = "text" or 1: …`, then Cypher up to a `;` at the end of a line
 * @throws Error for a query without a name or with a broken parameter: the file is ours
 */
export function readQueries(file: string): SavedQuery[] {
  const queries: SavedQuery[] = [];
  for (const block of file.split(/;[ \t]*(?:\r?\n|$)/)) {
    const lines = block.split(/\r?\n/);
    const comments = lines.filter((line) => line.startsWith('//')).map((line) => line.slice(2).trim());
    const text = lines
      .filter((line) => !line.startsWith('//'))
      .join('\n')
      .trim();
    if (text === '') continue;
    const after = (word: string) => comments.find((comment) => comment.startsWith(`${word}: `))?.slice(word.length + 2);
    const [name, about] = [after('name'), after('about')];
    if (!name || !about) throw new Error(`a saved query has no name or no line about it: ${text.slice(0, 80)}`);
    const parameters = comments
      .filter((comment) => comment.startsWith('param '))
      .map((comment) => parameter(name, comment));
    queries.push({ name, about, parameters, text });
  }
  return queries;
}

function parameter(query: string, comment: string): QueryParameter {
  const parts = /^param (\w+) = ("[^"]*"|-?\d+): (.+)$/.exec(comment);
  if (!parts) throw new Error(`${query}: no parameter: ${comment}`);
  const [, name, value, about] = parts as unknown as [string, string, string, string];
  const fallback = JSON.parse(value) as string | number;
  return { name, type: typeof fallback === 'number' ? 'int' : 'string', fallback, about };
}
