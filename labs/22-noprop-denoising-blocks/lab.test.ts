import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, { small: { replicates: 1, blocks: 3, hidden: 8, steps: 20, votes: 2 } })
