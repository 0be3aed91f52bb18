import * as v from '@badrap/valita'
import { parse } from 'yaml'

const text = v.string().assert(value => value !== '', 'expected a non-empty text')

const Input = v.object({ description: text, required: v.boolean(), default: text.optional() })

const Action = v.object({
  name: text,
  description: text,
  author: text,
  branding: v.object({ icon: text, color: text }),
  inputs: v.record(Input),
  outputs: v.record(v.object({ description: text })),
  runs: v.object({ using: text, main: text }),
})

/** The content of `action.yml`, with inputs and outputs in the order of the file. */
export type Action = v.Infer<typeof Action>

/** Parses `action.yml`; throws if a field is missing or unknown. */
export function readAction(source: string): Action {
  return Action.parse(parse(source), { mode: 'strict' })
}
