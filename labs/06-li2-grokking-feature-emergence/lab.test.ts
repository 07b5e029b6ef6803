import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, { small: { modulus: 7, width: 16, steps: 20, replicates: 1 } })
