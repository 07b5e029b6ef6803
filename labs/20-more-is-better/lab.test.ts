import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, { small: { n: 32, modes: 200, seeds: 2, digits: 50, digitSplits: 1, ratioModes: 500 } })
