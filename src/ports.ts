import pLimit from 'p-limit'
import { uploadArtifact } from './artifact/upload.ts'
import { downloadAll } from './download/download.ts'
import { DOWNLOAD_LIMITS } from './download/limits.ts'
import type { ExportEvent } from './exports/events.ts'
import type { StepPorts } from './exports/ports.ts'
import type { Emit } from './failures/events.ts'
import { ExportError } from './failures/export-error.ts'
import { cut } from './failures/plain.ts'
import { createAddressGuard } from './http/addresses.ts'
import { createSend } from './http/client.ts'
import { createSession } from './http/session.ts'
import type { Send } from './http/transport.ts'
import type { ParsedInputs } from './inputs/inputs.ts'
import { pendingStatus } from './providers/response.ts'
import { fieldsWithin } from './report/json.ts'
import { MAX_DETAILS_BYTES } from './report/outputs.ts'
import { type Clock, systemClock } from './runtime/clock.ts'
import type { Vault } from './secrets/vault.ts'

/** Each new status is remembered and shown, and one may be long. */
const MAX_STATUS_CHARS = 200
/** Longer than any text that is shown. */
const MAX_REASON_CHARS = 4096

const SECRET_AS_ID =
  'The export was started, but its ID in the response contains a credential of the step, and is not used.'
const FIND_ID =
  'Look for the new export in the service, and pass its ID as export-id without start: true. In a definition, check start.id.'

/** Connects the use case to the API, the disk, the artifact service and the clock. */
export function createPorts(
  { request, credentials }: ParsedInputs,
  step: {
    readonly env: NodeJS.ProcessEnv
    readonly vault: Vault
    /** Absolute folders; no link in one of them may lead files out of it. */
    readonly roots: readonly string[]
    readonly emit: Emit<ExportEvent>
    readonly signal: AbortSignal
    readonly checkpoint: StepPorts['checkpoint']
    /** That of the machine by default. */
    readonly clock?: Clock
    /** Connects to the network by default. */
    readonly send?: Send
  },
): StepPorts {
  const { env, vault, roots, emit, signal, checkpoint, clock = systemClock } = step
  const { provider, place, wanted, caCertificate } = request
  const addresses = createAddressGuard(new URL(place.apiUrl), provider.credentialOrigins)
  const connect = { userAgent: 'await-export', addresses, ...(caCertificate && { caCertificate }) }
  const send = step.send ?? createSend(connect)
  const slots = pLimit(DOWNLOAD_LIMITS.parallelFiles)
  const session = createSession({ send, provider, place, credentials, vault, clock, emit })
  return {
    run: async (exchange, runSignal) => {
      const result = await session.run(exchange, runSignal)
      const id = result.value?.exportId ?? ''
      // IDs are shown, and are parts of names and paths. One from the inputs is the user's own.
      if (id !== place.exportId && vault.redact(id) !== id)
        throw new ExportError('start-unknown', SECRET_AS_ID, { hint: FIND_ID })
      return result
    },
    poll: async (job, pollSignal, before) => {
      const result = await session.run(provider.status(job, before), pollSignal, pendingStatus)
      // Before anything of the response is shown.
      for (const { url, credential } of result.value.files) if (credential === 'none') vault.addLink(url)
      const providerStatus = cut(vault.redact(result.value.providerStatus), MAX_STATUS_CHARS)
      const reason = cut(vault.redact(result.value.reason), MAX_REASON_CHARS)
      // Each later step of the report takes time for each field.
      const details = fieldsWithin(result.value.details, MAX_DETAILS_BYTES)
      return { ...result, value: { ...result.value, providerStatus, reason, details } }
    },
    download: ({ folder, files, ...ports }) =>
      downloadAll(
        { folder, roots, files, exports: wanted.length },
        { open: session.open, provider, slots, clock, random: Math.random, redact: vault.redact, ...ports },
      ),
    upload: (artifact, content, ports) => uploadArtifact(artifact, content, { env, clock, ...ports }),
    random: Math.random,
    clock,
    emit,
    signal,
    checkpoint,
  }
}
