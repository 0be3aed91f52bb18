import { readFileSync } from 'node:fs'

/** A server's certificate and private key as PEM texts. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

function pem(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
}

function identity(name: string): Identity {
  return { cert: pem(`${name}.pem`), key: pem(`${name}.key`) }
}

/** The certificate authority of the test servers. */
export const TEST_CA = pem('authority.pem')

/** Host names of the certificates besides `localhost` and the loopback addresses, for use through a proxy. */
export const TEST_HOSTS = { api: 'api.example.test', store: 'store.example.test' } as const

/** Servers, named by the fault of their certificate. */
export const IDENTITIES = {
  good: identity('good'),
  expired: identity('expired'),
  wrongHost: identity('wrong-host'),
  selfSigned: identity('self-signed'),
} as const satisfies Readonly<Record<string, Identity>>
