import type { Auth, Credentials, Provider } from '../providers/provider.ts'
import type { Vault } from '../secrets/vault.ts'
import type { InputReader } from './reader.ts'
import type { RawInputs } from './table.ts'

/** A token without the authentication scheme that may have been pasted with it. */
function bareToken(text: string): string {
  return text.trim().replace(/^(bearer|token)\s+/i, '')
}

/** Masks the secrets of every way to authenticate. A value in an input of another provider is masked as well. */
export function addSecrets(vault: Vault, raw: RawInputs, providers: readonly Provider[]): void {
  const given = (name: string) => raw[name] ?? ''
  for (const [id, secret] of providers.flatMap(({ auth }) => auth.map(way => way.inputs)))
    if (secret) vault.addPair(given(id), given(secret))
    else for (const form of [given('token'), bareToken(given('token'))]) vault.add(form)
}

/** Reads the credentials: the inputs of exactly one way to authenticate must be filled; undefined after a problem. */
export function readCredentials(inputs: InputReader, { id, auth }: Provider): Credentials | undefined {
  const chosen = auth.filter(way => way.inputs.some(name => inputs.has(name)))
  const [first] = chosen
  if (!first) {
    const texts = auth.map(({ inputs: [name, secret], meaning }) =>
      secret ? `give ${name} and ${secret}` : `token is required for ${id}: ${meaning}`,
    )
    inputs.problems.push(texts.join('; or '))
    return undefined
  }
  const missing = first.inputs.find(name => !inputs.has(name))
  if (chosen.length > 1)
    inputs.problems.push(`${chosen.map(way => way.inputs.join(', ')).join(' and ')} are mutually exclusive`)
  else if (missing)
    inputs.problems.push(`${missing} is required with ${first.inputs.find(name => inputs.has(name))}`)
  else
    return first.use(
      ...first.inputs.map(name => (name === 'token' ? readToken(inputs, first) : inputs.get(name))),
    )
  return undefined
}

function readToken(inputs: InputReader, { meaning }: Auth): string {
  const text = inputs.get('token')
  const token = bareToken(text)
  if (token !== text)
    inputs.warnings.push(
      'token starts with an authentication scheme, which is ignored. Store the bare token.',
    )
  if (!/^[\x21-\x7e]+$/.test(token) || /^(["'`]).*\1$/.test(token))
    inputs.reject(
      'token',
      `${meaning}: one word of visible ASCII characters without quotes`,
      'the text as the provider shows it',
    )
  return token
}
