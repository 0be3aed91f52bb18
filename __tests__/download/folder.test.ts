import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import {
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, win32 } from 'node:path'
import { diskFailure } from '../../src/download/disk-failure.ts'
import {
  isInside,
  isStale,
  ownerOf,
  partName,
  prepareFolder,
  removeStaleParts,
  requireSpace,
  thisOwner,
} from '../../src/download/folder.ts'
import { createBatchWriter, createPartFile } from '../../src/download/part-file.ts'
import { publish } from '../../src/download/publish.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { virtualClock } from '../support/virtual-clock.ts'

let base: string
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'folder-')))
})
afterEach(() => rm(base, { recursive: true, force: true }))

const failure = (work: Promise<unknown>): Promise<ExportError> =>
  work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: ExportError) => error,
  )

describe('the folder', () => {
  test('F08 is created with its parents', async () => {
    const folder = join(base, 'a', 'b')
    expect(await prepareFolder(folder)).toBe(folder)
    expect((await stat(folder)).isDirectory()).toBe(true)
  })

  test('F08 is rejected if it is a file', async () => {
    await writeFile(join(base, 'a'), '')
    const error = await failure(prepareFolder(join(base, 'a')))
    expect(error).toMatchObject({ code: 'download', hint: expect.stringMatching(/another folder/) })
    expect(error.message).toContain('(EEXIST)')
    expect((await failure(prepareFolder(join(base, 'a', 'b')))).message).toContain('(ENOTDIR)')
  })

  test('F07 is rejected if it is a symbolic link', async () => {
    await mkdir(join(base, 'real'))
    await symlink(join(base, 'real'), join(base, 'link'))
    const error = await failure(prepareFolder(join(base, 'link')))
    expect(error.message).toContain('is a symbolic link')
    expect(error.hint).not.toBe('')
  })

  test.each(['link', 'link/deeper/still'])(
    'F07 %s leads out of the root and is rejected, and nothing is created',
    async path => {
      const root = join(base, 'root')
      await mkdir(root)
      await mkdir(join(base, 'outside'))
      await symlink(join(base, 'outside'), join(root, 'link'))
      const error = await failure(prepareFolder(join(root, path), root))
      expect(error).toBeInstanceOf(ExportError)
      expect(error.message).toMatch(/symbolic link/)
      expect(await readdir(join(base, 'outside'))).toEqual([])
    },
  )

  test('F07 may have a parent that is a link if there is no root', async () => {
    await mkdir(join(base, 'real'))
    await symlink(join(base, 'real'), join(base, 'link'))
    const folder = join(base, 'link', 'files')
    expect(await prepareFolder(folder, join(base, 'elsewhere'))).toBe(join(base, 'real', 'files'))
  })

  test('F07 may be behind a link within the root', async () => {
    await mkdir(join(base, 'real'))
    await symlink(join(base, 'real'), join(base, 'link'))
    expect(await prepareFolder(join(base, 'link', 'files'), base)).toBe(join(base, 'real', 'files'))
  })
})

describe('free space', () => {
  test('F09 is checked before the first byte', async () => {
    const error = await failure(requireSpace(base, 1e18))
    expect(error.message).toMatch(/has .+B left, but the download needs 1 EB/)
    expect(error.hint).toMatch(/larger/)
  })

  test('is accepted if it is sufficient or unknown', async () => {
    await requireSpace(base, 1)
    await requireSpace(join(base, 'absent'), 1e18)
  })
})

// Tests may run as root on a disk without quota, so these errors are simulated by their codes.
test.each([
  ['F09 ENOSPC', /the disk is full \(ENOSPC\)/, /larger disk/],
  ['F10 EDQUOT', /quota is used up/, /larger disk/],
  ['F08 EACCES', /not allowed/, /may write to/],
  ['F08 EROFS', /read-only/, /may write to/],
  ['F10 EMFILE', /too many files are open/, /ulimit/],
  ['F10 EIO', /the disk reported an error/, /another runner/],
  ['F04 ENAMETOOLONG', /too long/, /shorter/],
])('%s is explained', (title, message, hint) => {
  const code = title.split(' ')[1]
  const error = diskFailure(Object.assign(new Error(), { code }), 'write /files/a')
  expect(error).toMatchObject({ code: 'download', remedy: 'never' })
  expect(error.message).toMatch(/^Cannot write \/files\/a: /)
  expect(error.message).toMatch(message)
  expect(error.hint).toMatch(hint)
})

test('an unknown disk error keeps its code', () => {
  expect(diskFailure({ code: 'EWHAT' }, 'x').message).toBe(
    'Cannot x: the file system reported an error (EWHAT).',
  )
  expect(diskFailure({}, 'x').message).toContain('(unknown error)')
})

describe('part files', () => {
  test('F07 are never opened over something that exists', async () => {
    const path = join(base, 'x.part')
    await writeFile(join(base, 'target'), 'kept')
    await symlink(join(base, 'target'), path)
    expect((await failure(createPartFile(path, 10))).message).toContain('(EEXIST)')
    expect(await readFile(join(base, 'target'), 'utf8')).toBe('kept')
  })

  test.each([1, 7, 1024 * 1024])(
    'contain every byte in its place with batches of %i bytes',
    async batchBytes => {
      const part = await createPartFile(join(base, 'x.part'), batchBytes)
      const chunks = Array.from({ length: 3000 }, (_, i) => Buffer.from(`${i};`))
      for (const chunk of chunks) await part.append(chunk)
      await part.flush()
      await part.close()
      expect(await readFile(part.path, 'latin1')).toBe(chunks.join(''))
      expect(part.head().toString()).toBe(chunks.join('').slice(0, 4096))
      expect(part.bytes()).toBe(chunks.join('').length)
    },
  )

  test('F09 the rest of a batch is written if the disk takes only half of it', async () => {
    const file = await open(join(base, 'x'), 'w')
    const half: Parameters<typeof createBatchWriter>[0] = {
      writev: async (buffers, position) => {
        const [first = Buffer.alloc(0)] = buffers
        const bytes = Buffer.from(first.buffer, first.byteOffset, Math.ceil(first.byteLength / 2))
        const { bytesWritten } = await file.writev([bytes], position)
        return { bytesWritten, buffers }
      },
      truncate: length => file.truncate(length),
    }
    const writer = createBatchWriter(half, 8)
    for (const piece of ['one ', 'two ', 'three ', 'four']) await writer.append(Buffer.from(piece))
    await writer.flush()
    await file.close()
    expect(await readFile(join(base, 'x'), 'latin1')).toBe('one two three four')
  })

  // /dev/full on Linux is always full; other systems rely on the table above.
  const fullDisk = '/dev/full'
  ;(existsSync(fullDisk) ? test : test.skip)('F09 a full disk is reported at the next call', async () => {
    const file = await open(fullDisk, 'w')
    const writer = createBatchWriter(file, 4)
    expect(writer.append(Buffer.from('12345'))).toBeUndefined()
    await expect(writer.append(Buffer.from('67890'))).rejects.toMatchObject({ code: 'ENOSPC' })
    await expect(writer.flush()).rejects.toMatchObject({ code: 'ENOSPC' })
    await file.close()
  })

  test('are empty after a restart', async () => {
    const part = await createPartFile(join(base, 'x.part'), 4)
    await part.append(Buffer.from('something longer'))
    await part.restart(['crc32'])
    await part.append(Buffer.from('123456789'))
    await part.flush()
    await part.close()
    expect(await readFile(part.path, 'latin1')).toBe('123456789')
    expect(part.digests()).toMatchObject({ crc32: 'cbf43926' })
  })

  test('report a failed disk at the next write', async () => {
    const part = await createPartFile(join(base, 'x.part'), 4)
    await part.close()
    expect(part.append(Buffer.from('12345'))).toBeUndefined()
    expect((await failure(part.flush())).message).toMatch(/^Cannot write .+ \(EBADF\)\.$/)
  })
})

describe('stale part files', () => {
  const self = thisOwner()
  const observer = { self, startedMs: 1_000_000, nowMs: 2_000_000, isAlive: (pid: number) => pid === 42 }
  const DAY_MS = 86_400_000

  test.each([
    ['of a dead process', { owner: { ...self, pid: 43 }, modifiedMs: 1_999_999 }, true],
    ['of a running process', { owner: { ...self, pid: 42 }, modifiedMs: 0 }, false],
    ['of our own', { owner: self, modifiedMs: 1_000_001 }, false],
    ['of an earlier process with our id', { owner: self, modifiedMs: 999_999 }, true],
    ['of another host', { owner: { host: 'ffffffff', pid: 43 }, modifiedMs: 0 }, false],
    ['of another host, a day old', { owner: { host: 'ffffffff', pid: 42 }, modifiedMs: -DAY_MS }, true],
    ['of a running process, a day old', { owner: { ...self, pid: 42 }, modifiedMs: -DAY_MS }, true],
  ])('F11 F12 one %s', (_, age, expected) => {
    expect(isStale(age, observer)).toBe(expected)
  })

  test('the name contains the owner, and other names are not recognized', () => {
    expect(ownerOf(partName('data.csv', self))).toEqual(self)
    expect(partName('data.csv', self)).not.toBe(partName('data.csv', self))
    for (const name of ['data.csv', 'data.part', 'x.1234-5-6.part', `${partName('x', self)}.zip`])
      expect(ownerOf(name)).toBeUndefined()
  })

  test('F11 C03 are the only files removed from the folder', async () => {
    // Above the largest process ID of Linux, so that no process has it.
    const gone = partName('a', { ...self, pid: 4_194_305 })
    const old = partName('b', self)
    const kept = [
      partName('c', { ...self, pid: process.ppid }),
      partName('d', self),
      'e.part',
      'f.csv',
    ].toSorted()
    for (const name of [gone, old, ...kept]) await writeFile(join(base, name), 'x')
    await utimes(join(base, old), 1, 1)
    await removeStaleParts(base, new Date())
    expect((await readdir(base)).toSorted()).toEqual(kept)
  })
})

test.each([
  ['D:\\a\\repo', 'D:\\a\\repo\\out', true],
  ['D:\\a\\repo', 'd:\\A\\Repo', true],
  ['D:\\a\\repo', 'D:\\a\\repo\\..out', true],
  ['D:\\a\\repo', 'D:\\a\\other', false],
  ['D:\\a\\repo', 'C:\\secret\\sub', false],
  ['D:\\a\\repo', '\\\\server\\share\\sub', false],
])('F07 on Windows, seen from %s, the folder %s is inside: %s', (root, folder, inside) => {
  expect(isInside(folder, root, win32)).toBe(inside)
})

/** Sets or clears the immutable flag of a file, which not even root can replace or rename. */
function setImmutable(flag: '+i' | '-i', path: string): void {
  execFileSync('chattr', [flag, path], { stdio: 'ignore' })
}

/** Only root on Linux can, on some file systems; otherwise the tests of the complete action must suffice. */
function canSetImmutable(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'folder-'))
  try {
    setImmutable('+i', folder)
    setImmutable('-i', folder)
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('publishing', () => {
  const linux = process.platform === 'linux' ? test : test.skip
  const pausing = { clock: virtualClock({ advance: 'idle' }), signal: new AbortController().signal }
  const publication = async (name: string) => {
    const partPath = join(base, `${name}.part`)
    await writeFile(partPath, name)
    return { partPath, path: join(base, name) }
  }

  test.each([
    ['F07 a folder', () => mkdir(join(base, 'b')), /a folder has that name/],
    ['F07 a symbolic link', () => symlink('/dev/null', join(base, 'b')), /a symbolic link has that name/],
    ['F07 a dangling link', () => symlink('nowhere', join(base, 'b')), /a symbolic link has that name/],
  ])('%s with the name of one file prevents all renames', async (_, obstruct, message) => {
    await obstruct()
    const error = await failure(publish(base, [await publication('a'), await publication('b')], pausing))
    expect(error.message).toMatch(message)
    expect(await readdir(base)).not.toContain('a')
  })

  test('a special file with the name is reported', async () => {
    const server = createServer().listen(join(base, 'b'))
    await once(server, 'listening')
    const error = await failure(publish(base, [await publication('b')], pausing))
    server.close()
    await once(server, 'close')
    expect(error.message).toMatch(/a special file has that name/)
  })

  test('if a file cannot be renamed, the earlier ones are removed', async () => {
    const lost = { partPath: join(base, 'absent.part'), path: join(base, 'b') }
    const error = await failure(publish(base, [await publication('a'), lost], pausing))
    expect(error.message).toMatch(/^Cannot write the files to .+ \(ENOENT\)/)
    expect(await readdir(base)).toEqual([])
  })

  test('F07 D22 a file that cannot be renamed restores the earlier files that others had replaced', async () => {
    for (const name of ['a', 'b']) await writeFile(join(base, name), `old ${name}`)
    const { ino, mtimeMs } = await stat(join(base, 'a'))
    const lost = { partPath: join(base, 'absent.part'), path: join(base, 'b') }
    await failure(publish(base, [await publication('a'), await publication('c'), lost], pausing))
    expect((await readdir(base)).toSorted()).toEqual(['a', 'b'])
    for (const name of ['a', 'b']) expect(await readFile(join(base, name), 'utf8')).toBe(`old ${name}`)
    expect(await stat(join(base, 'a'))).toMatchObject({ ino, mtimeMs })
  })

  /** Linux rejects renaming this with EBUSY, other systems with other codes. */
  const immovable = () => ({ partPath: `${base}/.`, path: join(base, 'b') })

  /** A clock that calls `happen` with the number of each pause before the pause. */
  const eventful = (happen: (pause: number) => Promise<void>) => {
    let pause = 0
    return {
      ...virtualClock({ advance: 'idle' }),
      sleep: async () => happen(++pause),
    }
  }

  linux('F07 D22 an earlier file that cannot be restored is kept beside its place, and named', async () => {
    for (const name of ['a', 'b']) await writeFile(join(base, name), `old ${name}`)
    const clock = eventful(async pause => {
      if (pause > 1) return
      await rm(join(base, 'a'))
      await mkdir(join(base, 'a'))
    })
    const moves = [await publication('a'), await publication('c'), immovable()]
    const error = await failure(publish(base, moves, { ...pausing, clock }))
    expect(error).toMatchObject({ code: 'download', message: expect.stringContaining('(EBUSY)') })
    const names = (await readdir(base)).toSorted()
    expect(names).toEqual(['a', expect.stringMatching(/^a\..+\.kept$/), 'b'])
    const [, kept = ''] = names
    expect(error.hint).toMatch(/^Earlier files .+ in that folder as a\.\S+\.kept\. Set path to /)
    expect(error.hint).toContain(kept)
    expect(await readFile(join(base, kept), 'utf8')).toBe('old a')
    // No later step may remove it as stale.
    expect(ownerOf(kept)).toBeUndefined()
  })

  ;(canSetImmutable() ? test : test.skip).each(['', ', also after the step was aborted'])(
    'F07 D22 an earlier file is restored once the new one is no longer locked%s',
    async ending => {
      await writeFile(join(base, 'a'), 'old a')
      const abort = new AbortController()
      const failedAt = ending === '' ? 5 : 1
      const clock = eventful(async pause => {
        if (pause === 1) setImmutable('+i', join(base, 'a'))
        if (pause === 1 && ending !== '') abort.abort(new ExportError('aborted', 'ended'))
        if (pause === failedAt + 2) setImmutable('-i', join(base, 'a'))
      })
      const moves = [await publication('a'), immovable()]
      const work = publish(base, moves, { clock, signal: abort.signal })
      const error = await failure(work).finally(() => setImmutable('-i', join(base, 'a')))
      expect(error.code).toBe(ending === '' ? 'download' : 'aborted')
      expect(error.hint).not.toContain('Earlier')
      expect(await readdir(base)).toEqual(['a'])
      expect(await readFile(join(base, 'a'), 'utf8')).toBe('old a')
    },
  )

  test('F07 D22 nothing is renamed if an earlier file cannot be kept', async () => {
    // Too long for a backup name.
    const long = 'x'.repeat(240)
    for (const name of ['a', long]) await writeFile(join(base, name), 'old')
    const moves = [
      await publication('a'),
      { ...(await publication('b')), path: join(base, long) },
      await publication('c'),
    ]
    const error = await failure(publish(base, moves, pausing))
    expect(error.message).toMatch(/^Cannot keep the existing .+x until .+ \(ENAMETOOLONG\)\.$/)
    expect((await readdir(base)).toSorted()).toEqual(['a', 'a.part', 'b.part', 'c.part', long].toSorted())
    for (const name of ['a', long]) expect(await readFile(join(base, name), 'utf8')).toBe('old')
  })

  test('replacing files leaves only the new ones', async () => {
    for (const name of ['a', 'b']) await writeFile(join(base, name), `old ${name}`)
    await publish(base, [await publication('a'), await publication('b')], pausing)
    expect((await readdir(base)).toSorted()).toEqual(['a', 'b'])
    for (const name of ['a', 'b']) expect(await readFile(join(base, name), 'utf8')).toBe(name)
  })
})
