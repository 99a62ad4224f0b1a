// Pages against nginx serving the same bytes from disk, on the same cores, in turns.
import { serve } from '../journeys/server.mjs'
import { against } from './against.mjs'
import { signIn } from './sign_in.mjs'

export const name = 'pages'
export const about = 'rendered pages, uncompressed, direct'

const community = '/c/532503001008'

export async function run(b) {
  const server = await serve()
  b.later(() => server.stop())
  const files = await b.nginx()
  await against(b, files, server.url, 'community home', community, 0.5)
  await against(b, files, server.url, 'public list of cases', `${community}/cases`, 0.5)
  const cookie = await signIn(server.url, 'duty')
  await against(b, files, server.url, 'inbox, signed in', '/desk', 0.2, { cookie })
}
