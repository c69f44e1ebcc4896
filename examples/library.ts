/** papergraph as a library: from one abstract to its entities, relations and results, each with its sentence. */
import { buildModel, extract } from '../src/index.js';
import { readModelFiles } from '../src/read/index.js';

const model = buildModel(await readModelFiles());
const { paper, entities, relations, results } = extract(
  {
    id: 'id:sparrow',
    title: 'SparrowNet: A Small Network for Birdsong Recognition',
    abstract:
      'We present SparrowNet, a convolutional neural network (CNN) for birdsong recognition. On BirdCLEF it reaches 93.2% accuracy, 1.4 points above ResNet-50, and trains in 3 hours on one NVIDIA V100.',
    authors: [],
    origin: 'example',
  },
  model,
);
const sentence = ({ field, start, end }: { field: 'title' | 'abstract'; start: number; end: number }) =>
  paper[field].slice(start, end);

for (const { type, name, role } of entities) console.log(`${type}: ${name} (${role})`);
for (const { source, type, target } of relations) console.log(`${source} ${type} ${target}`);
for (const result of results) console.log(`${result.value} ${result.metric ?? ''}: "${sentence(result.evidence)}"`);
