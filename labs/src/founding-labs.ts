/** The 36 papers of the founding edition in its order, each with the folder name of its lab, there or coming. */

export interface FoundingLab {
  number: number
  /** arXiv id. */
  paper: string
  title: string
  slug: string
}

const facts: readonly (readonly [slug: string, paper: string, title: string])[] = [
  ['01-costarr-open-set', '2508.01087', 'COSTARR: Consolidated Open Set Technique with Attenuation for Robust Recognition'],
  ['02-classp-optimizer', '2405.09637', 'CLASSP: a Biologically-Inspired Approach to Continual Learning through Adjustment Suppression and Sparsity Promotion'],
  ['03-at-at-eeg-artifacts', '2502.05332', 'Removing Neural Signal Artifacts with Autoencoder-Targeted Adversarial Transformers (AT-AT)'],
  ['04-glow-negative-samples', '2601.04992', 'Learning from Mistakes: Negative Reasoning Samples Enhance Out-of-Domain Generalization'],
  ['05-efficient-probing', '2506.10178', 'Attention, Please! Revisiting Attentive Probing for Masked Image Modeling'],
  ['06-li2-grokking-feature-emergence', '2509.21519', 'Provable Scaling Laws of Feature Emergence from Learning Dynamics of Grokking'],
  ['07-gpicl-meta-learned-transformers', '2212.04458', 'General-Purpose In-Context Learning by Meta-Learning Transformers'],
  ['08-know-retrodiction-of-forgetting', '2508.05059', 'Learning from Oblivion: Predicting Knowledge Overflowed Weights via Retrodiction of Forgetting'],
  ['09-holobeam-bandit', '2401.05420', 'HoloBeam: Learning Optimal Beamforming in Far-Field Holographic Metasurface Transceivers'],
  ['10-kappatune-condition-number', '2506.16289', 'The Condition Number as a Scale-Invariant Proxy for Information Encoding in Neural Units'],
  ['11-relp-relevance-patching', '2508.21258', 'RelP: Faithful and Efficient Circuit Discovery via Relevance Patching'],
  ['12-universality-lens', '2506.07661', 'The Universality Lens: Why Even Highly Over-Parametrized Models Learn Well'],
  ['13-ignite-surrogate-gradient-norm', '2503.04242', 'Incorporating Surrogate Gradient Norm to Improve Offline Optimization Techniques'],
  ['14-erm-random-censorship', '1906.01908', 'Empirical Risk Minimization under Random Censorship: Theory and Practice'],
  ['15-grokking-moe-pathways', '2506.21551', 'Where to find Grokking in LLM Pretraining? Monitor Memorization-to-Generalization without Test'],
  ['16-finch-evidence-weighting', '2602.03817', 'Adaptive Evidence Weighting for Audio-Spatiotemporal Fusion'],
  ['17-greedy-wins-meta-bandit', '2509.24923', 'When Greedy Wins: Emergent Exploitation Bias in Meta-Bandit LLM Training'],
  ['18-gamp-rie-extensive-width', '2408.03733', 'Bayes-optimal learning of an extensive-width neural network from quadratically many samples'],
  ['19-ear-erase-autoregressive', '2506.20151', 'EAR: Erasing Concepts from Unified Autoregressive Models'],
  ['20-more-is-better', '2311.14646', 'More is Better in Modern Machine Learning: when Infinite Overparameterization is Optimal and Overfitting is Obligatory'],
  ['21-sgtm-knowledge-localization', '2512.05648', 'Beyond Data Filtering: Knowledge Localization for Capability Removal in LLMs'],
  ['22-noprop-denoising-blocks', '2503.24322', 'NoProp: Training Neural Networks without Back-propagation or Forward-propagation'],
  ['23-policy-gradient-noise-mask', '2406.14568', 'Policy Gradient-Driven Noise Mask'],
  ['24-learning-to-actively-learn', '2010.15382', 'Learning to Actively Learn: A Robust Approach'],
  ['25-icl-algorithm-linear-models', '2211.15661', 'What learning algorithm is in-context learning? Investigations with linear models'],
  ['26-one-map-many-trials-debiasing', '2508.01341', 'Debiasing Machine Learning Predictions for Causal Inference Without Additional Ground Truth Data: "One Map, Many Trials" in Satellite-Driven Poverty Analysis'],
  ['27-power-law-rehearsal', '2401.10393', 'Catastrophic Interference is Mitigated in Naturalistic Power-Law Learning Environments'],
  ['28-high-dim-generalization-dynamics', '1710.03667', 'High-dimensional dynamics of generalization error in neural networks'],
  ['29-advunlearn', '2405.15234', 'Defensive Unlearning with Adversarial Training for Robust Concept Erasure in Diffusion Models'],
  ['30-impossibility-retrain-equivalence', '2510.16629', 'On the Impossibility of Retrain Equivalence in Machine Unlearning'],
  ['31-ununlearning', '2407.00106', 'UnUnlearning: Unlearning is not sufficient for content regulation in advanced generative AI'],
  ['32-task-difficulty-curriculum', '2403.10348', 'Denoising Task Difficulty-based Curriculum for Training Diffusion Models'],
  ['33-aggregate-responses', '2401.11081', 'Learning from Aggregate responses: Instance Level versus Bag Level Loss Functions'],
  ['34-attention-meets-perturbations', '2009.12064', 'Attention Meets Perturbations: Robust and Interpretable Attention with Adversarial Training'],
  ['35-attencraft', '2405.17965', 'AttenCraft: Attention-guided Disentanglement of Multiple Concepts for Text-to-Image Customization'],
  ['36-attention-saturation-inflection-layers', '2511.00797', 'Attention Saturation and Gradient Suppression at Inflection Layers: Diagnosing and Mitigating Bottlenecks in Transformer Adaptation'],
]

export const foundingLabs: readonly FoundingLab[] = facts.map(([slug, paper, title]) => ({ number: Number.parseInt(slug, 10), paper, title, slug }))
