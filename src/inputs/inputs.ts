import { X509Certificate } from 'node:crypto'
import { resolve } from 'node:path'
import { closestMatch } from 'leven'
import { artifactNameProblem } from '../artifact/name.ts'
import type { ArtifactRequest } from '../artifact/upload.ts'
import { ExportError } from '../failures/export-error.ts'
import type { PollInterval } from '../polling/schedule.ts'
import type { Credentials, Provider } from '../providers/provider.ts'
import { readCredentials } from './credentials.ts'
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
  /** Undefined if no input with YAML is set. */
  readonly documents?: DocumentSupport | undefined
  /** Text of a file for `ca-certificate`; undefined if it cannot be read. */
  readText(path: string): string | undefined
}

/** A valid step, with its credentials apart. */
export interface ParsedInputs {
  readonly request: ExportRequest
  readonly credentials: Credentials
}

/** Reads and checks every input before the first request. Throws one error that lists every problem. */
export function parseInputs(raw: RawInputs, context: ParseContext): ParsedInputs {
  const inputs = new InputReader(raw, context.providers)
  inputs.rejectControlCharacters()
  const provider = readProvider(inputs, context.providers)
  const exports = provider && readExports(inputs, provider, context.documents)
  const place = provider && { ...readPlace(inputs, provider), ...exports?.resource }
  const credentials = provider && readCredentials(inputs, provider)
  const timeoutMs = inputs.duration('timeout', '90s, 30m, 1h30m')
  const download = inputs.flag('download')
  const path = inputs.get('path')
  const options = {
    timeoutMs,
    interval: readInterval(inputs, timeoutMs),
    download,
    downloadTimeoutMs: inputs.duration('download-timeout', '60m'),
    folder: path ? resolve(context.workspace, path) : resolve(context.temporary, 'await-export'),
    folderPerExport: path === '',
    ifEmpty: inputs.choice('if-empty', ['warn', 'error', 'ignore']),
    ifPartial: inputs.choice('if-partial', ['warn', 'error', 'ignore']),
    ifUploadFails: inputs.choice('if-upload-fails', ['error', 'warn']),
    artifact: readArtifact(inputs, download),
    summary: inputs.flag('summary'),
    caCertificate: readCertificate(inputs, context),
    warnings: inputs.warnings,
  }
  const { problems } = inputs
  const [first, ...more] = exports?.wanted ?? []
  // Until the use case waits for several.
  if (more.length > 0) problems.push('export-id must be one ID: several are not supported yet')
  if (provider && first && place && credentials && problems.length === 0)
    return { request: { provider, wanted: [first, ...more], place, ...options }, credentials }
  const head = problems.length === 1 ? 'One input is wrong' : `${problems.length} inputs are wrong`
  throw new ExportError('input', `${head}: ${problems.join('; ')}.`, {
    hint: 'Correct the step; no request was sent.',
  })
}

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
function readProvider(inputs: InputReader, providers: readonly Provider[]): Provider | undefined {
  const name = inputs.get('provider')
  const found = providers.find(({ id }) => id === name)
  if (found) {
    const [used, known] = [ownInputs(found), providers.flatMap(ownInputs)]
    for (const own of Object.keys(inputs.table))
      if (known.includes(own) && !used.includes(own) && inputs.has(own))
        inputs.problems.push(`${own} is not used by the provider ${name}: remove it`)
    return found
  }
  const ids = providers.map(({ id }) => id)
  const similar = name === '' ? undefined : closestMatch(name.toLowerCase(), ids, { maxDistance: 4 })
  inputs.reject('provider', `one of ${ids.join(', ')}`, similar ?? ids[0] ?? '')
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

function readCertificate(inputs: InputReader, { workspace, readText }: ParseContext): string | undefined {
  const text = inputs.get('ca-certificate')
  if (text === '') return undefined
  const reject = (problem: string) =>
    inputs.problems.push(
      `ca-certificate ${problem}; it must be PEM text or the path of a PEM file, for example certificates/ca.pem`,
    )
  const pem = text.includes('-----BEGIN') ? text : readText(resolve(workspace, text))
  const certificates = (pem ?? '')
    .split(/(?=-----BEGIN CERTIFICATE-----)/)
    .filter(part => /^-----BEGIN CERT[\s\S]+-----END CERTIFICATE-----/.test(part))
  try {
    for (const certificate of certificates) new X509Certificate(certificate)
    if (pem === undefined) reject('names a file that cannot be read')
    else if (certificates.length === 0) reject('contains no certificate')
  } catch {
    reject('contains a certificate that cannot be read')
  }
  return pem
}
