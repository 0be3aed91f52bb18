import { X509Certificate } from 'node:crypto'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** Why a text is not a list of PEM certificates, completing "ca-certificate ..."; undefined when it is one. */
export function pemProblem(pem: string): string | undefined {
  const blocks = pem.match(CERTIFICATE) ?? []
  if (blocks.length === 0) return 'holds no certificate'
  try {
    for (const block of blocks) new X509Certificate(block)
    return undefined
  } catch {
    return 'holds a certificate that cannot be read'
  }
}
