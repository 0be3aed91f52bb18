import * as v from '@badrap/valita'
import { parse } from 'yaml'

const text = v.string().assert(value => value !== '', 'expected a text that is not empty')

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

/** The contract as `action.yml` states it; inputs and outputs in the order of the file. */
export type Action = v.Infer<typeof Action>

/** Reads the text of `action.yml`; throws when a field is missing or unknown. */
export function readAction(source: string): Action {
  return Action.parse(parse(source), { mode: 'strict' })
}
