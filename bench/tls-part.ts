import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { IDENTITIES, TEST_CA } from '../__tests__/support/tls/certificates.ts'
import { type Content, generatedContent } from '../simulator/files/content.ts'
import type { BenchPart } from './part.ts'
import { action, compare, isInstalled } from './processes/compare.ts'
import { aria2, curl, curlAndDigest, missingPeers } from './processes/peers.ts'
import { MIB, resultTable } from './processes/result-table.ts'
import { snykExport, withExport } from './processes/simulated-export.ts'

const CA_FILE = fileURLToPath(new URL('../__tests__/support/tls/authority.pem', import.meta.url))

const METHOD = `The same file from an HTTPS server whose certificate is from a private authority, as most exports come over TLS. The server
encrypts on the same cores. aria2 verifies the checksum that it is given in advance; the action and \`sha256sum\` compute one.`

async function sha256({ read, size }: Content): Promise<string> {
  const hash = createHash('sha256')
  for await (const block of read(0, size)) hash.update(block)
  return hash.digest('hex')
}

/** One large file over TLS. */
export const tlsPart: BenchPart = {
  id: 'tls',
  title: 'Download of one large file over TLS',
  run: async quick => {
    const content = generatedContent((quick ? 256 : 1024) * MIB)
    const checksum = `--checksum=sha-256=${await sha256(content)}`
    return withExport(
      snykExport([{ name: 'data.csv', content }]),
      async at => {
        const [url = ''] = at.links()
        const aria2Ca = `--ca-certificate=${CA_FILE}`
        const programs = [
          action(at, { inputs: { 'ca-certificate': TEST_CA } }),
          curl(url, ['--cacert', CA_FILE]),
          curlAndDigest(url, ['--cacert', CA_FILE]),
          ...(isInstalled('aria2c') ? [aria2(url, 1, [aria2Ca]), aria2(url, 1, [aria2Ca, checksum])] : []),
        ]
        const results = await compare(programs, quick ? 2 : 6)
        const markdown = [METHOD, resultTable(results), missingPeers(['aria2c'])]
        return { markdown: markdown.filter(Boolean).join('\n\n'), charts: [] }
      },
      { tls: IDENTITIES.good },
    )
  },
}
