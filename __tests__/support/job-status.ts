import type { PollEvent } from '../../src/polling/policy.ts'
import type { JobStatus, Phase } from '../../src/providers/provider.ts'

/** A status with neutral facts. */
export function jobStatusOf(facts: Partial<JobStatus> = {}): JobStatus {
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
    rowCount: undefined,
    startedAt: '',
    finishedAt: '',
    expiresAt: '',
    details: {},
    hint: '',
    ...facts,
  }
}

/** A valid response as the policy receives it. */
export function answered(word: string, phase: Phase = 'waiting', pauseMs = 0): PollEvent {
  return { kind: 'answer', status: jobStatusOf({ providerStatus: word, phase }), pauseMs }
}
