// A network between a browser and the server that loses every n-th request: by turns before it
// arrives, and after the server answered, so that only the answer is lost.
import http from 'node:http'

export async function faulty(to) {
  const { hostname, port } = new URL(to)
  const lost = { before: 0, after: 0 }
  let every = 0
  let down = false
  let seen = 0
  const server = http.createServer((rq, rs) => {
    if (down) {
      rq.socket.destroy()
      return
    }
    const lose = every && /^\/field/.test(rq.url) && ++seen % every === 0
    if (lose && lost.before <= lost.after) {
      lost.before++
      rq.socket.destroy()
      return
    }
    const on = http.request({ hostname, port, path: rq.url, method: rq.method, headers: rq.headers }, (answer) => {
      if (lose) {
        lost.after++
        answer.resume()
        answer.on('end', () => rs.socket?.destroy())
        return
      }
      rs.writeHead(answer.statusCode, answer.rawHeaders)
      answer.pipe(rs)
    })
    on.on('error', () => rs.destroy())
    rq.pipe(on)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    lost,
    down: (yes) => { down = yes },
    loseEvery: (n) => { every = n },
    close: () => { server.close(); server.closeAllConnections() },
  }
}
