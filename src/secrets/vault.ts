import { formsOf, formsOfPair } from './forms.ts'
import { linkForms } from './links.ts'
import type { Extent, Redact } from './redactor.ts'
import { createRedactor } from './redactor.ts'

const MAX_ROTATING = 32

/** Remembers every secret of the step, masks its forms in the log and removes them from texts. */
export interface Vault {
  /**
   * Keeps a token, a password or a key: to the end of the step, or, as `rotating`, until 32 later ones have come. Tokens that
   * are renewed for days would otherwise fill the memory, and expired ones give no access.
   */
  add(secret: string, stay?: 'lasting' | 'rotating'): void
  /** Keeps a secret that is also sent together with its id, as in HTTP Basic. */
  addPair(id: string, secret: string): void
  /** Keeps what signs a link. */
  addLink(url: string): void
  /**
   * Replaces every form of every secret, every beginning or end of at least 12 characters, and what signs any link, by
   * `***`. Applying it again changes nothing. Redact before cutting or escaping a text: both can hide a secret.
   */
  readonly redact: Redact
}

/**
 * An empty vault. It calls `mask` with each new form, once and before anything can print it. The lower-case words in
 * `unmasked` are never secret, because logs and outputs consist of them.
 */
export function createVault(mask: (form: string) => void, unmasked: ReadonlySet<string> = new Set()): Vault {
  const lasting = new Map<string, Extent>()
  const rotating = new Map<string, readonly string[]>()
  let known = new Set<string>()
  let redactor = createRedactor()

  const learn = (form: string, extent: Extent, onNew?: typeof mask): void => {
    if (known.has(form) || unmasked.has(form.toLowerCase())) return
    known.add(form)
    redactor.add(form, extent)
    onNew?.(form)
  }
  const keep = (forms: readonly string[], extent: Extent, onNew?: typeof mask): void => {
    for (const form of forms) {
      lasting.set(form, extent)
      learn(form, extent, onNew)
    }
  }
  const rotate = (secret: string): void => {
    const forms = formsOf(secret)
    // A secret that is added again becomes the newest again.
    rotating.delete(secret)
    rotating.set(secret, forms)
    for (const form of forms) learn(form, 'parts', mask)
    if (rotating.size <= MAX_ROTATING) return
    const [oldest = ''] = rotating.keys()
    rotating.delete(oldest)
    known = new Set()
    redactor = createRedactor()
    for (const [form, extent] of lasting) learn(form, extent)
    for (const form of [...rotating.values()].flat()) learn(form, 'parts')
  }
  const add: Vault['add'] = (secret, stay = 'lasting') =>
    stay === 'lasting' ? keep(formsOf(secret), 'parts', mask) : rotate(secret)

  return {
    add,
    addPair(id, secret) {
      add(secret)
      keep(formsOfPair(id, secret), 'parts', mask)
    },
    addLink(url) {
      const { whole, values } = linkForms(url)
      keep(values, 'parts', mask)
      // Without its signature a link is worthless; masks for each whole link of hundreds would slow the runner's log.
      keep(whole, 'whole', values.length === 0 ? mask : undefined)
    },
    redact: text => redactor.redact(text),
  }
}
