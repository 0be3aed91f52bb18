import parseDuration from 'parse-duration'
import { staysInMarkdown } from '../failures/plain.ts'
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

  /**
   * Records that the value of an input is wrong: it must be `expected`. The value is shown unless it may be a secret in the
   * wrong input; the runner masks that only if it is complete and unchanged. `text` is the wrong line of several.
   */
  reject(name: string, expected: string, example: string, text = this.get(name)): void {
    let found = ''
    if (text.length > MAX_SHOWN_CHARS) found = ` is ${text.length} characters long, but`
    else if (staysInMarkdown(text)) found = ` is "${text}", but`
    if (this.table[name]?.secret) found = ''
    this.problems.push(`${name}${found} must be ${expected}, for example ${example}`)
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
    if (!found) this.reject(name, `one of ${allowed.join(', ')}`, allowed[0])
    return found ?? allowed[0]
  }

  /** Reads `true` or `false` in the spellings of YAML 1.2. */
  flag(name: string): boolean {
    const text = this.get(name)
    if (/^(true|True|TRUE)$/.test(text)) return true
    if (/^(false|False|FALSE)$/.test(text)) return false
    this.reject(name, 'true or false', 'true')
    return this.table[name]?.default === 'true'
  }

  /** Reads a duration between 1 second and 5 days, in milliseconds. */
  duration(name: string, example: string): number {
    const ms = durationMs(this.get(name)) ?? 0
    if (ms < MIN_DURATION_MS || ms > MAX_DURATION_MS)
      this.reject(
        name,
        'a duration from 1s to 5d with its unit (s, m, h or d)',
        `${example} or ISO 8601 PT45M`,
      )
    return ms
  }

  /** Rejects control characters, except line breaks between the lines of a list and everything in longer texts. */
  rejectControlCharacters(): void {
    for (const [name, { form }] of Object.entries(this.table)) {
      const text = (this.#raw[name] ?? '').trim()
      if (form === 'lines' && /(?!\r?\n)\p{Cc}/u.test(text))
        this.reject(name, 'lines without other control characters', 'one value per line')
      if (form === undefined && /\p{Cc}/u.test(text))
        this.reject(
          name,
          'a single line without control characters',
          'one value copied without its line break',
        )
    }
  }
}

// Largest unit first, each at most once. The library alone would also accept `1h x 30m` and a bare number.
const PLAIN = /^(?=\d)(\d{1,3}d)?(\d{1,4}h)?(\d{1,6}m)?(\d{1,7}(\.\d{1,3})?s)?$/i
const ISO_8601 = /^P(?=T?\d)(\d{1,3}D)?(T(?=\d)(\d{1,4}H)?(\d{1,6}M)?(\d{1,7}(\.\d{1,3})?S)?)?$/i

/** Milliseconds of `90s`, `1h30m` or `PT45M`; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  if (!PLAIN.test(text) && !ISO_8601.test(text)) return undefined
  return parseDuration(text.replace(/[pt]/gi, '')) ?? undefined
}
