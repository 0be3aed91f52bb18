import type { LocalFile } from '../../src/download/task.ts'
import type { Outcome, StepOutcome } from '../../src/exports/outcome.ts'
import type { Failure } from '../../src/failures/export-error.ts'
import type { ExportRequest } from '../../src/inputs/request.ts'
import type { WaitRecord } from '../../src/polling/policy.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import { snyk } from '../../src/providers/snyk.ts'

/** A finished job, with the given fields replaced. */
export function jobStatus(fields: Partial<JobStatus> = {}): JobStatus {
  return {
    phase: 'succeeded',
    providerStatus: 'FINISHED',
    known: true,
    progress: undefined,
    reason: '',
    requestId: 'request-1',
    files: [],
    empty: false,
    failedParts: [],
    doubt: '',
    warnings: [],
    rowCount: 1061,
    startedAt: '2026-01-02T03:04:05Z',
    finishedAt: '2026-01-02T03:05:06Z',
    expiresAt: '',
    details: { status: 'FINISHED' },
    hint: '',
    ...fields,
  }
}

/** A downloaded file of 3 bytes, with the given fields replaced. */
export function localFile(fields: Partial<LocalFile> = {}): LocalFile {
  return {
    path: '/x/a.csv',
    name: 'a.csv',
    size: 3,
    sha256: 'ab'.repeat(32),
    verifiedBy: 'declared-size',
    isCompressed: false,
    rowCount: undefined,
    elapsedMs: 700,
    ...fields,
  }
}

/** A wait of 61 s with 12 polls, with the given fields replaced. */
export function waitRecord(fields: Partial<WaitRecord> = {}): WaitRecord {
  return {
    polls: 12,
    waitedMs: 61_234.5678,
    observed: { STARTED: 10, 'HTTP 503': 1, FINISHED: 1 },
    timeline: [
      { label: 'STARTED', isFailure: false, polls: 8, fromMs: 0 },
      { label: 'HTTP 503', isFailure: true, polls: 1, fromMs: 30_000 },
      { label: 'STARTED', isFailure: false, polls: 2, fromMs: 33_000 },
      { label: 'FINISHED', isFailure: false, polls: 1, fromMs: 61_234.5678 },
    ],
    last: jobStatus(),
    ...fields,
  }
}

/** A Snyk export of an organization, with the given fields replaced. */
export function exportRequest(fields: Partial<ExportRequest> = {}): ExportRequest {
  return {
    provider: snyk,
    place: { apiUrl: 'https://api.snyk.io', apiVersion: '2024-10-15', ids: { 'org-id': 'org-1' } },
    wanted: [{ kind: 'existing', exportId: 'export-1', folderName: 'export-1' }],
    timeoutMs: 1_800_000,
    interval: 'auto',
    download: true,
    downloadTimeoutMs: 3_600_000,
    folder: '/runner/exports',
    folderPerExport: false,
    ifEmpty: 'warn',
    ifPartial: 'error',
    ifUploadFails: 'error',
    artifact: undefined,
    summary: true,
    caCertificate: undefined,
    warnings: [],
    ...fields,
  }
}

/** The outcome of a successful step with one export and one file, with the given fields replaced. */
export function outcome(fields: Partial<StepOutcome> = {}): StepOutcome {
  const { artifact, uploadMs = 2_500, exports, ...others } = fields
  const one: Outcome = {
    status: 'succeeded',
    failure: undefined,
    exportId: 'export-1',
    isAdopted: false,
    wait: waitRecord(),
    downloadMs: 12_000,
    folder: (others.files?.length ?? 1) > 0 ? '/runner/exports' : '',
    files: [localFile({ path: '/runner/exports/data.csv', name: 'data.csv', size: 1328 })],
    rowCount: 1061,
    downloadUrls: [],
    overrides: [],
    ...others,
  }
  return { ...one, artifact, uploadMs, exports: exports ?? [one] }
}

/** A failed download, with the given fields replaced. */
export function failure(fields: Partial<Failure> = {}): Failure {
  return {
    code: 'download',
    reason: 'data.csv ended after 12 of 1328 bytes.',
    hint: 'Run the step again.',
    requestId: 'request-9',
    ...fields,
  }
}
