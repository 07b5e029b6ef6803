import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, {
  small: { steps: 20, worlds: 1, hostileWorlds: 0 },
  controls: { 'shuffled-features': { worlds: 2, hostileWorlds: 0 } },
})
