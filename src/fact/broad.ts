import type { Entity } from '../types.js';

/** Things that almost every paper names. */
const BROAD = new Set(
  `deep learning|machine learning|neural network|neural networks|deep neural network|deep neural networks|artificial intelligence|natural
  language processing|computer vision|data mining|supervised learning|unsupervised learning|classification|regression|optimization|training|inference|language
  model|language models|deep network|deep networks|robustness|efficiency|generalization|performance|scalability|memory|speed|parameters`
    .split('|')
    .map((each) => each.replace(/\s+/g, ' ')),
);
export const isBroad = ({ name, aliases }: Entity) =>
  BROAD.has(name.toLowerCase()) || aliases.some((alias) => BROAD.has(alias.toLowerCase()));

/** "ResNet", "GPT-2": coined, not words of the language. */
export const isCoined = ({ name }: Entity): boolean => /\p{Lu}.*\p{Lu}|\d/u.test(name);
