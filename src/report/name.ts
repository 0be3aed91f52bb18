import { staysInMarkdown } from '../failures/plain.ts'
import type { Redact } from '../secrets/redactor.ts'

/** An address is at least that long; what is shorter may stand anywhere by chance. */
const MIN_CHARS = 5

/**
 * A redactor for texts that are to become Markdown. A user name is no secret, unless the step takes it from one, which the
 * runner alone knows: where escaping changes it, so that the runner could not find it any more, it is left out.
 */
export function withoutName(redact: Redact, name: string): Redact {
  const isLost = name.length >= MIN_CHARS && !staysInMarkdown(name)
  return isLost ? text => redact(text).replaceAll(name, '***') : redact
}
