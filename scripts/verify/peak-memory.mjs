// Preloaded with `node --import`: at exit, writes the peak resident memory as measured by the kernel (VmHWM, in KiB) to the
// file that PEAK_FILE names.
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.env.PEAK_FILE
if (!file) throw new Error('PEAK_FILE must name a file.')
const record = () => {
  const [, kibibytes = ''] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  writeFileSync(file, kibibytes)
}
process.on('exit', record)
// A step that has failed kills itself if a thread is still at work.
const kill = process.kill.bind(process)
process.kill = (...target) => {
  record()
  return kill(...target)
}
