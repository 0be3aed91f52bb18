import { readdirSync, readFileSync } from 'node:fs'
import type { SimulatedFile } from '../../simulator/files/content.ts'
import type { Outcome } from '../../src/exports/outcome.ts'
import { OUTPUT_NAMES } from '../../src/report/outputs.ts'
import { commandsIn } from '../support/runner-oracles.ts'
import type { Run } from './run.ts'
import { whyNotSuccessful } from './success-rule.ts'
import { API } from './world.ts'

/** The last poll starts at the deadline and gets this long. */
const LAST_LOOK_MS = 2_000
const GRACE_MS = 1_000

/** Throws when a run breaks what holds for every ending of a step. */
export async function requireInvariants(run: Run): Promise<void> {
  requireEnd(run)
  requireVerdict(run)
  await requireFiles(run)
  requireBoundedRequests(run)
  requireSecretsAtHome(run)
  requireOutputs(run)
  requireSilence(run)
}

function require(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}

function requireEnd({ schedule, inputs: { request }, tookMs, outcome, world }: Run): void {
  const limitMs = request.timeoutMs + LAST_LOOK_MS + request.downloadTimeoutMs + GRACE_MS
  require(tookMs <= limitMs, `took ${tookMs} ms of at most ${limitMs}`)
  if (schedule.abortAtMs !== undefined)
    require(tookMs <= schedule.abortAtMs + GRACE_MS, `went on for ${tookMs} ms after a signal`)
  require(outcome.wait.waitedMs <= request.timeoutMs + LAST_LOOK_MS, 'waited beyond its timeout')
  require(world.openResponses() === 0, `${world.openResponses()} responses were left open`)
}

/** Nothing that a server does is a defect of ours, and a success is what the job itself allows. */
function requireVerdict(run: Run): void {
  const { status, failure } = run.outcome
  const objection = failure ? undefined : whyNotSuccessful(run)
  require(objection === undefined, `success ${objection}`)
  require(failure?.code !== 'internal', `an internal failure: ${failure?.reason}`)
  require((status === 'succeeded') === (failure === undefined), `${status} with ${failure?.code}`)
}

/** Green is every file of the job, byte for byte, or something that the user wrote into the step. */
async function requireFiles({ world: { job }, outcome, folder }: Run): Promise<void> {
  const { files, overrides: exceptions, failure } = outcome
  if (!failure && files.length === 0) require(exceptions.length > 0, 'success without files or an exception')
  const names = namesIn(folder)
  require(names.every(name => !name.endsWith('.part')), `left ${names}`)
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

/** Polls by the square-root rule with all that may change it, and a handful of requests for each. */
function requireBoundedRequests({ schedule, inputs: { request }, outcome, world, polls }: Run): void {
  const seconds = outcome.wait.waitedMs / 1000
  const mostPolls =
    request.interval === 'auto' ? 6 * Math.sqrt(seconds) + 20 : (1000 * seconds) / request.interval + 20
  require(outcome.wait.polls <= mostPolls, `${outcome.wait.polls} polls in ${seconds} s`)
  const [api, others] = [true, false].map(
    isApi => world.requests.filter(({ url }) => (url.origin === API) === isApi).length,
  ) as [number, number]
  // At most two requests each, two credentials for each, five redirects, and a login with a renewal.
  require(api <= 30 * polls + 100, `${api} requests to the API for ${polls} polls`)
  const scripted = schedule.objects.moves.length + schedule.api.moves.length
  require(others <= 10 * scripted + 400, `${others} requests to the store`)
}

function requireSecretsAtHome({ world, inputs: { credentials } }: Run): void {
  const credential = credentials.kind === 'token' ? [credentials.token] : [credentials.secret]
  const ours = [...credential, ...world.issued()]
  for (const { url, headers, body } of world.requests) {
    if (url.origin === API) continue
    const sent = [url.href, JSON.stringify(headers), body].join('\n')
    const leaked = ours.filter(secret => sent.includes(secret) || sent.includes(encodeURIComponent(secret)))
    require(leaked.length === 0, `${url.origin} was sent a secret`)
    const foreign = ['authorization', 'x-api-key', 'cookie'].filter(name => name in headers)
    require(foreign.length === 0, `${url.origin} was sent ${foreign}`)
  }
}

function requireOutputs({ outputs, outcome }: Run): void {
  const names = Object.keys(outputs).sort()
  require(names.join() === [...OUTPUT_NAMES].sort().join(), `the outputs are ${names}`)
  for (const [name, value] of Object.entries(outputs))
    require(name === 'download-url' || !/[\r\n]/.test(value), `${name} has several lines`)
  require(JSON.parse(outputs.files).length === Number(outputs['file-count']), 'files and file-count differ')
  require(typeof JSON.parse(outputs.details) === 'object', 'details is no object')
  require(outputs['failure-code'] === (outcome.failure?.code ?? ''), 'failure-code differs')
  require((outputs['failure-reason'] === '') === (outcome.failure === undefined), 'failure-reason differs')
}

const MIN_PART = 12

/** The forms that are looked for: the secret, its ends, and it as servers quote it most. */
function formsOf(secret: string): readonly string[] {
  const ends = secret.length > MIN_PART ? [secret.slice(0, MIN_PART), secret.slice(-MIN_PART)] : []
  return [secret, ...ends, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]
}

/** Nothing that is shown holds a secret or a workflow command. */
function requireSilence({ secrets, shown, outputs }: Run): void {
  const { 'download-url': _, ...others } = outputs
  const text = [...shown, ...Object.values(others)].join('\n')
  const leaked = secrets.flatMap(formsOf).filter(form => text.includes(form))
  require(leaked.length === 0, `shown: ${leaked}`)
  const commands = commandsIn(shown.join('\n'))
  require(commands.length === 0, `the log holds ${JSON.stringify(commands)}`)
}
