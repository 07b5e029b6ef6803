import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, {
  small: { worlds: 1, digitSplits: 0 },
  controls: {
    'weights-of-ones': { worlds: 2, digitSplits: 0 },
    'only-faint': { worlds: 2, digitSplits: 0 },
    'rolled-centroids': { worlds: 1, digitSplits: 2 },
  },
})
