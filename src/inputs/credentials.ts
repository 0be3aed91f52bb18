import type { Credentials, Provider } from '../providers/provider.ts'
import type { InputName } from './names.ts'
import type { InputReader } from './reader.ts'

/** A token without the authentication scheme that may have been pasted with it. */
export function bareToken(text: string): string {
  return text.trim().replace(/^(bearer|token)\s+/i, '')
}

/** Reads the credentials: exactly one of the kinds that the provider accepts; undefined after a problem. */
export function readCredentials(inputs: InputReader, provider: Provider): Credentials | undefined {
  const { pair, token: expected } = provider.inputs
  const names: readonly InputName[] = pair ? [pair.id, pair.secret] : []
  const given = names.filter(name => inputs.has(name))
  if (inputs.has('token')) {
    if (given.length === 0) return readToken(inputs, expected)
    inputs.problems.push(`token and ${names.join(', ')} are mutually exclusive`)
  } else if (pair && given.length === 2) {
    return { kind: 'pair', id: inputs.get(pair.id), secret: inputs.get(pair.secret) }
  } else if (given.length === 1) {
    const missing = names.find(name => !inputs.has(name))
    inputs.problems.push(`${missing} is required with ${given[0]}`)
  } else {
    const alternative = pair ? `; or give ${pair.id} and ${pair.secret}` : ''
    inputs.problems.push(`token is required for ${provider.id}: ${expected}${alternative}`)
  }
  return undefined
}

function readToken(inputs: InputReader, expected: string): Credentials {
  const text = inputs.get('token')
  const token = bareToken(text)
  if (token !== text)
    inputs.warnings.push(
      'token starts with an authentication scheme, which is ignored. Store the bare token.',
    )
  if (!/^[\x21-\x7e]+$/.test(token) || /^(["'`]).*\1$/.test(token))
    inputs.reject(
      'token',
      `${expected}: one word of visible ASCII characters without quotes`,
      'the text as the provider shows it',
    )
  return { kind: 'token', token }
}
