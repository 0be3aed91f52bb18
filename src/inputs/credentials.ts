import { authInputs } from '../providers/auth.ts'
import type { Credentials, Provider } from '../providers/provider.ts'
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
  for (const way of providers.flatMap(({ auth }) => auth))
    if (way.kind === 'pair') vault.addPair(given(way.id), given(way.secret))
    else for (const form of [given('token'), bareToken(given('token'))]) vault.add(form)
}

/** Reads the credentials: the inputs of exactly one way to authenticate must be filled; undefined after a problem. */
export function readCredentials(inputs: InputReader, { id, auth }: Provider): Credentials | undefined {
  const ways = auth.map(way => ({ way, names: authInputs(way) }))
  const chosen = ways.filter(({ names }) => names.some(name => inputs.has(name)))
  const [first] = chosen
  if (!first) {
    const texts = ways.map(({ way, names }) => (way.kind === 'token' ? way.token : names.join(' and ')))
    inputs.problem(ways[0]?.names[0] ?? '', `empty. ${id} needs ${texts.join(', or ')}. ${EMPTY_SECRET}`)
    return undefined
  }
  const { way, names } = first
  const missing = names.find(name => !inputs.has(name))
  if (chosen.length > 1)
    inputs.problems.push(
      `${chosen.map(other => other.names.join(', ')).join(' and ')} are mutually exclusive`,
    )
  else if (missing)
    inputs.problem(
      missing,
      `empty, but required with ${names.find(name => inputs.has(name))}. ${EMPTY_SECRET}`,
    )
  else if (way.kind === 'token') return way.use(readToken(inputs, way.token))
  else return way.use(inputs.get(way.id), inputs.get(way.secret))
  return undefined
}

function readToken(inputs: InputReader, expected: string): string {
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
      `the value is not ${expected}: it has spaces or characters beyond ASCII. Store the text as the provider shows it.`,
    )
  return token
}
