import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entityId, nameKey } from '../../../src/text/name-key.js';

describe('spellings of one name have one key', () => {
  test.each([
    [['ResNet-50', 'ResNet 50', 'resnet50', 'ResNet–50', 'RESNET-50'], 'resnet50'],
    [['GPT-3.5', 'GPT 3.5', 'gpt3.5'], 'gpt3.5'],
    [['Llama-2-7B', 'Llama 2 7B', 'LLaMA2-7B'], 'llama2 7b'],
    [['YOLOv3', 'YOLO v3', 'YOLO-v3', 'yolov3'], 'yolov3'],
    [['U-Net', 'UNet', 'U-net', 'u-nets'], 'unet'],
    [['k-means', 'K-Means', 'k means', 'kmeans'], 'kmeans'],
    [['t-SNE', 'tSNE'], 'tsne'],
    [['R-CNN', 'RCNN', 'R-CNNs'], 'rcnn'],
    [['β-VAE', 'beta-VAE', 'Beta VAE', 'beta-VAEs'], 'beta vae'],
    [
      ['Convolutional Neural Networks', 'convolutional neural network', 'the convolutional neural networks'],
      'convolutional neural network',
    ],
    [['pre-training', 'pretraining', 'Pre-Training'], 'pretraining'],
    [['fine-tuning', 'fine tuning', 'finetuning'], 'finetuning'],
    [['multi-task learning', 'multitask learning'], 'multitask learning'],
    [['batch normalisation', 'batch normalization', 'Batch-Normalization'], 'batch normalization'],
    [['Poincaré embeddings', 'Poincare embedding', 'Poincare\u0301 embedding'], 'poincare embedding'],
    [['𝗕𝗘𝗥𝗧', 'BERT', 'ＢＥＲＴ', 'BERT\u200b', 'bert'], 'bert'],
    [['neural nets', 'neural network', 'Neural Net'], 'neural network'],
    [['CIFAR-10', 'CIFAR10', 'CIFAR 10'], 'cifar10'],
    [["Adam's", 'Adam'], 'adam'],
    [['word2vec', 'Word2Vec'], 'word2vec'],
    [['CNNs', 'CNN', 'cnn'], 'cnn'],
  ])('%j', (names, key) => {
    for (const name of names) expect(nameKey(name)).toBe(key);
  });
});

describe('tails that add nothing fall, by type', () => {
  test.each([
    [
      'Dataset',
      ['ImageNet', 'ImageNet dataset', 'the ImageNet data set', 'ImageNet benchmark', 'ImageNet datasets'],
      'imagenet',
    ],
    ['Dataset', ['Penn Treebank', 'Penn Treebank corpus'], 'penn treebank'],
    ['Method', ['BERT', 'BERT model', 'the BERT models', 'BERT architecture'], 'bert'],
    ['Method', ['Transformer', 'Transformer model', 'transformers', 'transformer architecture'], 'transformer'],
    ['Metric', ['F1', 'F1 score', 'F1-score', 'F_1', 'F1 scores'], 'f1'],
    ['Metric', ['BLEU', 'BLEU score'], 'bleu'],
    ['Hardware', ['A100', 'NVIDIA A100 GPUs', 'A100 GPU', 'Nvidia A100'], 'a100'],
    ['Task', ['image captioning', 'image captioning task', 'Image-Captioning'], 'image captioning'],
  ] as const)('%s %j', (type, names, key) => {
    for (const name of names) expect(nameKey(name, type)).toBe(key);
  });
});

test.each([
  ['YOLOv3', 'YOLOv5'],
  ['GPT-3', 'GPT-3.5'],
  ['ResNet-50', 'ResNet-101'],
  ['CIFAR-10', 'CIFAR-100'],
  ['C', 'C++'],
  ['A', 'A*'],
  ['BERT', 'ВЕRT'],
  ['Llama 2 7B', 'Llama 27B'],
])('%s and %s are two things', (a, b) => expect(nameKey(a)).not.toBe(nameKey(b)));

test.each([
  ['mixture model', 'Method', 'mixture model'],
  ['language model', 'Method', 'language model'],
  ['kernel method', 'Method', 'kernel method'],
  ['inception score', 'Metric', 'inception score'],
  ['GPU', 'Hardware', 'gpu'],
  ['graphics card', 'Hardware', 'graphics card'],
  ['dataset', 'Dataset', 'dataset'],
  ['3D object detection', 'Task', '3d object detection'],
  ['PASCAL VOC', 'Dataset', 'pascal voc'],
  ['Keras', 'Method', 'keras'],
  ['DBS', 'Method', 'dbs'],
  ['time series', 'Task', 'time series'],
  ['bias', 'Metric', 'bias'],
] as const)('%s keeps what it means', (name, type, key) => expect(nameKey(name, type)).toBe(key));

test('an id is the type and the key, safe from names of Object', () => {
  expect(entityId('Method', 'Convolutional Neural Networks')).toBe('method:convolutional-neural-network');
  expect(entityId('Dataset', '__proto__')).toBe('dataset:proto');
  expect(entityId('Method', 'constructor')).toBe('method:constructor');
});

test('every name with something in it has a key, in time, and a key is its own key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
      const key = nameKey(name);
      if (/[\p{L}\p{N}]/u.test(name)) expect(key).not.toBe('');
      expect(key).toBe(key.trim());
      expect(key).not.toMatch(/ {2}|[\u0000-\u001f]/);
    }),
    { numRuns: 2000, seed: 11 },
  );
  const started = performance.now();
  for (const long of ['a', '-', ' ', 'a-', 'α', '\u0301', 'net ', "'s "]) nameKey(long.repeat(20_000), 'Method');
  expect(performance.now() - started).toBeLessThan(4000);
});
