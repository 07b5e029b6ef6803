import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, { small: { worlds: 1, digitSplits: 0 } })
