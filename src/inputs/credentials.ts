import type { CredentialPair, Credentials } from '../providers/inputs.ts'
import type { Provider } from '../providers/provider.ts'
import { type Form, isFilled, reject, value } from './form.ts'
import type { InputName } from './names.ts'

const VISIBLE_ASCII = /^[\x21-\x7e]+$/
const SCHEME = /^(bearer|token)\s+/i

/** A token without the scheme word that may have been pasted along with it. */
export function bareToken(text: string): string {
  return text.trim().replace(SCHEME, '')
}

function token(form: Form, expected: string): Credentials | undefined {
  const text = value(form, 'token')
  const bare = bareToken(text)
  if (bare !== text)
    form.warnings.push('token starts with an authentication scheme; it is left out, store the bare token.')
  if (VISIBLE_ASCII.test(bare) && !/^(["'`]).*\1$/.test(bare)) return { kind: 'token', token: bare }
  return reject(form, 'token', {
    expected: `${expected}: one word of visible ASCII characters without quotes`,
    example: 'the text as the provider shows it',
  })
}

function pair(form: Form, { id, secret }: CredentialPair): Credentials | undefined {
  const missing = [id, secret].find(name => !isFilled(form, name))
  if (missing === undefined) return { kind: 'pair', id: value(form, id), secret: value(form, secret) }
  const present = missing === id ? secret : id
  form.problems.push(`${missing} is required beside ${present}`)
  return undefined
}

/** The secrets of the step: exactly one of the ways that the provider offers; undefined after a problem. */
export function credentials(form: Form, provider: Provider): Credentials | undefined {
  const { pair: names, token: expected } = provider.inputs
  const pairNames: readonly InputName[] = names ? [names.id, names.secret] : []
  const hasPair = pairNames.some(name => isFilled(form, name))
  if (hasPair && isFilled(form, 'token')) {
    form.problems.push(`token and ${pairNames.join(', ')} exclude each other: give one of the two`)
    return undefined
  }
  if (names && hasPair) return pair(form, names)
  if (isFilled(form, 'token')) return token(form, expected)
  form.problems.push(
    `token is required for ${provider.id}: ${expected}${names ? `; or give ${names.id} and ${names.secret}` : ''}`,
  )
  return undefined
}
