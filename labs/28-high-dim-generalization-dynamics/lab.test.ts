import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, { small: { n: 20, replicates: 1, students: 1, samples: 20 } })
