import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

/** Leaves the digits and the ratio out as far as their ranges allow. */
const gaussianOnly = { digits: 50, digitSplits: 1, ratioModes: 500 }

testLab(lab, {
  small: { n: 32, modes: 200, seeds: 2, ...gaussianOnly },
  controls: {
    'fixed-ridge': gaussianOnly,
    'infinite-theory': gaussianOnly,
    'ridge-times-n': gaussianOnly,
    'label-noise': { n: 32, modes: 200, seeds: 2, ratioModes: 500 },
  },
})
