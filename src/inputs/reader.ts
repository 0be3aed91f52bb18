import { plainLine } from '../failures/plain.ts'
import type { InputRow, Provider } from '../providers/provider.ts'
import type { RawInputs } from './table.ts'
import { inputTable } from './table.ts'

/** A longer value is not shown. */
const MAX_SHOWN_CHARS = 60

/** Self-hosted runners limit a job to 5 days, so nothing can wait longer. */
const MAX_DURATION_MS = 5 * 24 * 3600 * 1000
const MIN_DURATION_MS = 1000

/**
 * Reads the inputs of a step and collects every problem, so that one error can list them all. After a problem, a method still
 * returns a value of its type: the step is rejected, so that nothing uses it.
 */
export class InputReader {
  readonly problems: string[] = []
  readonly warnings: string[] = []
  readonly table: Readonly<Record<string, InputRow>>
  readonly #raw: RawInputs
  readonly #wrong = new Set<string>()

  constructor(raw: RawInputs, providers: readonly Provider[]) {
    this.table = inputTable(providers)
    this.#raw = raw
  }

  /** The value of an input without surrounding white space; its default if it is empty. */
  get(name: string): string {
    return this.#raw[name]?.trim() || (this.table[name]?.default ?? '')
  }

  /** Whether the user filled an input. */
  has(name: string): boolean {
    return (this.#raw[name] ?? '').trim() !== ''
  }

  /** Records what is wrong with an input, in sentences that follow its name. Only the first problem of each input is kept. */
  problem(name: string, text: string): void {
    if (!this.#wrong.has(name)) this.problems.push(`${name}: ${text}`)
    this.#wrong.add(name)
  }

  /** Records that the value of an input is not `expected`; `text` is the wrong line of several. The example may be empty. */
  reject(name: string, expected: string, example: string, text = this.get(name)): void {
    const hint = example === '' ? '' : `, for example ${example}`
    this.problem(name, `${this.shown(name, text)} is not ${expected}${hint}.`)
  }

  /**
   * A value for an error, complete and unchanged, since the runner masks a secret in the wrong input only then. Longer values
   * are not shown, nor are those with characters of an address with credentials, or that a log line or code would change.
   */
  shown(name: string, text = this.get(name), maxChars = MAX_SHOWN_CHARS): string {
    const isShowable = plainLine(text, text.length) === text && !/[`@?#]/.test(text)
    if (this.table[name]?.secret || !isShowable) return 'the value'
    return text.length > maxChars ? `the value of ${text.length} characters` : `\`${text}\``
  }

  /** The lines of an input without surrounding white space; blank ones are left out. */
  lines(name: string): readonly string[] {
    return this.get(name)
      .split(/\r?\n/)
      .map(line => line.trim())
      .filter(line => line !== '')
  }

  /** Reads one of a few words. */
  choice<T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const found = allowed.find(word => word === this.get(name))
    if (!found) this.reject(name, `one of ${allowed.join(', ')}`, '')
    return found ?? allowed[0]
  }

  /** Reads `true` or `false`, or `yes` or `no`, in any case. */
  flag(name: string): boolean {
    const text = this.get(name)
    if (/^(true|yes)$/i.test(text)) return true
    if (/^(false|no)$/i.test(text)) return false
    this.reject(name, 'true or false', '')
    return this.table[name]?.default === 'true'
  }

  /** Reads a duration between 1 second and 5 days, in milliseconds. */
  duration(name: string, example: string): number {
    const text = this.get(name)
    const ms = durationMs(text)
    if (ms !== undefined && ms >= MIN_DURATION_MS && ms <= MAX_DURATION_MS) return ms
    const [, number = '', unit = ''] = LONG_UNIT.exec(text) ?? []
    if (/^\d{1,7}$/.test(text))
      this.problem(name, `\`${text}\` has no unit. Use ${text}s, ${text}m or ${text}h.`)
    else if (ms === undefined && number !== '')
      this.problem(name, `\`${text}\` is wrong. Use ${number}${unit}.`)
    else this.reject(name, 'a duration from 1s to 5d with its unit (s, m, h or d)', example)
    return MIN_DURATION_MS
  }

  /** Rejects control characters, except around a value, between the lines of a list, and in longer texts. */
  rejectControlCharacters(): void {
    for (const [name, { form }] of Object.entries(this.table)) {
      if (form === 'lines' && this.lines(name).some(line => /\p{Cc}/u.test(line)))
        this.problem(name, 'a line contains a tab or another control character. Give one value per line.')
      if (form === undefined && /\p{Cc}/u.test(this.get(name)))
        this.problem(
          name,
          'the value has several lines, a tab or another control character. Store it as a single line.',
        )
    }
  }
}

/** `30min`, `1 hour`, `30 m` */
const LONG_UNIT = /^(\d{1,7}) ?([smhd])(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?|ays?)?$/i

// Largest unit first, each at most once.
const PLAIN = /^(?=\d)((?<d>\d{1,3})d)?((?<h>\d{1,4})h)?((?<m>\d{1,6})m)?((?<s>\d{1,7}(\.\d{1,3})?)s)?$/i
const ISO_8601 =
  /^P(?=T?\d)((?<d>\d{1,3})D)?(T(?=\d)((?<h>\d{1,4})H)?((?<m>\d{1,6})M)?((?<s>\d{1,7}(\.\d{1,3})?)S)?)?$/i

/** Milliseconds of `90s`, `1h30m` or `PT45M`; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const { groups } = PLAIN.exec(text) ?? ISO_8601.exec(text) ?? {}
  if (!groups) return undefined
  const { d = 0, h = 0, m = 0, s = 0 } = groups
  const minutes = (Number(d) * 24 + Number(h)) * 60 + Number(m)
  return minutes * 60_000 + Number(s) * 1000
}
