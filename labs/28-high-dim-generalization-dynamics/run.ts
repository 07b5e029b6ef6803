import type { RunContext, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'
import { linearStudents } from './linear-students.ts'
import { bothLayers, outputLayer } from './relu-students.ts'

/** Shares of the whole run, for the progress bar. */
const SHARES = { quick: { linear: 0.3, output: 0, both: 0.7 }, all: { linear: 0.05, output: 0.4, both: 0.55 } }

export async function* run(context: RunContext<Params>): AsyncGenerator<RunEvent, void, void> {
  const share = context.params.widths ? SHARES.all : SHARES.quick
  yield* linearStudents(context, 0, share.linear)
  if (context.params.widths) yield* outputLayer(context, share.linear, share.output)
  yield* bothLayers(context, share.linear + share.output, share.both)
}
