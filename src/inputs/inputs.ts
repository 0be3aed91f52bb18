import { resolve } from 'node:path'
import { closestMatch } from 'leven'
import { artifactNameProblem } from '../artifact/name.ts'
import { ExportError } from '../failures/export-error.ts'
import type { Credentials } from '../providers/inputs.ts'
import type { Provider } from '../providers/provider.ts'
import { pemProblem } from './certificate.ts'
import { credentials } from './credentials.ts'
import { duration } from './duration.ts'
import { choice, type Form, flag, isFilled, refuseControlCharacters, reject, value } from './form.ts'
import type { RawInputs } from './names.ts'
import { INPUT_NAMES } from './names.ts'
import type { ArtifactRequest, ExportRequest, PollInterval } from './request.ts'
import { target } from './target.ts'

/** What the inputs are read against. */
export interface ParseContext {
  readonly providers: readonly Provider[]
  /** Absolute; relative `path` inputs start here. */
  readonly workspace: string
  /** Absolute; the default folder lies here. */
  readonly temporary: string
  /** Text of a file, undefined when it cannot be read; for `ca-certificate`. */
  readText(path: string): string | undefined
}

/** A valid step, its secrets apart. */
export interface ParsedInputs {
  readonly request: ExportRequest
  readonly credentials: Credentials
}

const SEVERITIES = ['warn', 'error', 'ignore'] as const

function provider(form: Form, providers: readonly Provider[]): Provider | undefined {
  const name = value(form, 'provider')
  const found = providers.find(candidate => candidate.id === name)
  if (found) return found
  const ids = providers.map(candidate => candidate.id)
  const near = name === '' ? undefined : closestMatch(name.toLowerCase(), ids, { maxDistance: 4 })
  return reject(form, 'provider', { expected: `one of ${ids.join(', ')}`, example: near ?? ids[0] ?? '' })
}

function interval(form: Form, timeoutMs: number): PollInterval {
  if (value(form, 'poll-interval') === 'auto') return 'auto'
  const ms = duration(form, 'poll-interval', 'auto, 30s') ?? timeoutMs
  if (ms > timeoutMs)
    form.warnings.push('poll-interval is longer than timeout: only the first and the last look happen.')
  return Math.min(ms, timeoutMs)
}

function retentionDays(form: Form): number | undefined {
  if (!isFilled(form, 'artifact-retention-days')) return undefined
  const text = value(form, 'artifact-retention-days')
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0
  return days >= 1 && days <= 400
    ? days
    : reject(form, 'artifact-retention-days', { expected: 'a number of days from 1 to 400', example: '7' })
}

function artifact(form: Form, defaultName: string): ArtifactRequest | undefined {
  const name = value(form, 'artifact-name') || defaultName
  const problem = artifactNameProblem(name)
  if (problem !== undefined) form.problems.push(`artifact-name ${problem}`)
  const isZip = flag(form, 'artifact-archive') ?? true
  const overwrite = flag(form, 'artifact-overwrite') ?? false
  const days = retentionDays(form)
  if (!isZip && isFilled(form, 'artifact-name'))
    form.problems.push(
      'artifact-name cannot be given with artifact-archive: false, where the artifact bears the name of the file',
    )
  if (flag(form, 'upload-artifact')) {
    if (!(flag(form, 'download') ?? true)) form.problems.push('upload-artifact: true needs download: true')
    return { name, form: isZip ? 'zip' : 'raw', overwrite, retentionDays: days }
  }
  if (isFilled(form, 'artifact-name'))
    form.warnings.push('artifact-name has no effect without upload-artifact: true.')
  return undefined
}

function caCertificate(form: Form, readText: ParseContext['readText']): string | undefined {
  const text = form.raw['ca-certificate'].trim()
  if (text === '') return undefined
  const pem = text.includes('-----BEGIN') ? text : readText(text)
  const problem = pem === undefined ? 'names a file that cannot be read' : pemProblem(pem)
  if (problem !== undefined)
    form.problems.push(
      `ca-certificate ${problem}; it must be PEM text or the path of a PEM file, for example certificates/ca.pem`,
    )
  return pem
}

function folder(form: Form, { workspace, temporary }: ParseContext, exportId: string): string {
  const path = value(form, 'path')
  return path === '' ? resolve(temporary, 'await-export', exportId) : resolve(workspace, path)
}

function inputError(problems: readonly string[]): ExportError {
  const unique = [...new Set(problems)]
  const head = unique.length === 1 ? 'One input is wrong' : `${unique.length} inputs are wrong`
  return new ExportError('input', `${head}: ${unique.join('; ')}.`, {
    hint: 'Correct the step; no request was sent.',
  })
}

/** Reads and checks every input before the first request; rejects with one error that names all that is wrong. */
export function parseInputs(raw: RawInputs, surroundings: ParseContext): ParsedInputs {
  const form: Form = { raw, problems: [], warnings: [] }
  refuseControlCharacters(form, INPUT_NAMES)
  const chosen = provider(form, surroundings.providers)
  const job = chosen && target(form, chosen)
  const secrets = chosen && credentials(form, chosen)
  const exportId = job?.exportId ?? 'export'
  const timeoutMs = duration(form, 'timeout', '90s, 30m, 1h30m') ?? 0
  const rest = {
    timeoutMs,
    interval: interval(form, timeoutMs),
    download: flag(form, 'download') ?? true,
    downloadTimeoutMs: duration(form, 'download-timeout', '60m') ?? 0,
    folder: folder(form, surroundings, exportId),
    ifEmpty: choice(form, 'if-empty', SEVERITIES) ?? 'warn',
    ifPartial: choice(form, 'if-partial', SEVERITIES) ?? 'error',
    ifUploadFails: choice(form, 'if-upload-fails', ['error', 'warn'] as const) ?? 'error',
    artifact: artifact(form, `${chosen?.id ?? ''}-export-${exportId}`),
    summary: flag(form, 'summary') ?? true,
    caCertificate: caCertificate(form, text => surroundings.readText(resolve(surroundings.workspace, text))),
    warnings: form.warnings,
  }
  if (form.problems.length > 0 || !chosen || !job || !secrets) throw inputError(form.problems)
  return { request: { provider: chosen, target: job, ...rest }, credentials: secrets }
}
