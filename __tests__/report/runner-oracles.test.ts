import { commandsIn, envFileValues, maskedByRunner, maskerForms } from '../support/runner-oracles.ts'

describe('the command oracle', () => {
  test.each([
    ['::set-output name=a::b', 'set-output'],
    ['\u0085\u00a0 ::add-mask::x', 'add-mask'],
    ['fine\r::stop-commands::x', 'stop-commands'],
    ['fine\n\t::debug::', 'debug'],
    ['in the middle ##[error]of a line', 'error'],
    ['###[save-state name=x]y', 'save-state'],
  ])('finds a command in %j', (stream, name) => {
    expect(commandsIn(stream).map(command => command.name)).toEqual([name])
  })

  test.each(['a ::error::b', '::unclosed', '##[unclosed', '# #[error]', ': :error::', '\ufeff::x::y', ''])(
    'finds no command in %j',
    stream => {
      expect(commandsIn(stream)).toEqual([])
    },
  )
})

describe('the output file oracle', () => {
  test('reads plain and delimited values', () => {
    expect(envFileValues('a=b=c\nd<<END\none\ntwo\nEND\ne<<X\nX\n')).toEqual({
      a: 'b=c',
      d: 'one\ntwo',
      e: '',
    })
  })

  test.each(['a<<END\nb\n', 'nonsense\n', '=x\n'])('rejects %j', file => {
    expect(() => envFileValues(file)).toThrow()
  })
})

describe('the masker oracle', () => {
  test('searches for a mask in the encodings of the runner', () => {
    const forms = maskerForms(`a"b'c&d<e/f`)
    for (const form of [
      'YSJiJ2MmZDxlL2Y=',
      'ImInYyZkPGUvZg==',
      'YidjJmQ8ZS9m',
      `a\\"b'c&d<e/f`,
      `a"b''c&d<e/f`,
      'a%22b%27c%26d%3Ce%2Ff',
      'a&quot;b&apos;c&amp;d&lt;e/f',
      `a"b'c&`,
    ])
      expect(forms).toContain(form)
    expect(maskerForms('"quoted!!"')).toContain('quoted!!')
  })

  test('masks line by line', () => {
    expect(maskedByRunner('x one-secret y\nother-secret', ['one-secret\nother-secret'])).toBe('x *** y\n***')
  })
})
