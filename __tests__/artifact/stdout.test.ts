import { captureStdout } from '../../src/artifact/stdout.ts'

const write = process.stdout.write
let printed: string[]
beforeEach(() => {
  printed = []
  process.stdout.write = ((chunk: string | Uint8Array) => printed.push(String(chunk)) > 0) as typeof write
})
afterEach(() => {
  process.stdout.write = write
})

const turn = () => new Promise(resolve => setImmediate(resolve))

test('output of the call is captured, other output is printed, masks pass, and output of the listener is not captured', async () => {
  const observed: string[] = []
  const call = captureStdout(
    async () => {
      process.stdout.write('first\n')
      await turn()
      process.stdout.write('::add-mask::secret\n')
      process.stdout.write('::add-mask::secret\n::error::not a mask alone\n')
      await turn()
    },
    text => {
      observed.push(text)
      process.stdout.write('listener\n')
    },
  )
  process.stdout.write('other\n')
  await call
  expect(observed).toEqual(['first\n', '::add-mask::secret\n::error::not a mask alone\n'])
  expect(printed).toEqual(['listener\n', 'other\n', '::add-mask::secret\n', 'listener\n'])
})

test('stdout is as before once every call has ended, however they overlap', async () => {
  const before = process.stdout.write
  const gate = Promise.withResolvers<void>()
  const long = captureStdout(
    () => gate.promise,
    () => {},
  )
  await captureStdout(turn, () => {})
  expect(process.stdout.write).not.toBe(before)
  gate.resolve()
  await long
  expect(process.stdout.write).toBe(before)
})

test('a call that throws gives stdout back', async () => {
  const before = process.stdout.write
  const failing = captureStdout(
    () => Promise.reject(new Error('failed')),
    () => {},
  )
  await expect(failing).rejects.toThrow('failed')
  expect(process.stdout.write).toBe(before)
})
