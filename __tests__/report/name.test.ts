import { withoutName } from '../../src/report/name.ts'

const asItIs = (text: string): string => text

describe('withoutName', () => {
  test.each(['svc@example.local', 'CORP\\svc-export', 'a@b.c', '$&$&$'])('leaves out %s', name => {
    expect(withoutName(asItIs, name)(`no user ${name}, ${name}`)).toBe('no user ***, ***')
  })

  test.each(['admin', '87846b74bbfcb9b6', 'svc-export', 'svc.export', 'a@b', ''])(
    'leaves %j, which the runner finds or which may stand anywhere',
    name => {
      expect(withoutName(asItIs, name)(`no user ${name}`)).toBe(`no user ${name}`)
    },
  )

  test('redacts first', () => {
    const redact = (text: string): string => text.replaceAll('secret', 'svc@example.local')
    expect(withoutName(redact, 'svc@example.local')('a secret')).toBe('a ***')
  })
})
