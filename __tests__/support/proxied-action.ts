import type { JobPlan } from '../../simulator/jobs/plans.ts'
import type { Run, Scene } from './action.ts'
import { useAction } from './action.ts'
import { useClosing } from './cleanup.ts'
import type { ConnectProxy, ProxyBehavior } from './connect-proxy.ts'
import { startConnectProxy } from './connect-proxy.ts'
import { IDENTITIES, TEST_CA, TEST_HOSTS } from './tls/certificates.ts'

/** A run in which only the proxy can reach the API, because it has a public name. */
export interface ProxiedRun extends Run {
  readonly proxy: ConnectProxy
}

/** A step that reaches a public API through a proxy. */
export interface ProxiedScene extends Omit<Scene, 'simulator'> {
  readonly plan: JobPlan
  /** `tunnel` by default. */
  readonly behavior?: ProxyBehavior | readonly ProxyBehavior[]
  /** `user:password@` for the address of the proxy. */
  readonly login?: string
}

const PUBLIC_API = `https://${TEST_HOSTS.api}`

/** Steps that reach the simulator as a public API through a proxy. Call it at the top level of a test file. */
export function useProxied(): (scene: ProxiedScene) => Promise<ProxiedRun> {
  const action = useAction()
  const closing = useClosing()
  return async ({ behavior = 'tunnel', login = '', env, inputs, prepare, ...scene }) => {
    const ports = { api: 0, store: 0 }
    const portOf = (target: string) => (target.startsWith(TEST_HOSTS.store) ? ports.store : ports.api)
    const proxy = await closing(startConnectProxy(behavior, portOf))
    const run = await action.play({
      ...scene,
      env: { https_proxy: `http://${login}${proxy.host}`, ...env },
      simulator: { tls: IDENTITIES.good },
      inputs: cast => ({
        'api-url': PUBLIC_API,
        'ca-certificate': TEST_CA,
        ...(typeof inputs === 'function' ? inputs(cast) : inputs),
      }),
      prepare: cast => {
        ports.api = Number(new URL(cast.simulator.apiUrl).port)
        ports.store = Number(new URL(cast.simulator.storeUrl).port)
        prepare?.(cast)
      },
    })
    return { ...run, proxy }
  }
}
