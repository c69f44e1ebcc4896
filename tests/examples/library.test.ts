import { expect, test, vi } from 'vitest';

test('the example of the library prints the entities, relations and results of an abstract', async () => {
  const said: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  await import('../../examples/library.js');
  log.mockRestore();
  expect(said).toContain('Method: SparrowNet (proposed)');
  expect(said.some((line) => line.includes('EVALUATED_ON dataset:birdclef'))).toBe(true);
  expect(said.some((line) => line.startsWith('93.2% metric:accuracy'))).toBe(true);
});
