import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import pLimit from 'p-limit'
import { seeded } from '../../bench/random.ts'
import type { UploadedArtifact } from '../../src/artifact/upload.ts'
import { downloadAll } from '../../src/download/download.ts'
import { awaitExports } from '../../src/exports/await-exports.ts'
import type { StepOutcome } from '../../src/exports/outcome.ts'
import type { StepPorts } from '../../src/exports/ports.ts'
import { ExportError, toExportError } from '../../src/failures/export-error.ts'
import { createSession } from '../../src/http/session.ts'
import { addSecrets } from '../../src/inputs/credentials.ts'
import { type ParsedInputs, parseInputs } from '../../src/inputs/inputs.ts'
import type { RawInputs } from '../../src/inputs/table.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { pendingStatus } from '../../src/providers/response.ts'
import { createLog, failureLine } from '../../src/report/log.ts'
import { outputsOf, stepValues } from '../../src/report/outputs.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { COMPLETE_STEPS, EXAMPLE_CONTEXT, rawInputs } from '../support/inputs.ts'
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts'
import type { Schedule } from './schedule.ts'
import { API, createWorld, type World } from './world.ts'

/** The result of a step. */
export interface Run {
  readonly schedule: Schedule
  readonly world: World
  readonly inputs: ParsedInputs
  /** The token or the secret that the step was given. */
  readonly credential: string
  readonly secrets: readonly string[]
  readonly outcome: StepOutcome
  readonly outputs: ReturnType<typeof outputsOf>
  /** Lines of the log, the annotation and the summary. */
  readonly shown: readonly string[]
  /** Milliseconds of virtual time. */
  readonly tookMs: number
  readonly polls: number
  /** Why the last poll failed; undefined if it did not. */
  readonly lastPollError: ExportError | undefined
  /** The last failed attempt, if nothing has succeeded since. */
  readonly lastRetryError: ExportError | undefined
  readonly folder: string
}

const ARTIFACT: UploadedArtifact = {
  id: 7,
  name: 'export',
  url: 'https://github.com/octo/repo/actions/runs/1/artifacts/7',
  digest: 'ab',
}

/** Runs one schedule. Only the sockets, the artifact service and the clock are replaced. */
export async function runSchedule(schedule: Schedule, root: string): Promise<Run> {
  const clock = virtualClock({ advance: 'idle' })
  const world = createWorld(schedule, clock)
  const raw = inputsOf(schedule, world, root)
  const shown: string[] = []
  const vault = createVault(() => undefined)
  const log = createLog(({ text }) => shown.push(text), vault.redact)
  addSecrets(vault, raw, PROVIDERS)
  const inputs = parseInputs(raw, { ...EXAMPLE_CONTEXT, workspace: root, temporary: root })
  const { request, credentials } = inputs
  const { provider, place } = request
  const session = createSession({ send: world.send, provider, place, credentials, vault, clock, emit: log })
  const { signal, stop } = signalOf(schedule, clock)
  let polls = 0
  let lastPollError: ExportError | undefined
  let lastRetryError: ExportError | undefined
  /** Aborts when the step ends for a reason that counts, after which attempts are cancelled. */
  let downloadSignal: AbortSignal | undefined
  const emit: StepPorts['emit'] = event => {
    if (event.kind === 'retry' && !downloadSignal?.aborted) lastRetryError = event.error
    if (event.kind === 'recovered' || event.kind === 'downloaded') lastRetryError = undefined
    log(event)
  }
  const outcome = await awaitExports(request, {
    run: session.run,
    poll: async (job, pollSignal, before) => {
      polls += 1
      try {
        const result = await session.run(provider.status(job, before), pollSignal, pendingStatus)
        lastPollError = undefined
        return result
      } catch (error) {
        lastPollError = toExportError(error)
        throw error
      }
    },
    download: ({ folder: into, files, ...ports }) => {
      downloadSignal = ports.signal
      return downloadAll(
        { folder: into, roots: [root], files },
        {
          open: session.open,
          provider,
          slots: pLimit(6),
          clock,
          random: seeded(schedule.seed),
          redact: vault.redact,
          ...ports,
        },
      )
    },
    upload: uploadOf(schedule),
    checkpoint: () => undefined,
    random: seeded(schedule.seed),
    clock,
    emit,
    signal,
  })
  const tookMs = clock.now()
  log.finish()
  // Pending work ends with the step, and closes its connections a moment later.
  stop()
  await setImmediate()
  const outputs = outputsOf(stepValues(outcome, vault.redact), outcome.downloadUrls, '')
  shown.push(summaryOf(outcome, request, vault.redact, tookMs))
  if (outcome.failure) shown.push(failureLine(outcome.failure, vault.redact))
  const secrets = secretsOf(raw, world)
  return {
    schedule,
    world,
    inputs,
    credential: raw.token || raw['client-secret'] || raw.password || '',
    secrets,
    outcome,
    outputs,
    shown,
    tookMs,
    polls,
    lastPollError,
    lastRetryError,
    folder: request.folder,
  }
}

function inputsOf(
  { provider, login, inputs }: Schedule,
  { job, credentials, issueToken }: World,
  root: string,
) {
  const { snyk, sailpoint, vmware, closient } = credentials
  const { tenant: _, token: __, ...complete } = COMPLETE_STEPS[provider] ?? {}
  const pairs = {
    snyk: { token: snyk.token },
    sailpoint: { 'client-id': sailpoint.clientId, 'client-secret': sailpoint.clientSecret },
    vmware: { username: vmware.username, password: vmware.password },
    closient: { token: closient.apiKey },
  }
  const none = { 'client-id': '', 'client-secret': '', username: '', password: '' }
  const isToken = login === 'token' && (provider === 'sailpoint' || provider === 'vmware')
  return rawInputs({
    ...complete,
    ...(isToken ? { ...none, token: issueToken() } : pairs[provider]),
    'export-id': job.id,
    'api-url': API,
    path: join(root, 'files'),
    ...inputs,
  })
}

function signalOf({ abortAtMs }: Schedule, clock: VirtualClock) {
  const abort = new AbortController()
  const stop = () => abort.abort(new ExportError('aborted', 'The step was ended by SIGTERM.'))
  if (abortAtMs !== undefined)
    void clock.sleep(abortAtMs, abort.signal).then(() => {
      if (!abort.signal.aborted) stop()
    })
  return { signal: abort.signal, stop }
}

function uploadOf({ upload }: Schedule): StepPorts['upload'] {
  return async (_artifact, _files, { signal }) => {
    if (upload === 'good') return ARTIFACT
    if (upload === 'failing') throw new ExportError('upload', 'The service is unavailable.')
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
}

function secretsOf(raw: RawInputs, { issued, requests }: World): readonly string[] {
  const signatures = requests
    .filter(({ server }) => server === 'store')
    .flatMap(({ url }) =>
      ['X-Amz-Signature', 'X-Goog-Signature', 'sig'].flatMap(name => url.searchParams.getAll(name)),
    )
  const given = [raw.token, raw['client-secret'], raw.password].flatMap(text => text ?? [])
  return [...given, ...issued(), ...signatures].filter(text => text !== '')
}
