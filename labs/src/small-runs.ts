/** The least that each lab can do, by its folder's name: for tests and measurements of anything but its claim. */
export const SMALL_RUNS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '01-costarr-open-set': { worlds: 1, digitSplits: 0 },
  '02-classp-optimizer': { replicates: 1, stepsA: 60, stepsB: 60 },
  '06-li2-grokking-feature-emergence': { modulus: 7, width: 16, steps: 20, replicates: 1 },
  '11-relp-relevance-patching': { replicates: 1, layers: 1, steps: 20, prompts: 5 },
  '14-erm-random-censorship': { n: 200, replicates: 1 },
  '16-finch-evidence-weighting': { steps: 20, worlds: 1, hostileWorlds: 0 },
  '20-more-is-better': { n: 32, modes: 200, seeds: 2, digits: 50, digitSplits: 1, ratioModes: 500 },
  '22-noprop-denoising-blocks': { replicates: 1, blocks: 3, hidden: 8, steps: 20, votes: 2 },
  '26-one-map-many-trials-debiasing': { replicates: 1, upstream: 300, downstream: 200, labels: 50 },
  '28-high-dim-generalization-dynamics': { n: 20, replicates: 1, students: 1, samples: 20 },
  '31-ununlearning': { worlds: 1, steps: 20, queries: 40 },
  '33-aggregate-responses': { n: 300, d: 10, replicates: 2 },
}

/** As an address asks for it: `worlds=1&steps=20`. */
export const smallAddress = (slug: string): string => new URLSearchParams(Object.entries(SMALL_RUNS[slug] ?? {}).map(([name, value]) => [name, String(value)])).toString()
