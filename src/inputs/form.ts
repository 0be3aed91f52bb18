import { staysInMarkdown } from '../failures/plain.ts'
import type { FieldSpec } from '../providers/inputs.ts'
import type { InputName, RawInputs } from './names.ts'
import { INPUT_DEFAULTS, SECRET_INPUTS } from './names.ts'

/** The filled form of a step, collecting everything that is wrong with it, so that one error can name it all. */
export interface Form {
  readonly raw: RawInputs
  readonly problems: string[]
  readonly warnings: string[]
}

/** What a value must be; completes "must be ...". */
export type Expectation = Pick<FieldSpec, 'expected' | 'example'>

/** A longer value is not shown at all: a secret in the wrong input, cut, would escape the mask of the runner. */
const MAX_SHOWN_CHARS = 60

/** The value of an input without the white space around it; its default when it is empty. */
export function value(form: Form, name: InputName): string {
  return form.raw[name].trim() || (INPUT_DEFAULTS[name] ?? '')
}

/** Whether the user filled an input. */
export function isFilled(form: Form, name: InputName): boolean {
  return form.raw[name].trim() !== ''
}

/** A secret in the wrong input is known to the runner alone, which masks it where it is shown whole and unchanged. */
function finding(text: string): string {
  if (text.length > MAX_SHOWN_CHARS) return ` is ${text.length} characters long, but`
  return staysInMarkdown(text) ? ` is "${text}", but` : ''
}

/** Notes that an input's value is wrong; shows the value unless it may hold a secret that would not be masked. */
export function reject(form: Form, name: InputName, { expected, example }: Expectation): undefined {
  const found = SECRET_INPUTS.includes(name) ? '' : finding(value(form, name))
  form.problems.push(`${name}${found} must be ${expected}, for example ${example}`)
}

/** Reads one of a few words. */
export function choice<T extends string>(form: Form, name: InputName, allowed: readonly T[]): T | undefined {
  const text = value(form, name)
  const found = allowed.find(word => word === text)
  return found ?? reject(form, name, { expected: `one of ${allowed.join(', ')}`, example: allowed[0] ?? '' })
}

/** Reads `true` or `false` as YAML 1.2 spells them. */
export function flag(form: Form, name: InputName): boolean | undefined {
  const text = value(form, name)
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)$/.test(text)) return false
  return reject(form, name, { expected: 'true or false', example: 'true' })
}

const CONTROL = /\p{Cc}/u

/** Refuses line breaks and other control characters in every input but PEM text. */
export function refuseControlCharacters(form: Form, names: readonly InputName[]): void {
  for (const name of names) {
    if (name === 'ca-certificate' || !CONTROL.test(form.raw[name].trim())) continue
    reject(form, name, {
      expected: 'a single line without control characters',
      example: 'one value copied without its line break',
    })
  }
}
