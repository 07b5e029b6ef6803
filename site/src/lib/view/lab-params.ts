/** Parameters of a lab, or knobs of an explorer, as a form shows them. */
import { describeRange, paramControls, type ParamControl } from '@offprint/labs/kit'
import type { ParamsSchema } from '@offprint/labs/kit'

export type ParamView = ParamControl & { value: string; range: string }

/** Each with its value: as the address says, else as `standing` has it, else its default. */
export function paramViews(schema: ParamsSchema, said: Readonly<Record<string, string>>, standing: Readonly<Record<string, unknown>> = {}): ParamView[] {
  return paramControls(schema).map((control) => ({ ...control, value: said[control.name] ?? String(standing[control.name] ?? control.default), range: describeRange(control) }))
}
