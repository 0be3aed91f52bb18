import { fieldsWithin, jsonText, redactedFields } from '../../src/report/json.ts'

const redact = (text: string): string => text.replaceAll(/secret|12345678/g, '***')

describe('redactedFields', () => {
  test('A13 redacts secrets in names, strings and numbers at every level', () => {
    const fields = { a: 'a secret', 'a secret': [1, 12345678, 'secret'], b: { c: { d: 'secret' } } }
    expect(redactedFields(fields, redact)).toEqual({
      a: 'a ***',
      'a ***': [1, '***', '***'],
      b: { c: { d: '***' } },
    })
  })

  test('keeps other values and omits what JSON cannot represent', () => {
    expect(redactedFields({ a: true, b: null, c: 1.5, d: undefined, e: [undefined] }, redact)).toEqual({
      a: true,
      b: null,
      c: 1.5,
      e: [null],
    })
  })

  test('J09 stops at 32 levels', () => {
    const deep = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
    expect(jsonText(redactedFields({ a: deep(31) }, redact))).not.toContain('…')
    expect(jsonText(redactedFields({ a: deep(20_000) }, redact))).toContain('…')
    expect(
      jsonText(redactedFields({ a: JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) }, redact)),
    ).toContain('…')
  })

  test('J10 treats __proto__ as an ordinary name', () => {
    const fields = redactedFields(JSON.parse('{"__proto__":{"polluted":"secret"}}'), redact)
    expect(jsonText(fields)).toBe('{"__proto__":{"polluted":"***"}}')
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
  })
})

describe('jsonText', () => {
  test.each<[string, unknown, string]>([
    ['line breaks', 'a\nb\u2028c\u0085d', '"a\\nb\\u2028c\\u0085d"'],
    ['hidden characters', ['\u202e', '\u{e0041}'], '["\\u202e","\\udb40\\udc41"]'],
  ])('L05 shows %s as escapes', (_, value, text) => {
    expect(jsonText(value)).toBe(text)
    expect(JSON.parse(text)).toEqual(value)
  })
})

describe('fieldsWithin', () => {
  const fields = { big: 'x'.repeat(50), small: 1, bigger: 'ü'.repeat(50), tiny: '' }
  const whole = Buffer.byteLength(JSON.stringify(fields))

  test('keeps everything that fits, in order', () => {
    expect(jsonText(fieldsWithin(fields, whole + 1))).toBe(JSON.stringify(fields))
  })

  test('drops the largest fields first, in bytes', () => {
    expect(Object.keys(fieldsWithin(fields, whole - 1))).toEqual(['big', 'small', 'tiny'])
    expect(Object.keys(fieldsWithin(fields, 40))).toEqual(['small', 'tiny'])
    expect(fieldsWithin(fields, 2)).toEqual({})
  })
})
