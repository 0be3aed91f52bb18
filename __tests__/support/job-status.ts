import type { PollEvent } from '../../src/polling/policy.ts'
import type { JobStatus, Phase } from '../../src/providers/provider.ts'

/** A status with neutral fields. */
export function jobStatusOf(fields: Partial<JobStatus> = {}): JobStatus {
  return {
    phase: 'waiting',
    providerStatus: 'PENDING',
    known: true,
    progress: undefined,
    reason: '',
    requestId: '',
    files: [],
    empty: false,
    failedParts: [],
    doubt: '',
    warnings: [],
    rowCount: undefined,
    startedAt: '',
    finishedAt: '',
    expiresAt: '',
    details: {},
    hint: '',
    ...fields,
  }
}

/** A poll with this status. */
export function responded(providerStatus: string, phase: Phase = 'waiting', pauseMs = 0): PollEvent {
  return { kind: 'response', value: jobStatusOf({ providerStatus, phase }), pauseMs }
}
