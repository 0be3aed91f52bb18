import { jobStatus } from '../../src/providers/answer.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'

describe.each(PROVIDERS.map(provider => [provider.id, provider] as const))('%s', (_, provider) => {
  const ended = [...provider.words.succeeded, ...provider.words.failed, ...provider.words.cancelled]

  test.each(ended.filter(word => !word.endsWith('*')))(
    'S15 %s with more behind it is another status, however far behind',
    word => {
      for (const gap of [1, 60, 192, 200, 5000]) {
        const status = jobStatus(provider.words, { word: `${word}${' '.repeat(gap)}NOT` })
        expect(status).toMatchObject({ phase: 'waiting', known: false, word: `${word} NOT` })
      }
    },
  )
})

test('S15 a status is compared as a whole and shown in part', () => {
  const word = 'x'.repeat(1_000_000)
  const words = { waiting: [], succeeded: [word], failed: [], cancelled: [] }
  expect(jobStatus(words, { word })).toMatchObject({ phase: 'succeeded', word: 'x'.repeat(201) })
  expect(jobStatus(words, { word: word.slice(1) })).toMatchObject({ phase: 'waiting', known: false })
})
