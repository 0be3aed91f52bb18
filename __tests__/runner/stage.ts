import { type ResultsService, startResultsService } from '../../simulator/results-service.ts'
import { type Simulator, startSimulator } from '../../simulator/simulator.ts'
import { type Dispatch, type Run, runAct, type Values } from './act.ts'
import { createFolders, type Folders } from './folders.ts'

/** The simulator and the folders for the workflows of one test file. */
export interface Stage {
  readonly simulator: Simulator
  /** Runs a workflow with the simulator's address in `vars.API_URL` and its credentials as secrets. */
  act(dispatch: Dispatch): Promise<Run>
  /** The secrets of each run. */
  readonly secrets: Values
}

/** Starts a stage for a test file and stops it after the last test; call it at the top level. */
export function useStage(): () => Stage {
  let stage: Stage
  const started: (() => Promise<void>)[] = []
  beforeAll(async () => {
    const folders = await createFolders()
    started.push(folders.remove)
    const simulator = await startSimulator()
    started.push(simulator.close)
    stage = stageOf(simulator, folders)
  })
  afterAll(async () => {
    for (const end of started.splice(0).reverse()) await end()
  })
  return () => stage
}

/** Starts an artifact service for a test file and stops it after the last test; call it at the top level. */
export function useResultsService(): () => ResultsService {
  let service: ResultsService
  beforeAll(async () => {
    service = await startResultsService()
  })
  afterAll(() => service?.close())
  return () => service
}

function stageOf(simulator: Simulator, folders: Folders): Stage {
  const { snyk, sailpoint, vmware, closient } = simulator.credentials
  const secrets = {
    SNYK_TOKEN: snyk.token,
    SAILPOINT_CLIENT_ID: sailpoint.clientId,
    SAILPOINT_CLIENT_SECRET: sailpoint.clientSecret,
    VMWARE_USERNAME: vmware.username,
    VMWARE_PASSWORD: vmware.password,
    CLOSIENT_API_KEY: closient.apiKey,
  }
  const act: Stage['act'] = dispatch => {
    const vars = { API_URL: simulator.apiUrl, ...dispatch.vars }
    return runAct({ ...dispatch, vars, secrets: { ...secrets, ...dispatch.secrets } }, folders)
  }
  return { simulator, act, secrets }
}

/** Names of secrets in the log: inputs of the step, and tokens issued during the run. */
export function shownSecrets({ log }: Run, { secrets, simulator }: Stage): readonly string[] {
  const sent = simulator.requests.flatMap(({ server, headers }) => {
    const token = headers.authorization?.split(' ')[1]
    return server === 'api' && token !== undefined ? [['issued token', token] as const] : []
  })
  const signed = simulator.requests.flatMap(({ server, url }) =>
    server === 'store' ? [['signed link', url.search] as const] : [],
  )
  return [...Object.entries(secrets), ...sent, ...signed].flatMap(([name, value]) =>
    log.includes(value) ? [name] : [],
  )
}
