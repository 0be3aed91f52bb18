import { once } from 'node:events'
import { existsSync } from 'node:fs'
import {
  lutimes,
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
  checkFolder,
  createTemporaryFolder,
  isInside,
  prepareFolder,
  requireSpace,
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
      const error = await failure(prepareFolder(join(root, path), [root]))
      expect(error).toBeInstanceOf(ExportError)
      expect(error.message).toMatch(/symbolic link/)
      expect(await readdir(join(base, 'outside'))).toEqual([])
    },
  )

  test('F07 leads out of a root that is behind a link, and is rejected', async () => {
    await mkdir(join(base, 'real'))
    await mkdir(join(base, 'outside'))
    await symlink(join(base, 'real'), join(base, 'workspace'))
    await symlink(join(base, 'outside'), join(base, 'real', 'link'))
    for (const root of ['workspace', 'real']) {
      const error = await failure(prepareFolder(join(base, root, 'link', 'files'), [join(base, 'workspace')]))
      expect(error.message).toMatch(/symbolic link/)
    }
    expect(await readdir(join(base, 'outside'))).toEqual([])
  })

  test('F07 may have a parent that is a link if there is no root', async () => {
    await mkdir(join(base, 'real'))
    await symlink(join(base, 'real'), join(base, 'link'))
    const folder = join(base, 'link', 'files')
    expect(await prepareFolder(folder, [join(base, 'elsewhere')])).toBe(join(base, 'real', 'files'))
  })

  test('F07 may be behind a link within the root', async () => {
    await mkdir(join(base, 'real'))
    await symlink(join(base, 'real'), join(base, 'link'))
    expect(await prepareFolder(join(base, 'link', 'files'), [base])).toBe(join(base, 'real', 'files'))
  })
})

describe('the check of the folder before it is needed', () => {
  test.each(['', 'a', 'a/b'])('F08 accepts %j and creates nothing', async path => {
    await checkFolder(join(base, path), [base])
    expect(await readdir(base)).toEqual([])
  })

  test.each(['file', 'file/a', 'file/a/b'])('F08 rejects %s, where a file is in the way', async path => {
    await writeFile(join(base, 'file'), '')
    const error = await failure(checkFolder(join(base, path)))
    expect(error).toMatchObject({ code: 'download', hint: expect.stringMatching(/another folder/) })
    expect(error.message).toMatch(/^Cannot use the folder .+: a part of the path is not a folder \(ENOTDIR\)/)
  })

  test('F07 rejects a link that leads out of the root', async () => {
    await mkdir(join(base, 'root'))
    await symlink(base, join(base, 'root', 'link'))
    const error = await failure(checkFolder(join(base, 'root', 'link', 'files'), [join(base, 'root')]))
    expect(error.message).toMatch(/through a symbolic link/)
  })

  // Nobody can create a folder there, and creating one with its parents never ends.
  ;(existsSync('/proc/self') ? test : test.skip)('F08 rejects /proc/x/y at once', async () => {
    const error = await failure(checkFolder('/proc/x/y'))
    expect(error.message).toMatch(/^Cannot use the folder \/proc\/x\/y: /)
    expect(error.hint).toMatch(/a folder that can be created/)
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

describe('the temporary folder', () => {
  const WEEK_MS = 7 * 86_400_000
  const past = (ms: number) => new Date(Date.now() - ms)

  test('F12 is another one each time', async () => {
    const folders = [
      await createTemporaryFolder(base, new Date()),
      await createTemporaryFolder(base, new Date()),
    ]
    expect((await readdir(base)).map(name => join(base, name)).toSorted()).toEqual(folders.toSorted())
  })

  test('F11 C03 is removed with its files a week after a killed run', async () => {
    const old = await createTemporaryFolder(base, new Date())
    const recent = await createTemporaryFolder(base, new Date())
    await writeFile(join(old, '1'), 'x')
    await utimes(old, past(WEEK_MS + 1000), past(WEEK_MS + 1000))
    await utimes(recent, past(WEEK_MS - 60_000), past(WEEK_MS - 60_000))
    const now = await createTemporaryFolder(base, new Date())
    expect((await readdir(base)).map(name => join(base, name)).toSorted()).toEqual([recent, now].toSorted())
  })

  test('C03 nothing else is removed, however old it is', async () => {
    await mkdir(join(base, 'elsewhere'))
    await symlink(join(base, 'elsewhere'), join(base, '.await-export-abcdef'))
    await writeFile(join(base, '.await-export-123456'), '')
    for (const name of ['.await-export-', '.await-export-1234567', 'await-export-123456'])
      await mkdir(join(base, name))
    const names = await readdir(base)
    for (const name of names) await lutimes(join(base, name), 1, 1)
    await createTemporaryFolder(base, new Date())
    expect(await readdir(base)).toEqual(expect.arrayContaining(names))
  })

  test('F08 cannot be created in a folder that is missing', async () => {
    const error = await failure(createTemporaryFolder(join(base, 'absent'), new Date()))
    expect(error.message).toMatch(/^Cannot use the folder .+ \(ENOENT\)/)
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

describe('publishing', () => {
  const pausing = { clock: virtualClock({ advance: 'idle' }), signal: new AbortController().signal }
  const move = async (name: string) => {
    const from = join(base, `${name}.new`)
    await writeFile(from, name)
    return { from, to: join(base, name) }
  }

  test.each([
    ['F07 a folder', () => mkdir(join(base, 'b')), /a folder has that name/],
    ['F07 a symbolic link', () => symlink('/dev/null', join(base, 'b')), /a symbolic link has that name/],
    ['F07 a dangling link', () => symlink('nowhere', join(base, 'b')), /a symbolic link has that name/],
  ])('%s with the name of one file prevents all renames', async (_, obstruct, message) => {
    await obstruct()
    const error = await failure(publish([await move('a'), await move('b')], pausing))
    expect(error.message).toMatch(message)
    expect(await readdir(base)).not.toContain('a')
  })

  test('a special file with the name is reported', async () => {
    const server = createServer().listen(join(base, 'b'))
    await once(server, 'listening')
    const error = await failure(publish([await move('b')], pausing))
    server.close()
    await once(server, 'close')
    expect(error.message).toMatch(/a special file has that name/)
  })

  test('F07 D22 a file that cannot be renamed is reported, and verified files before it stay', async () => {
    for (const name of ['a', 'b']) await writeFile(join(base, name), `old ${name}`)
    const lost = { from: join(base, 'absent'), to: join(base, 'b') }
    const error = await failure(publish([await move('a'), lost], pausing))
    expect(error.message).toMatch(/^Cannot write .+b: .+ \(ENOENT\)/)
    expect(await readFile(join(base, 'a'), 'utf8')).toBe('a')
    expect(await readFile(join(base, 'b'), 'utf8')).toBe('old b')
  })

  test('F07 replaces files', async () => {
    for (const name of ['a', 'b']) await writeFile(join(base, name), `old ${name}`)
    await publish([await move('a'), await move('b')], pausing)
    expect((await readdir(base)).toSorted()).toEqual(['a', 'b'])
    for (const name of ['a', 'b']) expect(await readFile(join(base, name), 'utf8')).toBe(name)
  })
})
