import { readdirSync, readFileSync } from 'node:fs'
import type { SimulatedFile } from '../../simulator/files/content.ts'
import type { Outcome } from '../../src/exports/outcome.ts'
import type { ExportError } from '../../src/failures/export-error.ts'
import { OUTPUT_NAMES } from '../../src/report/outputs.ts'
import { commandsIn } from '../support/runner-oracles.ts'
import type { Run } from './run.ts'
import { whyNotSuccessful } from './success-rule.ts'
import { API } from './world.ts'

/** The last poll starts at the deadline and has this time limit. */
const LAST_POLL_MS = 2_000
const GRACE_MS = 1_000

/** Throws if a run violates an invariant of every step. */
export async function requireInvariants(run: Run): Promise<void> {
  requireEnd(run)
  requireResult(run)
  requireReason(run)
  await requireFiles(run)
  requireBoundedRequests(run)
  requireSecretsOnlyAtApi(run)
  requireOutputs(run)
  requireNoLeak(run)
}

function require(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}

function requireEnd({ schedule, inputs: { request }, tookMs, outcome, world }: Run): void {
  const limitMs = request.timeoutMs + LAST_POLL_MS + request.downloadTimeoutMs + GRACE_MS
  require(tookMs <= limitMs, `took ${tookMs} ms of at most ${limitMs}`)
  if (schedule.abortAtMs !== undefined)
    require(tookMs <= schedule.abortAtMs + GRACE_MS, `ended after ${tookMs} ms despite a signal`)
  require(outcome.wait.waitedMs <= request.timeoutMs + LAST_POLL_MS, 'waited beyond its timeout')
  require(world.openResponses() === 0, `${world.openResponses()} responses were left open`)
}

/** No server behavior causes an internal error, and a success is justified by the job. */
function requireResult(run: Run): void {
  const { status, failure } = run.outcome
  const reason = failure ? undefined : whyNotSuccessful(run)
  require(reason === undefined, `success ${reason}`)
  require(failure?.code !== 'internal', `an internal failure: ${failure?.reason}`)
  require((status === 'succeeded') === (failure === undefined), `${status} with ${failure?.code}`)
}

/** A failure says what happened last, and what to do next. */
function requireReason({ outcome: { failure, wait }, lastPollError, lastRetryError }: Run): void {
  if (!failure) return
  require(failure.hint !== '', `no hint for ${failure.code}: ${failure.reason}`)
  const { code, reason } = failure
  const names = (error: ExportError | undefined) =>
    require(!error || reason.includes(error.message), `"${reason}" does not name "${error?.message}"`)
  // A last poll without a response is the last failure only if nothing failed before it.
  const isSilent = lastPollError?.code === 'timed-out'
  if (code === 'timed-out' && !(isSilent && wait.polls > 1)) names(lastPollError)
  if (reason.startsWith('download-timeout')) names(lastRetryError)
}

/** A success has every file of the job, byte for byte, or an override in the inputs. */
async function requireFiles({ world: { job }, outcome, folder }: Run): Promise<void> {
  const { files, overrides, failure } = outcome
  if (!failure && files.length === 0) require(overrides.length > 0, 'success without files or an override')
  const names = namesIn(folder)
  require(names.every(name => !name.startsWith('.await-export-')), `left ${names}`)
  require(names.length ===
    files.length, `${names.length} files in the folder, ${files.length} in the outcome`)
  if (files.length > 0) await requireContents(job.plan.files ?? [], outcome)
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function requireContents(exported: readonly SimulatedFile[], { files }: Outcome): Promise<void> {
  require(files.length === exported.length, `${files.length} files of ${exported.length}`)
  for (const [index, { content }] of exported.entries()) {
    const chunks: Uint8Array[] = []
    for await (const chunk of content.read(0, content.size)) chunks.push(chunk)
    const path = files[index]?.path ?? ''
    require(readFileSync(path).equals(Buffer.concat(chunks)), `${path} is not what the provider exported`)
  }
}

/** Polls are bounded by the square-root rule and its modifications, and requests by the polls. */
function requireBoundedRequests({ schedule, inputs: { request }, outcome, world, polls }: Run): void {
  const seconds = outcome.wait.waitedMs / 1000
  const maxPolls =
    request.interval === 'auto' ? 6 * Math.sqrt(seconds) + 20 : (1000 * seconds) / request.interval + 20
  require(outcome.wait.polls <= maxPolls, `${outcome.wait.polls} polls in ${seconds} s`)
  const [api, others] = [true, false].map(
    isApi => world.requests.filter(({ url }) => (url.origin === API) === isApi).length,
  ) as [number, number]
  // Per poll at most two requests with two credentials each, five redirects, and a login with a renewal.
  require(api <= 30 * polls + 100, `${api} requests to the API for ${polls} polls`)
  const faultCount = schedule.objects.faults.length + schedule.api.faults.length
  require(others <= 10 * faultCount + 400, `${others} requests to the store`)
}

function requireSecretsOnlyAtApi({ world, credential }: Run): void {
  const secrets = [credential, ...world.issued()]
  for (const { url, headers, body } of world.requests) {
    if (url.origin === API) continue
    const sent = [url.href, JSON.stringify(headers), body].join('\n')
    const leaked = secrets.filter(
      secret => sent.includes(secret) || sent.includes(encodeURIComponent(secret)),
    )
    require(leaked.length === 0, `${url.origin} was sent a secret`)
    const credentialHeaders = ['authorization', 'x-api-key', 'cookie'].filter(name => name in headers)
    require(credentialHeaders.length === 0, `${url.origin} was sent ${credentialHeaders}`)
  }
}

function requireOutputs({ outputs, outcome }: Run): void {
  const names = Object.keys(outputs).sort()
  require(names.join() === [...OUTPUT_NAMES].sort().join(), `the outputs are ${names}`)
  for (const [name, value] of Object.entries(outputs))
    require(name === 'download-url' || !/[\r\n]/.test(value), `${name} has several lines`)
  require(JSON.parse(outputs.files).length === Number(outputs['file-count']), 'files and file-count differ')
  require(typeof JSON.parse(outputs.details) === 'object', 'details is not an object')
  require(outputs['failure-code'] === (outcome.failure?.code ?? ''), 'failure-code differs')
  require((outputs['failure-reason'] === '') === (outcome.failure === undefined), 'failure-reason differs')
}

const MIN_PART = 12

/** The forms to search for: the secret, its ends, and its most common encodings. */
function formsOf(secret: string): readonly string[] {
  const ends = secret.length > MIN_PART ? [secret.slice(0, MIN_PART), secret.slice(-MIN_PART)] : []
  return [secret, ...ends, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]
}

/** The shown texts contain no secret and no workflow command. */
function requireNoLeak({ secrets, shown, outputs }: Run): void {
  const { 'download-url': _, ...others } = outputs
  const text = [...shown, ...Object.values(others)].join('\n')
  const leaked = secrets.flatMap(formsOf).filter(form => text.includes(form))
  require(leaked.length === 0, `shown: ${leaked}`)
  const commands = commandsIn(shown.join('\n'))
  require(commands.length === 0, `the log contains ${JSON.stringify(commands)}`)
}
