// What one report makes PostgreSQL do, as a script for pgbench: taken from the log of a server to
// which one client reported many problems, one after the other.
//
// Every report sends the same statements; what differs is their values. A value that never differs
// stands in the script as it is. A number that only grows (an id, a time) goes on growing there; any
// other number is drawn from those seen, all of one report together; a text or a hash that is never
// the same twice is new each time, and of texts that come again as many differ as did.

const mark = '\u0001'
/** For log_line_prefix: an entry begins where a line does with this. */
export const prefix = `${mark}%p `

/** The entries of a log: { text, values } of each statement, in their order. */
function statements(log) {
  const out = []
  for (const entry of log.split(mark)) {
    const [, kind, rest] = /^\d+ (\w+):\s+([\s\S]*)$/.exec(entry.trimEnd()) ?? []
    const run = kind === 'LOG' && /^(?:execute [^:]+|statement): ([\s\S]*)$/.exec(rest)
    if (run) out.push({ text: run[1].replace(/\n\t/g, '\n'), values: [] })
    if (kind !== 'DETAIL' || !rest.startsWith('parameters: ')) continue
    out.at(-1).values = [...rest.matchAll(/\$\d+ = (NULL|'(?:[^']|'')*')/g)].map((m) => m[1])
  }
  return out
}

/** The reports among them: all that stands before each COMMIT, if it is what the last report sent. */
function reports(all) {
  const runs = [[]]
  for (const s of all) {
    runs.at(-1).push(s)
    if (s.text === 'COMMIT') runs.push([])
  }
  runs.pop()
  const shape = (run) => run.map((s) => s.text).join('\n')
  const usual = shape(runs.at(-Math.ceil(runs.length / 2)))
  return runs.filter((r) => shape(r) === usual)
}

const few = 8
const isNumber = (v) => /^'-?\d+'$/.test(v)
const number = (v) => BigInt(v.slice(1, -1))

/** A value as it stands in a script, where a colon begins a name. */
const literal = (v) => (v.includes(':') ? `E${v.replace(/\\/g, '\\\\').replace(/:/g, '\\072')}` : v)

/** Which of the numbers: halved until one is left, as pgbench has no arrays. */
function pick(values, from = 0, to = values.length) {
  if (to - from === 1) return values[from].toString()
  const mid = (from + to) >> 1
  return `CASE WHEN :drawn < ${mid} THEN ${pick(values, from, mid)} ELSE ${pick(values, mid, to)} END`
}

/** What stands for one place in the statements, given what stood there in each report. */
function stand(seen, variables) {
  const last = seen.at(-1)
  const distinct = new Set(seen).size
  const variable = (expression) => {
    if (!variables.has(expression)) variables.set(expression, `v${variables.size}`)
    return `:${variables.get(expression)}`
  }
  if (distinct === 1) return literal(last)
  if (!seen.every(isNumber)) {
    // few words are words of ours (a flow, a state): others would break what refers to them
    if (distinct <= few && !last.startsWith(`'\\x`)) {
      const words = [...new Set(seen)]
      return `(ARRAY[${words.map(literal).join(', ')}])[CAST(${variable(pick(seen.map((v) => words.indexOf(v))))} AS int) + 1]`
    }
    if (distinct < seen.length) return `('x' || ${variable(pick(seen.map((v) => seen.indexOf(v))))})`
    return last.startsWith(`'\\x`) ? 'sha256(int8send(:n))' : `(${literal(last)} || :n)`
  }
  const n = seen.map(number)
  return variable(n.every((v, i) => i === 0 || v > n[i - 1]) ? `${n.at(-1)} + :n` : pick(n))
}

/**
 * The script: { text, statements, reports }. It counts its reports by :i, from -D i=0, and numbers
 * them over all clients from -D first, of -D clients.
 */
export function script(log) {
  const seen = reports(statements(log))
  if (seen.length < 8) throw new Error(`the log holds ${seen.length} reports that are alike`)
  const variables = new Map()
  const body = seen[0].map((s, i) =>
    s.text.replace(/\$(\d+)/g, (_, n) => stand(seen.map((r) => r[i].values[n - 1]), variables)),
  )
  const head = [
    '\\set i :i + 1',
    '\\set n :first + :i * :clients + :client_id',
    `\\set drawn random(0, ${seen.length - 1})`,
    ...[...variables].map(([expression, name]) => `\\set ${name} ${expression}`),
  ]
  return { text: [...head, ...body.map((s) => `${s};`), ''].join('\n'), statements: body.length, reports: seen.length }
}
