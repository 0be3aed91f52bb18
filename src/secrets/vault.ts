import { formsOf, formsOfPair } from './forms.ts'
import { linkForms } from './links.ts'
import type { Extent, Redact } from './redactor.ts'
import { createRedactor } from './redactor.ts'

const MAX_PASSING = 32

/**
 * How long a secret is kept: `lasting` to the end, `passing` until 32 later ones of that kind have come. What renews itself
 * for days would fill the memory otherwise, and its old values open nothing.
 */
export type Stay = 'lasting' | 'rotating'

/** Remembers every secret of the step, masks each form of it in the log and takes it out of texts. */
export interface Vault {
  /** Keeps a token, a password or a key. */
  add(secret: string, stay?: Stay): void
  /** Keeps a secret that also travels together with its id, as in HTTP Basic. */
  addPair(id: string, secret: string): void
  /** Keeps what signs a link. */
  addLink(url: string): void
  /**
   * Replaces every form of every secret, every beginning or end of at least 12 characters, and what signs any link, by
   * `***`. Applied to its own result it changes nothing. Redact before cutting or escaping a text: both can hide a secret
   * from it.
   */
  readonly redact: Redact
}

/** An empty vault; `mask` is told each new form once and before anything can print it. */
export function createVault(mask: (form: string) => void): Vault {
  const lasting = new Map<string, Extent>()
  const passing = new Map<string, readonly string[]>()
  let known = new Set<string>()
  let redactor = createRedactor()
  const add = (form: string, extent: Extent, emit: typeof mask): void => {
    if (known.has(form)) return
    known.add(form)
    redactor.add(form, extent)
    emit(form)
  }
  const remember = (forms: readonly string[], extent: Extent, emit = mask): void => {
    for (const form of forms) {
      lasting.set(form, extent)
      add(form, extent, emit)
    }
  }
  const forgetOldest = (): void => {
    const [oldest = ''] = passing.keys()
    passing.delete(oldest)
    known = new Set()
    redactor = createRedactor()
    for (const [form, extent] of lasting) add(form, extent, silent)
    for (const form of [...passing.values()].flat()) add(form, 'parts', silent)
  }
  const keepPassing = (secret: string): void => {
    const forms = formsOf(secret)
    // One that comes again is the newest again.
    passing.delete(secret)
    passing.set(secret, forms)
    for (const form of forms) add(form, 'parts', mask)
    if (passing.size > MAX_PASSING) forgetOldest()
  }
  const keep = (secret: string, stay: Stay = 'lasting'): void =>
    stay === 'lasting' ? remember(formsOf(secret), 'parts') : keepPassing(secret)
  return {
    add: keep,
    addPair(id, secret) {
      keep(secret)
      remember(formsOfPair(id, secret), 'parts')
    },
    addLink(url) {
      const { whole, values } = linkForms(url)
      remember(values, 'parts')
      // Without its signature a link is worthless; masks for each whole link of hundreds would slow the runner's log.
      remember(whole, 'whole', values.length === 0 ? mask : silent)
    },
    redact: text => redactor.redact(text),
  }
}

function silent(): void {}
