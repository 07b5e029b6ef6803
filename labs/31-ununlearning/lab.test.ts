import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, {
  small: { worlds: 1, steps: 20, queries: 40 },
  controls: { 'no-context-reading': { worlds: 1 }, 'wrong-definition': { worlds: 1 } },
})
