import { readFile } from 'node:fs/promises'
import { uploadArtifact } from './artifact/upload.ts'
import { diskFailure } from './download/disk-failure.ts'
import { downloadAll } from './download/download.ts'
import type { Emit } from './exports/events.ts'
import type { ExportPorts } from './exports/ports.ts'
import { ExportError } from './failures/export-error.ts'
import { createAddressGuard } from './http/addresses.ts'
import { createSend } from './http/client.ts'
import { createSession } from './http/session.ts'
import type { Environment } from './inputs/environment.ts'
import type { ParsedInputs } from './inputs/inputs.ts'
import { systemClock } from './runtime/system-clock.ts'
import type { Vault } from './secrets/vault.ts'

/** What every part of the step shares. */
export interface Step {
  readonly env: Environment
  readonly vault: Vault
  /** Absolute; no link in it may lead files out of it. */
  readonly workspace: string
  readonly emit: Emit
  readonly signal: AbortSignal
  readonly checkpoint: ExportPorts['checkpoint']
}

/** The world as the use case sees it: the API, the disk, the artifact service and the machine's time. */
export function portsOf(inputs: ParsedInputs, step: Step): ExportPorts {
  const { env, vault, workspace, emit, signal, checkpoint } = step
  const { provider, target, caCertificate, artifact } = inputs.request
  const addresses = createAddressGuard(new URL(target.apiUrl))
  const send = createSend({ userAgent: 'await-export', addresses, ...(caCertificate && { caCertificate }) })
  const clock = systemClock
  const { credentials } = inputs
  const session = createSession({ send, provider, target, credentials, vault, clock, emit: emit })
  return {
    poll: asked => session.run(provider.status(target), asked),
    download: ({ folder: into, files, ...ports }) =>
      downloadAll(
        { folder: into, root: workspace, files },
        { open: session.open, clock, emit: emit, redact: vault.redact, ...ports },
      ),
    upload: (files, until) => {
      if (!artifact)
        throw new ExportError('internal', 'An upload was asked for that the request does not name.')
      const ports = { env, clock, emit, signal: until }
      return uploadArtifact({ request: artifact, files }, ports)
    },
    readText: path =>
      readFile(path, 'utf8').catch((error: unknown) => {
        throw diskFailure(error, `read ${path}`)
      }),
    random: Math.random,
    clock,
    emit: emit,
    signal,
    checkpoint: checkpoint,
  }
}
