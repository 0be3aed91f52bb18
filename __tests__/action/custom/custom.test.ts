import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'yaml'
import { zipOf } from '../../../simulator/files/zip.ts'
import type { Handler } from '../../../simulator/messages.ts'
import type { TestServer } from '../../support/server.ts'
import { useServer } from '../../support/server.ts'
import { useSteps } from '../../support/step.ts'
import type { Response, Service } from './services.ts'
import { SERVICES } from './services.ts'

const steps = useSteps()
const serve = useServer()
import.meta.jest.setTimeout(30_000)

const FILES: Readonly<Record<string, Buffer>> = {
  csv: Buffer.from('a,b\n1,2\n'),
  json: Buffer.from('[{"a": 1}]'),
  any: Buffer.from('{"report": {}}'),
  zip: zipOf([{ name: 'a.csv', data: 'a,b\n1,2\n' }]),
  gzip: gzipSync('a,b\n1,2\n'),
}

/** A service that plays its responses on this machine: the API, the login if it has a host of its own, and the store. */
async function play(service: Service) {
  const definition = parse(service.inputs.definition ?? '')
  const file = FILES[definition.download.format] as Buffer
  const download: Handler = () => ({
    status: 200,
    headers: { 'content-length': String(file.length) },
    body: [file],
  })
  const store = await serve(download)
  const origins: Record<string, string> = { 'https://store.example': store.url }
  const local = (text: string) =>
    Object.entries(origins).reduce((all, [from, to]) => all.replaceAll(from, to), text)
  const queue = [...service.requests]
  const respond: Handler = async request => {
    const [expected, [status, json, headers = {}] = [404] as Response] = queue.shift() ?? []
    if (expected === undefined) return download(request)
    const body = !json ? {} : { body: local(JSON.stringify(json)) }
    const type = !json ? {} : { 'content-type': 'application/json' }
    const fields = Object.entries({ ...type, ...headers }).map(([name, value]) => [name, local(value)])
    return { status, headers: Object.fromEntries(fields), ...body }
  }
  const api = await serve(respond)
  const { origin } = new URL(definition.api)
  const login = /^https/.test(definition.login?.url) ? new URL(definition.login.url).origin : origin
  const logins = login === origin ? api : await serve(respond)
  Object.assign(origins, { [origin]: api.url, [login]: logins.url })
  const inputs = { ...service.inputs, definition: local(service.inputs.definition ?? '') }
  return { api, logins, store, local, file, result: await steps.run({ inputs }, 50) }
}

const lines = (requests: TestServer['requests']) =>
  requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)

const bodyOf = (text: string): unknown =>
  text.startsWith('{') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))

describe.each(SERVICES.map(service => [service.name, service] as const))('%s', (_, service) => {
  test('is started, awaited, downloaded and verified', async () => {
    const { api, logins, store, file, local, result } = await play(service)
    expect(result.outputs).toMatchObject({
      status: 'succeeded',
      'failure-reason': '',
      'export-id': service.exportId,
    })
    const paths: readonly string[] = JSON.parse(result.outputs.files ?? '').map(
      ({ path }: { path: string }) => path,
    )
    expect(paths.map(path => basename(path))).toEqual(service.files)
    for (const path of paths) expect(readFileSync(path)).toEqual(file)

    const loginCount = service.login ? 1 : 0
    const requests = [
      ...logins.requests.slice(0, loginCount),
      ...api.requests.slice(logins === api ? loginCount : 0),
    ]
    expect(lines(requests).slice(0, service.requests.length)).toEqual(service.requests.map(([line]) => line))
    // The API gets the credential with every request, the store never, and a login gets only its own.
    const [name, value] = service.credential
    const sent = requests.map(({ headers }) => headers[name])
    expect(sent.slice(loginCount)).toEqual(sent.slice(loginCount).map(() => value))
    expect(sent.slice(0, loginCount)).not.toContain(value)
    expect(store.requests.map(({ headers }) => headers[name])).toEqual(store.requests.map(() => undefined))
    expect(requests.slice(0, loginCount).map(({ body }) => bodyOf(body))).toEqual(
      service.login ? [JSON.parse(local(JSON.stringify(service.login)))] : [],
    )
    const hosts = [...new Set([api.url, logins.url])].join(', ')
    expect(result.log).toContain(`Starting ${new URL(api.url).host} export (${hosts})`)
    const secrets = Object.values(service.inputs).filter(text => text.startsWith('an-example'))
    const log = result.log.replaceAll(/^::add-mask::.*$/gm, '')
    expect(secrets.filter(secret => log.includes(secret))).toEqual([])
  })
})

const failing = SERVICES.flatMap(service =>
  service.failed ? [[service.name, service, ...service.failed] as const] : [],
)

test.each(failing)('a failed export of %s fails the step', async (_, service, response, reason) => {
  const requests = service.requests.map(
    ([line, usual], at) => [line, at === service.requests.length - 1 ? response : usual] as const,
  )
  const { result } = await play({ ...service, requests })
  expect(result.outputs).toMatchObject({ status: 'failed', 'failure-code': 'export-failed' })
  expect(result.outputs['failure-reason']).toContain(reason)
})
