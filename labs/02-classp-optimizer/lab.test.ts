import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, {
  small: { replicates: 1, stepsA: 60, stepsB: 60 },
  controls: { 'shuffled-memory': { replicates: 1 }, 'tensor-mean': { replicates: 1 } },
})
