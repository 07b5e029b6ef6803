/** A lab's run, away from the page. */
import { serveLabs } from '@offprint/labs/kit/worker.ts'

serveLabs(self)
