/** A lab's run and its drawings, away from the page. */
import { serveLabs } from '@offprint/labs/kit/worker.ts'

serveLabs(self, { draw: async (figure, data, narrow) => (await import('@offprint/labs/kit/worker-svg.ts')).workerFigure(figure, data, narrow) })
