import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, {
  small: { replicates: 1, layers: 1, steps: 20, prompts: 5 },
  controls: { 'identity-only': { replicates: 1 }, permuted: { replicates: 1 } },
})
