import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, { small: { replicates: 1, stepsA: 60, stepsB: 60 } })
