/** The environment variables of the step; one that is not set is undefined. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What in the environment weakens the step, one sentence each. */
export function environmentWarnings(env: Environment): readonly string[] {
  const warnings: string[] = []
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    warnings.push(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 turns certificate checks off, so anyone on the way can read the credential. Use ca-certificate instead.',
    )
  if (/\b(http|https|net|tls)\b|\*/i.test(env.NODE_DEBUG ?? ''))
    warnings.push('NODE_DEBUG makes Node print request headers, and the credential with them. Unset it.')
  return warnings
}
