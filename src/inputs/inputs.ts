import { X509Certificate } from 'node:crypto'
import { resolve } from 'node:path'
import { closestMatch } from 'leven'
import { artifactNameProblem } from '../artifact/name.ts'
import type { ArtifactRequest } from '../artifact/upload.ts'
import { ExportError } from '../failures/export-error.ts'
import { sentence } from '../failures/plain.ts'
import type { PollInterval } from '../polling/schedule.ts'
import { CREDENTIALS, CUSTOM } from '../providers/custom.ts'
import type { Credentials, Provider } from '../providers/provider.ts'
import { readCredentials } from './credentials.ts'
import { readDefinition } from './definition.ts'
import type { DocumentSupport } from './document.ts'
import { readExports } from './exports.ts'
import { readPlace } from './place.ts'
import { InputReader } from './reader.ts'
import type { ExportRequest } from './request.ts'
import type { RawInputs } from './table.ts'

/** The surroundings that inputs refer to. */
export interface ParseContext {
  readonly providers: readonly Provider[]
  /** Absolute; base of a relative `path`. */
  readonly workspace: string
  /** Absolute; base of the default folder. */
  readonly temporary: string
  /** Absolute; the home directory, for a `path` that begins with `~/`. */
  readonly home: string
  /** 8 hexadecimal digits that no other step has. */
  readonly runId: string
  /** The variables of the runner; none by default. */
  readonly env?: NodeJS.ProcessEnv
  /** Undefined if no input with YAML is set. */
  readonly documents?: DocumentSupport | undefined
  /** Text of a file for `ca-certificate`; undefined if it cannot be read. */
  readText(path: string): string | undefined
}

/** A path may be longer than other values. */
const MAX_PATH_CHARS = 200

/** A valid step, with its credentials apart. */
export interface ParsedInputs {
  readonly request: ExportRequest
  readonly credentials: Credentials
}

/** Reads and checks every input before the first request. Throws one error that lists every problem. */
export function parseInputs(raw: RawInputs, context: ParseContext): ParsedInputs {
  const inputs = new InputReader(raw, context.providers)
  inputs.rejectControlCharacters()
  const provider = readProvider(inputs, context)
  const exports = provider && readExports(inputs, provider, context.documents)
  const place = provider && { ...readPlace(inputs, provider, context.env ?? {}), ...exports?.resource }
  const credentials = provider && readCredentials(inputs, provider)
  const timeoutMs = inputs.duration('timeout', '90s, 30m or 1h30m')
  const download = inputs.flag('download')
  const path = inputs.get('path')
  const [first, ...more] = exports?.wanted ?? []
  const isSeveral = more.length > 0
  const options = {
    timeoutMs,
    interval: readInterval(inputs, timeoutMs),
    download,
    downloadTimeoutMs: inputs.duration('download-timeout', '60m'),
    folder: folderFrom(path, context, isSeveral),
    folderPerExport: isSeveral || path === '',
    ifEmpty: inputs.choice('if-empty', ['warn', 'error', 'ignore']),
    ifPartial: inputs.choice('if-partial', ['warn', 'error', 'ignore']),
    ifUploadFails: inputs.choice('if-upload-fails', ['error', 'warn']),
    artifact: readArtifact(inputs, download),
    summary: inputs.flag('summary'),
    caCertificate: readCertificate(inputs, context),
    warnings: inputs.warnings,
  }
  const { problems } = inputs
  if (isSeveral && options.artifact?.form === 'raw')
    problems.push(
      'artifact-archive: false is for a single file, and export-id has several IDs. Use artifact-archive: true',
    )
  if (provider && first && place && credentials && problems.length === 0)
    return { request: { provider, wanted: [first, ...more], place, ...options }, credentials }
  const lines = problems.map(sentence)
  const message =
    lines.length === 1
      ? `One input is wrong. ${lines.join('')}`
      : [`${lines.length} inputs are wrong:`, ...lines].join('\n- ')
  throw new ExportError('input', message, {
    hint: 'Correct the step; no request was sent.',
  })
}

/** The inputs that only a definition of the user has. */
const DEFINITION = ['definition', 'params']

/** The inputs of a provider that others may not have. */
function ownInputs({ auth, inputs: { ids, tenant, apiVersion } }: Provider): readonly string[] {
  return [
    ...Object.keys(ids ?? {}),
    ...(tenant ? ['tenant'] : []),
    ...(apiVersion ? ['api-version'] : []),
    ...auth.flatMap(way => way.inputs),
  ]
}

/** Reads the provider, and rejects the inputs that only other providers use; undefined after a problem with the former. */
function readProvider(
  inputs: InputReader,
  { providers, documents }: Pick<ParseContext, 'providers' | 'documents'>,
): Provider | undefined {
  const name = inputs.get('provider').toLowerCase()
  const isCustom = name === CUSTOM
  const found = isCustom ? readDefinition(inputs, documents) : providers.find(({ id }) => id === name)
  if (found) {
    const used = [...ownInputs(found), ...(isCustom ? DEFINITION : ['api-url'])]
    const known = [...providers.flatMap(ownInputs), ...DEFINITION, 'api-url']
    const advice = (own: string) =>
      isCustom && CREDENTIALS.includes(own)
        ? `auth or login would have to use it as {${own}}, such as in a login that exchanges it for a token. Otherwise remove it`
        : 'remove it'
    for (const own of Object.keys(inputs.table))
      if (known.includes(own) && !used.includes(own) && inputs.has(own))
        inputs.problems.push(`${own} is not used by the provider ${name}: ${advice(own)}`)
    return found
  }
  if (isCustom) return undefined
  const ids = [...providers.map(({ id }) => id), CUSTOM]
  const names = [...providers.flatMap(({ id, aliases = [] }) => [id, ...aliases]), CUSTOM]
  const similar =
    name === '' ? undefined : closestMatch(name, names, { maxDistance: Math.min(4, name.length / 2) })
  const meant = providers.find(({ aliases }) => aliases?.includes(similar ?? ''))?.id ?? similar
  const what = name === '' ? 'empty' : `${inputs.shown('provider')} is unknown`
  const hint = meant ? ` Did you mean ${meant}?` : ''
  inputs.problem('provider', `${what}.${hint} The providers are ${ids.join(', ')}.`)
  return undefined
}

function readInterval(inputs: InputReader, timeoutMs: number): PollInterval {
  if (inputs.get('poll-interval') === 'auto') return 'auto'
  const ms = inputs.duration('poll-interval', 'auto, 30s')
  if (ms > timeoutMs)
    inputs.warnings.push('poll-interval is longer than timeout: only a first and a last poll are made.')
  return Math.min(ms, timeoutMs)
}

function readArtifact(inputs: InputReader, download: boolean): ArtifactRequest | undefined {
  const isUploaded = inputs.flag('upload-artifact')
  const isZip = inputs.flag('artifact-archive')
  const overwrite = inputs.flag('artifact-overwrite')
  const name = inputs.get('artifact-name')
  const problem = name && artifactNameProblem(name)
  if (problem) inputs.problems.push(`artifact-name ${problem}`)
  if (isUploaded && !download) inputs.problems.push('upload-artifact: true needs download: true')
  if (inputs.has('artifact-name') && !isZip)
    inputs.problems.push(
      'artifact-name cannot be given with artifact-archive: false, where the artifact takes the name of the file',
    )
  if (inputs.has('artifact-name') && !isUploaded)
    inputs.warnings.push('artifact-name has no effect without upload-artifact: true.')
  const days = inputs.get('artifact-retention-days')
  if (days && !(/^\d{1,3}$/.test(days) && Number(days) >= 1 && Number(days) <= 400))
    inputs.reject('artifact-retention-days', 'a number of days from 1 to 400', '7')
  if (!isUploaded) return undefined
  return { name, form: isZip ? 'zip' : 'raw', overwrite, retentionDays: days ? Number(days) : undefined }
}

/** No shell replaces the tilde in an input. */
function folderFrom(path: string, context: ParseContext, isSeveral: boolean): string {
  const { workspace, temporary, home, runId } = context
  if (path === '') return resolve(temporary, 'await-export', isSeveral ? `several-${runId}` : '')
  return /^~(\/|$)/.test(path) ? resolve(home, path.slice(2)) : resolve(workspace, path)
}

function readCertificate(inputs: InputReader, { workspace, readText }: ParseContext): string | undefined {
  const text = inputs.get('ca-certificate')
  if (text === '') return undefined
  const path = resolve(workspace, text)
  const reject = (problem: string) => inputs.problem('ca-certificate', problem)
  const pem = text.includes('-----BEGIN') ? text : readText(path)
  const certificates = (pem ?? '')
    .split(/(?=-----BEGIN CERTIFICATE-----)/)
    .filter(part => /^-----BEGIN CERT[\s\S]+-----END CERTIFICATE-----/.test(part))
  try {
    for (const certificate of certificates) new X509Certificate(certificate)
    if (pem === undefined)
      reject(
        `${inputs.shown('ca-certificate', path, MAX_PATH_CHARS)} cannot be read. If the file is in the repository, run actions/checkout in an earlier step.`,
      )
    else if (certificates.length === 0)
      reject('it contains no certificate. It must be PEM text or the path of a PEM file.')
  } catch {
    reject('it contains a certificate that cannot be read.')
  }
  return pem
}
