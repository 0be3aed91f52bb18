import { snykProblem } from '../../simulator/apis/snyk.ts'
import { respond } from '../../simulator/faults.ts'
import { closientArchive, sailpointDocument, snykCsv, vmwareCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { ORG_ID, onePollEach, type RunningAction, SHORT_ORG_ID, type StepSetup } from '../support/action.ts'

/** One run of the action. Its transcript is the file `<name>.txt` in this folder. */
export interface Scenario extends Omit<StepSetup, 'env'> {
  readonly name: string
  /** What the transcript shows. */
  readonly shows: string
  /** Whether there is an artifact service. */
  readonly uploads?: true
  /** What happens while the step runs. */
  readonly during?: (running: RunningAction) => Promise<void>
}

/** Fast enough, and slow enough for a busy machine: no time limit is reached except in scenarios about it. */
const FACTOR = 10

/** Example ids, so that transcripts are reproducible. */
const EXPORT_ID = {
  snyk: 'd6b640e5-8b43-4c8f-9f0a-2a1b7a1f7c11',
  sailpoint: '1e824aa0-4c6e-4f14-95e9-e7dc5234aa51',
  vmware: '70ba96dd-160e-445c-adec-3fe070e1dea5',
  closient: 'Ckk72rfArHcPKgN6uVkheK',
} as const

const snyk = {
  ...onePollEach(
    planFor('snyk', 'succeeded', { files: [snykCsv(1, 420), snykCsv(2, 380), snykCsv(3, 261)] }),
  ),
  id: EXPORT_ID.snyk,
  scopeId: ORG_ID,
}
const sailpoint = {
  ...onePollEach(planFor('sailpoint', 'succeeded', { files: [sailpointDocument(48)] })),
  id: EXPORT_ID.sailpoint,
}
const vmware = {
  ...planFor('vmware', 'succeeded', { files: [vmwareCsv(96)] }),
  id: EXPORT_ID.vmware,
}
const closient = {
  ...onePollEach(planFor('closient', 'succeeded', { files: [closientArchive(120)] })),
  id: EXPORT_ID.closient,
  orgId: SHORT_ORG_ID,
}

const OTHER_IDS = ['2c5df1f6-0a86-4f35-8c27-5d2f5d2b6a52', '3f9a7b0e-6c1d-4f7b-9b0e-0d4a4a1c8f63'] as const

/** A step that starts an export, with the request of the provider's documentation. */
function started(provider: 'snyk' | 'sailpoint' | 'vmware' | 'closient'): Scenario {
  const plans = { snyk, sailpoint, vmware: { ...vmware, started: false }, closient }
  const requests = {
    snyk: 'dataset: issues\nformats: [csv]\nfilters: { updated: { from: 2026-01-01T00:00:00Z } }',
    sailpoint: 'description: nightly\nincludeTypes: [ROLE, SOURCE]',
    vmware: '',
    closient: 'archive_format: zip',
  }
  return {
    name: `${provider}-start`,
    shows: 'The step starts an export, waits for it and downloads its files.',
    plan: provider === 'vmware' ? plans.vmware : { ...plans[provider], id: OTHER_IDS[0] },
    factor: FACTOR,
    inputs: {
      start: 'true',
      'export-id': provider === 'vmware' ? EXPORT_ID.vmware : '',
      request: requests[provider],
    },
    simulator: { templates: { [provider]: plans[provider] } },
  }
}

/** In the order in which users meet them. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'snyk-three-files',
    shows: 'An organization’s export finishes, and its three files are downloaded with signed links.',
    plan: snyk,
    factor: FACTOR,
  },
  {
    name: 'sailpoint-client-credentials',
    shows: 'The step logs in with a client id and secret, and downloads the file from the API.',
    plan: sailpoint,
    factor: FACTOR,
  },
  {
    name: 'vmware-login-and-renewal',
    shows: 'The step logs in with an account, and renews its token before it expires.',
    plan: {
      ...vmware,
      phases: [{ word: 'IN_PROGRESS', fields: { progress: 42.5 }, polls: 2 }, { word: 'COMPLETED' }],
    },
    factor: 2 * FACTOR,
    inputs: { 'poll-interval': '40s' },
    simulator: { credentials: { vmware: { tokenLifeMs: 80_000 } } },
  },
  {
    name: 'closient-artifact',
    shows: 'The archive is downloaded and uploaded unchanged as an artifact.',
    plan: closient,
    factor: FACTOR,
    inputs: { 'upload-artifact': 'true', 'artifact-archive': 'false' },
    uploads: true,
  },
  ...(['snyk', 'sailpoint', 'vmware', 'closient'] as const).map(started),
  {
    name: 'three-at-once',
    shows:
      'Three exports are awaited with one login; one fails, and the step fails after the others are downloaded.',
    plan: { ...sailpoint, phases: [{ word: 'COMPLETE' }] },
    inputs: ({ simulator: { jobs }, job }) => {
      const others = [
        { ...planFor('sailpoint', 'failed'), id: OTHER_IDS[0], phases: [{ word: 'FAILED' }] },
        { ...sailpoint, id: OTHER_IDS[1], phases: [{ word: 'COMPLETE' }] },
      ]
      return { 'export-id': [job.id, ...others.map(plan => jobs.add(plan).id)].join('\n') }
    },
  },
  {
    name: 'failed-export',
    shows: 'The export fails, and the step shows the provider’s reason.',
    plan: { ...onePollEach(planFor('vmware', 'failed')), id: EXPORT_ID.vmware },
    factor: FACTOR,
  },
  {
    name: 'partial-export',
    shows: 'A part of the export failed. The files are kept, and the step fails unless if-partial allows it.',
    plan: {
      ...onePollEach(planFor('closient', 'partial', { files: [closientArchive(120)] })),
      id: EXPORT_ID.closient,
      orgId: SHORT_ORG_ID,
    },
    factor: FACTOR,
  },
  {
    name: 'timeout',
    shows: 'The export takes longer than timeout. The last poll is sent at the deadline.',
    plan: { ...snyk, phases: [{ word: 'PENDING', polls: 1 }, { word: 'STARTED' }] },
    factor: FACTOR,
    inputs: { timeout: '30s', 'poll-interval': '20s' },
  },
  {
    name: 'outage-recovered',
    shows: 'The API is temporarily unavailable, and the step retries until it recovers.',
    plan: snyk,
    factor: FACTOR,
    prepare: ({ simulator }) => {
      const down = { kind: 'response', response: snykProblem(503, 'Service Unavailable') } as const
      simulator.inject({ path: /^\/rest/, faults: [{ kind: 'pass' }, down, down, { kind: 'reset' }] })
    },
  },
  {
    name: 'expired-link-refreshed',
    shows: 'A link expires during a download, which resumes with a refreshed link.',
    // Two links of the same second with the same lifetime would be equal.
    plan: { ...closient, linkLivesMs: [3_600_000, 7_200_000] },
    factor: FACTOR,
    prepare: ({ simulator, job }) =>
      simulator.inject({
        path: job.storePaths[0] ?? '',
        faults: [
          { kind: 'truncate', afterBytes: 5000 },
          { kind: 'response', response: storeRefusal('gcs', 'expired') },
        ],
      }),
  },
  {
    name: 'invalid-inputs',
    shows: 'All problems of the inputs are reported at once, before the first request.',
    plan: snyk,
    inputs: { 'export-id': 'latest', token: '', timeout: 'soon', 'if-empty': 'maybe' },
  },
  {
    name: 'sigterm-while-waiting',
    shows:
      'The step is cancelled while it waits. The export keeps running, and the step explains how to continue waiting for it.',
    plan: { ...sailpoint, phases: [{ word: 'IN_PROGRESS' }] },
    inputs: { 'poll-interval': '30s' },
    during: async ({ step }) => {
      await step.untilLog(/IN_PROGRESS/)
      step.kill('SIGTERM')
    },
  },
  {
    name: 'wrong-token',
    shows: 'The API rejects the token; its echo of the token is not shown.',
    plan: closient,
    inputs: { token: 'example-of-a-wrong-token' },
    prepare: ({ simulator }) => {
      const detail = JSON.stringify({ detail: 'Wrong key: example-of-a-wrong-token' })
      simulator.inject({ path: /data-export/, faults: [respond(401, detail)] })
    },
  },
]
