import { ExportError } from '../../src/failures/export-error.ts'
import { raceAbort, startDeadline, unlessStuck } from '../../src/runtime/deadline.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const late = new ExportError('download', 'late')
const stopped = new ExportError('aborted', 'stopped')
const never = new Promise<never>(() => {})

describe('startDeadline', () => {
  test('aborts after its time with its error', async () => {
    const clock = virtualClock({ advance: 'idle' })
    const { signal } = startDeadline(clock, { ms: 5000, error: () => late })
    await clock.sleep(4999, new AbortController().signal)
    expect(signal.aborted).toBe(false)
    await clock.sleep(2, new AbortController().signal)
    expect(signal.reason).toBe(late)
  })

  test('aborts with its parent, and keeps that reason', async () => {
    const clock = virtualClock({ advance: 'idle' })
    const parent = new AbortController()
    const { signal } = startDeadline(clock, { ms: 5000, parent: parent.signal, error: () => late })
    parent.abort(stopped)
    await clock.sleep(6000, new AbortController().signal)
    expect(signal.reason).toBe(stopped)
  })

  test('does not abort once it is cleared', async () => {
    const clock = virtualClock({ advance: 'idle' })
    const { signal, clear } = startDeadline(clock, { ms: 5000, error: () => late })
    clear()
    await clock.sleep(6000, new AbortController().signal)
    expect(signal.aborted).toBe(false)
  })
})

describe('raceAbort', () => {
  test('settles like the work', async () => {
    const { signal } = new AbortController()
    expect(await raceAbort(Promise.resolve(7), signal)).toBe(7)
    await expect(raceAbort(Promise.reject(late), signal)).rejects.toBe(late)
  })

  test('rejects with the reason of the signal, before and during the work', async () => {
    await expect(raceAbort(never, AbortSignal.abort(stopped))).rejects.toBe(stopped)
    const controller = new AbortController()
    const racing = raceAbort(never, controller.signal)
    controller.abort(stopped)
    await expect(racing).rejects.toBe(stopped)
  })
})

describe('unlessStuck', () => {
  test('waits for the end of work that reacts to the signal', async () => {
    const clock = virtualClock({ advance: 'idle' })
    const controller = new AbortController()
    const { promise: work, resolve } = Promise.withResolvers<string>()
    const settling = unlessStuck(work, { clock, signal: controller.signal })
    controller.abort(stopped)
    await clock.sleep(9000, new AbortController().signal)
    resolve('cleaned up')
    expect(await settling).toBe('cleaned up')
  })

  test('rejects 10 s after the abort of work that does not', async () => {
    const clock = virtualClock({ advance: 'idle' })
    const controller = new AbortController()
    const settling = unlessStuck(never, { clock, signal: controller.signal })
    controller.abort(stopped)
    await expect(settling).rejects.toBe(stopped)
    expect(clock.now()).toBe(10_000)
  })
})
