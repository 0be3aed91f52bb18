import { Agent, request } from 'node:http'
import type { OpenFile } from '../../src/http/session.ts'

/** Opens a file over plain HTTP, as the session does but without redirects and credentials. */
export const plainOpen: OpenFile = (file, headers, signal) =>
  new Promise((resolve, reject) => {
    const url = new URL(file.url)
    const outgoing = request(url, { headers, signal, agent: new Agent({ keepAlive: false }) }, answer =>
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers as Record<string, string>,
        url,
        body: answer,
        hasExcess: () => false,
        close: () => answer.destroy(),
      }),
    )
    outgoing.once('error', error => reject(signal.aborted ? signal.reason : error))
    outgoing.end()
  })
