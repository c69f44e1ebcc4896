/** Things that almost every paper names. */
export const BROAD: ReadonlySet<string> = new Set(
  `deep learning|machine learning|neural network|neural networks|deep neural network|deep neural networks|artificial intelligence|natural
  language processing|computer vision|data mining|supervised learning|unsupervised learning|classification|regression|optimization|training|inference|language
  model|language models|deep network|deep networks|robustness|efficiency|generalization|performance|scalability|memory|speed|parameters`
    .split('|')
    .map((each) => each.replace(/\s+/g, ' ')),
);
