import type { Auth, Credentials, Provider } from '../providers/provider.ts'
import type { Vault } from '../secrets/vault.ts'
import type { InputReader } from './reader.ts'
import type { RawInputs } from './table.ts'

/** The usual causes of an empty secret. */
const EMPTY_SECRET =
  'Check the name of the secret. GitHub passes no secrets to runs for pull requests from forks, and only Dependabot secrets to runs by Dependabot.'

/** A token without the authentication scheme that may have been pasted with it. */
function bareToken(text: string): string {
  return text.trim().replace(/^(bearer|token)\s+/i, '')
}

/** Masks the secrets of every way to authenticate. A value in an input of another provider is masked as well. */
export function addSecrets(vault: Vault, raw: RawInputs, providers: readonly Provider[]): void {
  const given = (name: string) => raw[name] ?? ''
  const ways = providers.flatMap(({ auth }) => auth.map(({ inputs }) => [inputs.join(), inputs] as const))
  for (const [id, secret] of new Map(ways).values())
    if (id && secret) vault.addPair(given(id), given(secret))
    else for (const form of [given('token'), bareToken(given('token'))]) vault.add(form)
}

/** Reads the credentials: the inputs of exactly one way to authenticate must be filled; undefined after a problem. */
export function readCredentials(inputs: InputReader, { id, auth }: Provider): Credentials | undefined {
  const chosen = auth.filter(way => way.inputs.length === 0 || way.inputs.some(name => inputs.has(name)))
  const [first] = chosen
  if (!first) {
    const texts = auth.map(({ inputs: names, meaning }) =>
      names[0] === 'token' && !names[1] ? meaning : names.join(' and '),
    )
    inputs.problem(auth[0]?.inputs[0] ?? '', `empty. ${id} needs ${texts.join(', or ')}. ${EMPTY_SECRET}`)
    return undefined
  }
  const missing = first.inputs.find(name => !inputs.has(name))
  if (chosen.length > 1)
    inputs.problems.push(`${chosen.map(way => way.inputs.join(', ')).join(' and ')} are mutually exclusive`)
  else if (missing)
    inputs.problem(
      missing,
      `empty, but required with ${first.inputs.find(name => inputs.has(name))}. ${EMPTY_SECRET}`,
    )
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
  if (/^(["'`]).*\1$/.test(token))
    inputs.problem('token', 'the value is wrapped in quotes. Store the secret without them.')
  else if (!/^[\x21-\x7e]+$/.test(token))
    inputs.problem(
      'token',
      `the value is not ${meaning}: it has spaces or characters beyond ASCII. Store the text as the provider shows it.`,
    )
  return token
}
