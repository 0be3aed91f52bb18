import { snykProblem } from '../../simulator/apis/snyk.ts'
import { respond } from '../../simulator/faults.ts'
import { closientArchive, sailpointDocument, snykCsv, vmwareCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { ORG_ID, onePollEach, type RunningAction, type Scene, SHORT_ORG_ID } from '../support/action.ts'

/** One run of the action. Its transcript lies beside this file under its name. */
export interface Scenario extends Omit<Scene, 'env'> {
  readonly name: string
  /** What a reader should see in it. */
  readonly shows: string
  /** Whether an artifact service is there. */
  readonly uploads?: true
  /** What happens while the step runs. */
  readonly during?: (playing: RunningAction) => Promise<void>
}

/** Fast enough, and slow enough for a busy machine: no limit of time is met but where a scenario is about it. */
const FACTOR = 10

/** Example ids, so that a transcript looks the same each time. */
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

/** In the order of a user's life with the action. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'snyk-three-files',
    shows: 'An export of an organization ends, and its three files are downloaded with signed links.',
    plan: snyk,
    factor: FACTOR,
  },
  {
    name: 'sailpoint-client-credentials',
    shows: 'The step logs in with a client id and secret, and downloads the file from the API itself.',
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
    shows: 'The archive is downloaded and uploaded as an artifact, as it is.',
    plan: closient,
    factor: FACTOR,
    inputs: { 'upload-artifact': 'true', 'artifact-archive': 'false' },
    uploads: true,
  },
  {
    name: 'failed-export',
    shows: 'The export fails, and the step says why in the words of the provider.',
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
    shows: 'The export takes longer than timeout. The last poll is made at the deadline.',
    plan: { ...snyk, phases: [{ word: 'PENDING', polls: 1 }, { word: 'STARTED' }] },
    factor: FACTOR,
    inputs: { timeout: '30s', 'poll-interval': '20s' },
  },
  {
    name: 'outage-recovered',
    shows: 'The API is down for a while, and the step waits until it is back.',
    plan: snyk,
    factor: FACTOR,
    prepare: ({ simulator }) => {
      const down = { kind: 'response', response: snykProblem(503, 'Service Unavailable') } as const
      simulator.inject({ path: /^\/rest/, faults: [{ kind: 'pass' }, down, down, { kind: 'reset' }] })
    },
  },
  {
    name: 'expired-link-refreshed',
    shows: 'A link expires in the middle of a download, which goes on where it was with a fresh link.',
    // Two links of the same second and life would be the same link.
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
    shows: 'Every problem of the inputs is named at once, before the first request.',
    plan: snyk,
    inputs: { 'export-id': 'latest', token: '', timeout: 'soon', 'if-empty': 'maybe' },
  },
  {
    name: 'sigterm-while-waiting',
    shows:
      'The step is cancelled while it waits. The export goes on, and the step says how to come back to it.',
    plan: { ...sailpoint, phases: [{ word: 'IN_PROGRESS' }] },
    inputs: { 'poll-interval': '30s' },
    during: async ({ step }) => {
      await step.untilLog(/IN_PROGRESS/)
      step.kill('SIGTERM')
    },
  },
  {
    name: 'wrong-token',
    shows: 'The API refuses the token; what it echoes of the token is not shown.',
    plan: closient,
    inputs: { token: 'example-of-a-wrong-token' },
    prepare: ({ simulator }) => {
      const detail = JSON.stringify({ detail: 'Wrong key: example-of-a-wrong-token' })
      simulator.inject({ path: /data-export/, faults: [respond(401, detail)] })
    },
  },
]
