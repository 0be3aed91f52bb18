import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const DEMO = fileURLToPath(new URL('../../simulator/demo.mjs', import.meta.url))

test('an older Node prints one line that explains what to do', async () => {
  const older =
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "22.1.0" } })'
  const args = ['--import', `data:text/javascript,${older}`, DEMO]
  const { code, output } = await new Promise<{ code: unknown; output: string }>(resolve => {
    execFile(process.execPath, args, (error, stdout, stderr) =>
      resolve({ code: error?.code, output: stdout + stderr }),
    )
  })
  expect(code).toBe(1)
  expect(output).toMatch(/^The demo needs Node 24, this is 22\.1\.0: [^\n]+\n$/)
})
