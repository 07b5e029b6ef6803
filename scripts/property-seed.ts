/** In CI, property tests draw the same examples every time, so that a red run is a change's fault; at home they explore. */
import fc from 'fast-check'

const CI_SEED = 20_260_414

if (process.env.CI) fc.configureGlobal({ seed: CI_SEED })
