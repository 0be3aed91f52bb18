import { generatedContent } from '../files/content.ts'
import { snykCsv } from '../files/samples.ts'
import { type EndingOptions, planFor } from '../jobs/examples.ts'
import type { Job } from '../jobs/jobs.ts'
import type { PlanOf } from '../jobs/plans.ts'
import type { Simulator, SimulatorOptions } from '../simulator.ts'
import type { Check, Evidence } from './verify.ts'

/** One step of the demo. */
export interface Scene {
  readonly title: string
  /** What happens, in a sentence. */
  readonly plot: string
  /** Adds the jobs and their faults; without it, the step starts the job. */
  prepare?(simulator: Simulator): readonly Job[]
  /** The step's `with`, without the common inputs and the secrets. */
  readonly inputs: Readonly<Record<string, string>>
  /** Inputs that a workflow reads from `secrets`. */
  secrets(simulator: Simulator): Readonly<Record<string, string>>
  /** Checks that the plot has happened. */
  proof?(evidence: Evidence): Check
}

// Example ids.
const ORG_ID = '70ba96dd-160e-445c-adec-3fe070e1dea5'
const GROUP_ID = 'a1cbf11b-aa99-4434-b4e7-1bb47fc86db1'
const SHORT_ORG_ID = 'N5FhWvfL6ukg8E4jfWiZTG'

const WAIT: EndingOptions = { waitMs: 2500 }
const MIB = 1024 * 1024

/** The export that the first scene starts. Its statuses last for a number of polls, so that every run has the same. */
const startedExport: PlanOf<'snyk'> = {
  ...planFor('snyk', 'succeeded'),
  id: 'd6b640e5-8b43-4c8f-9f0a-2a1b7a1f7c11',
  phases: [{ word: 'PENDING', polls: 1 }, { word: 'STARTED', polls: 3 }, { word: 'FINISHED' }],
  startPauseS: 1,
}

/** The simulator of the demo. Access tokens of SailPoint expire before the job ends, so that one must be renewed. */
export const SIMULATOR: SimulatorOptions = {
  templates: { snyk: startedExport },
  credentials: { sailpoint: { tokenLifeMs: 1500 } },
}

const snykOrganization: Scene = {
  title: 'Snyk organization',
  plot: 'The step starts an export of three files, and uploads them as a workflow artifact.',
  inputs: {
    provider: 'snyk',
    'org-id': ORG_ID,
    start: 'true',
    request: "dataset: issues\nformats: [csv]\nfilters: { updated: { from: '{days-ago:1}' } }\n",
    'upload-artifact': 'true',
  },
  secrets: ({ credentials }) => ({ token: credentials.snyk.token }),
  proof: ({ requests }) => ({
    label: 'exactly one export was started',
    isGood: requests.filter(({ method }) => method === 'POST').length === 1,
  }),
}

const snykGroup: Scene = {
  title: 'Snyk group',
  plot: 'The status response redirects to the results; the download of one of three files (24 MiB) is interrupted and resumed.',
  prepare(simulator) {
    const large = { name: 'data_1_2_0.csv', content: generatedContent(24 * MIB), rowCount: 470_000 }
    const plan = planFor('snyk', 'succeeded', { ...WAIT, files: [snykCsv(1, 900), large, snykCsv(3, 350)] })
    const scope = { scope: 'groups', scopeId: GROUP_ID } as const
    const job = simulator.jobs.add({ ...plan, ...scope, results: 'redirect', store: 's3' })
    simulator.inject({ path: job.storePaths[1] ?? '', faults: [{ kind: 'reset', afterBytes: 11 * MIB }] })
    return [job]
  },
  inputs: { provider: 'snyk', 'group-id': GROUP_ID },
  secrets: ({ credentials }) => ({ token: credentials.snyk.token }),
  proof: ({ requests }) => ({
    label: 'the interrupted download was resumed, not restarted',
    isGood: requests.some(({ headers }) => /^bytes=[1-9]/.test(headers.range ?? '')),
  }),
}

const sailpoint: Scene = {
  title: 'SailPoint',
  plot: 'A client ID and secret are exchanged for an access token, which expires during the wait and is renewed.',
  prepare: ({ jobs }) => [jobs.add(planFor('sailpoint', 'succeeded', WAIT))],
  inputs: { provider: 'sailpoint' },
  secrets: ({ credentials: { sailpoint: pair } }) => ({
    'client-id': pair.clientId,
    'client-secret': pair.clientSecret,
  }),
  proof: ({ requests }) => ({
    label: 'the access token was renewed',
    isGood: requests.filter(({ url }) => url.pathname === '/oauth/token').length > 1,
  }),
}

const vmware: Scene = {
  title: 'VMware SDDC Manager',
  plot: 'The step logs in with an account; a gateway returns an HTML page once, and the step polls again.',
  prepare(simulator) {
    const job = simulator.jobs.add(planFor('vmware', 'succeeded', WAIT))
    const page = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>502 Bad Gateway</h1>' }
    const outage = { kind: 'response', response: page } as const
    simulator.inject({
      path: `/v1/system/check-sets/${job.id}/exports`,
      faults: [{ kind: 'pass' }, { kind: 'pass' }, outage],
    })
    return [job]
  },
  inputs: { provider: 'vmware' },
  secrets: ({ credentials }) => ({
    username: credentials.vmware.username,
    password: credentials.vmware.password,
  }),
  proof: ({ result }) => ({ label: 'the outage was reported', isGood: result.log.includes('502') }),
}

const closient: Scene = {
  title: 'Closient',
  plot: 'The first link has expired, and a new one is requested; the archive is uploaded unchanged as a workflow artifact.',
  prepare({ jobs }) {
    const linkLivesMs = [0, 3_600_000]
    return [jobs.add({ ...planFor('closient', 'succeeded', WAIT), orgId: SHORT_ORG_ID, linkLivesMs })]
  },
  inputs: {
    provider: 'closient',
    'org-id': SHORT_ORG_ID,
    'upload-artifact': 'true',
    'artifact-archive': 'false',
  },
  secrets: ({ credentials }) => ({ token: credentials.closient.apiKey }),
  proof: ({ requests, result }) => ({
    label: 'the link was refreshed',
    isGood: requests.filter(({ server }) => server === 'api').length > Number(result.outputs.polls),
  }),
}

const several: Scene = {
  title: 'Three exports at once',
  plot: 'The step waits for three SailPoint exports with one login, and uploads them as one workflow artifact.',
  prepare: ({ jobs }) =>
    [500, 1500, 2500].map(waitMs => jobs.add(planFor('sailpoint', 'succeeded', { waitMs }))),
  inputs: { provider: 'sailpoint', 'upload-artifact': 'true' },
  secrets: sailpoint.secrets,
  proof: ({ result }) => ({
    label: 'the artifact contains all three exports',
    isGood:
      /^sailpoint-exports-/.test(result.outputs['artifact-name'] ?? '') &&
      result.outputs['file-count'] === '3',
  }),
}

/** An export whose statuses last for a number of polls, so that every run has the same. */
function sailpointExport(id: string, ending: 'succeeded' | 'failed', polls: number): PlanOf<'sailpoint'> {
  const message = 'Supplied types are not supported: [WORKFLOWS]'
  const last = ending === 'failed' ? { word: 'FAILED', fields: { message } } : { word: 'COMPLETE' }
  return {
    ...planFor('sailpoint', ending),
    id,
    phases: [{ word: 'NOT_STARTED', polls: 1 }, { word: 'IN_PROGRESS', polls }, last],
  }
}

const failed: Scene = {
  ...sailpoint,
  title: 'A failed export',
  plot: 'SailPoint reports that the export failed.',
  prepare: ({ jobs }) => [jobs.add(sailpointExport('6a52bd0f-9e5c-4bbd-9d0c-3b1f7c0e8a41', 'failed', 2))],
}

const oneOfThree: Scene = {
  ...sailpoint,
  title: 'One of three exports fails',
  plot: 'The step waits for three SailPoint exports, one of which fails, and uploads the files of the others.',
  prepare: ({ jobs }) => [
    jobs.add(sailpointExport('1e824aa0-4c6e-4f14-95e9-e7dc5234aa51', 'succeeded', 1)),
    jobs.add(sailpointExport('19169053-66d2-40c6-8772-9e2bf55edcf6', 'succeeded', 3)),
    jobs.add(sailpointExport('6a52bd0f-9e5c-4bbd-9d0c-3b1f7c0e8a41', 'failed', 2)),
  ],
  inputs: { provider: 'sailpoint', 'upload-artifact': 'true' },
}

/** The steps whose summaries the documentation shows, by the name of the picture. */
export const PICTURES = { summary: snykOrganization, failed, several: oneOfThree } as const

/** The scene that the demo shows in full. */
export const FIRST_SCENE = snykOrganization

/** The steps of the demo, in order. */
export const SCENES: readonly Scene[] = [FIRST_SCENE, snykGroup, sailpoint, vmware, closient, several]
