// Builds dist/ and writes webpack's statistics to lib/stats.json. Fails if the bundle lacks a module.
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundledPackages, licences } from './bundle.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const run = (script: string, ...options: readonly string[]) =>
  execFileSync(process.execPath, [`node_modules/${script}`, ...options], { cwd: root, stdio: 'inherit' })

for (const folder of ['lib', 'dist']) rmSync(`${root}${folder}`, { recursive: true, force: true })
run('typescript/bin/tsc', '-p', 'src')
run('@vercel/ncc/dist/ncc/cli.js', 'build', 'lib/index.js', '-o', 'dist', '--stats-out', 'lib/stats.json')

const { modules } = JSON.parse(readFileSync(`${root}lib/stats.json`, 'utf8'))
writeFileSync(`${root}dist/licenses.txt`, licences(bundledPackages(modules, root), root))
