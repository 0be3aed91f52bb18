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

/** The authority that signed the servers of the tests. */
export const TEST_CA = pem('authority.pem')

/** Names that the certificates of the tests are for, beside `localhost` and the loopback addresses; for use through a proxy. */
export const TEST_HOSTS = { api: 'api.example.test', store: 'store.example.test' } as const

/** Servers by what is wrong with their certificate. */
export const IDENTITIES = {
  good: identity('good'),
  expired: identity('expired'),
  wrongHost: identity('wrong-host'),
  selfSigned: identity('self-signed'),
} as const satisfies Readonly<Record<string, Identity>>
