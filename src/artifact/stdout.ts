import { AsyncLocalStorage } from 'node:async_hooks'

/** Receives what was printed, one write at a time. */
export type Hear = (text: string) => void

const listener = new AsyncLocalStorage<Hear | undefined>()
// Escaped by the toolkit, so one line and nothing else; the runner has to get it before anything else is printed.
const MASK_COMMAND = /^::add-mask::[^\r\n]*\r?\n$/
let callsUnderWay = 0
let untap = () => {}

/**
 * Runs `call` and hands over what it, and everything that it started, prints to stdout, instead of printing it.
 * Masks still go to the runner, and so does what others print meanwhile. A call that never ends is never printed.
 */
export async function captureStdout<T>(call: () => Promise<T>, hear: Hear): Promise<T> {
  if (callsUnderWay++ === 0) untap = tap()
  try {
    return await listener.run(hear, call)
  } finally {
    if (--callsUnderWay === 0) untap()
  }
}

function tap(): () => void {
  const { stdout } = process
  const write = stdout.write
  const tapped = (...args: Parameters<typeof write>): boolean => {
    const hear = listener.getStore()
    const text = String(args[0])
    if (hear === undefined || MASK_COMMAND.test(text)) return write.apply(stdout, args)
    // Outside of the call's context, or what the listener prints would come back to it.
    listener.run(undefined, hear, text)
    return true
  }
  stdout.write = tapped as typeof write
  return () => {
    stdout.write = write
  }
}
