import { formsOf, formsOfPair } from './forms.ts'
import { linkForms } from './links.ts'
import type { Extent, Redact } from './redactor.ts'
import { createRedactor } from './redactor.ts'

/** Remembers every secret of the step, masks each form of it in the log and takes it out of texts. */
export interface Vault {
  /** Keeps a token, a password or a key. */
  keep(secret: string): void
  /** Keeps a secret that also travels together with its id, as in HTTP Basic. */
  keepPair(id: string, secret: string): void
  /** Keeps what signs a link. */
  keepLink(url: string): void
  /**
   * Replaces every form of every secret, and every beginning or end of at least 12 characters, by `***`. Applied to its
   * own result it changes nothing. Redact before cutting or escaping a text: both can hide a secret from it.
   */
  readonly redact: Redact
}

/** An empty vault; `mask` is told each new form once and before anything can print it. */
export function createVault(mask: (form: string) => void): Vault {
  const known = new Set<string>()
  const redactor = createRedactor()
  const remember = (forms: readonly string[], extent: Extent): void => {
    for (const form of forms) {
      if (known.has(form)) continue
      known.add(form)
      redactor.add(form, extent)
      mask(form)
    }
  }
  const keep = (secret: string): void => remember(formsOf(secret), 'parts')
  return {
    keep,
    keepPair(id, secret) {
      keep(secret)
      remember(formsOfPair(id, secret), 'parts')
    },
    keepLink(url) {
      const { whole, values } = linkForms(url)
      remember(values, 'parts')
      // Without its signature a link is worthless; masks for each whole link of hundreds would slow the runner's log.
      if (values.length === 0) remember(whole, 'whole')
      else for (const form of whole) redactor.add(form, 'whole')
    },
    redact: redactor.redact,
  }
}
