import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

const one = { replicates: 1 }

testLab(lab, {
  small: { modulus: 7, width: 16, steps: 20, replicates: 1 },
  controls: { 'no-decay': one, 'shuffled-labels': one, 'frozen-features': one },
})
