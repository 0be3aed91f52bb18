import { contentOf, type SimulatedFile } from './content.ts'
import { zipOf } from './zip.ts'

const COLUMNS = ['SCORE', 'CVE', 'CWE', 'FIRST_INTRODUCED', 'PROJECT_NAME', 'ISSUE_SEVERITY']

/** One part of a Snyk export: CSV with a header row and JSON lists inside its cells. */
export function snykCsv(part: number, rows: number): SimulatedFile {
  const lines = Array.from({ length: rows }, (_, row) => {
    const id = 10_000 + part * 1000 + row
    const lists = `"[""CVE-2025-${id}""]","[""CWE-${(row % 900) + 20}""]"`
    return `${(row * 37) % 1000},${lists},"2025-12-05 21:14:01.949","example-${row % 12}","high"`
  })
  const header = COLUMNS.map(column => `"${column}"`).join(',')
  return {
    name: `data_1_${part}_0.csv`,
    content: contentOf(`${[header, ...lines].join('\n')}\n`),
    rowCount: rows,
  }
}

/** A SailPoint configuration with the given number of objects. */
export function sailpointDocument(objects: number): SimulatedFile {
  const document = {
    version: 1,
    timestamp: '2021-08-27T15:55:37.37883Z',
    tenant: 'example',
    description: 'Example export',
    options: { excludeTypes: [], includeTypes: ['RULE', 'TRANSFORM'], objectOptions: {} },
    objects: Array.from({ length: objects }, (_, index) => {
      const id = `24e5ad57-c12d-4e62-92fe-${String(index).padStart(12, '0')}`
      const name = `Example transform ${index + 1}`
      return {
        version: 1,
        self: { type: 'TRANSFORM', id, name },
        object: { id, name, type: 'upper', internal: false },
      }
    }),
  }
  return { name: 'export.json', content: contentOf(JSON.stringify(document)) }
}

/** The checks of a VMware pre-check run. */
export function vmwareCsv(checks: number): SimulatedFile {
  const lines = Array.from({ length: checks }, (_, index) => {
    const result = index % 9 === 0 ? 'COMPLETED_WITH_FAILURE' : 'COMPLETED_WITH_SUCCESS'
    return `"example-host-${index % 4}","Example check ${index + 1}","${result}"`
  })
  return {
    name: 'vcf-precheck-report.csv',
    content: contentOf(`${['"RESOURCE","CHECK","RESULT"', ...lines].join('\n')}\n`),
  }
}

/** A Closient archive: a folder with a YAML file per product. */
export function closientArchive(products: number): SimulatedFile {
  const entries = Array.from({ length: products }, (_, index) => ({
    name: `products/example-${index + 1}.yaml`,
    data: `name: Example product ${index + 1}\nstatus: active\n`,
  }))
  const manifest = { name: 'manifest.yaml', data: `format_version: "1"\nproducts: ${products}\n` }
  return { name: 'example-export-2026-01-05.zip', content: contentOf(zipOf([manifest, ...entries])) }
}
