// nginx with the shipped site file before a server that listens on a unix socket.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/* The site file with the lines marked CHANGE changed, and ports that tests may have. */
function site(dir, socket, { front, plain, tls }) {
  let text = fs.readFileSync(path.join(top, 'packaging/nginx/linli.conf'), 'utf8')
  const change = (from, to) => {
    assert.ok(text.includes(from), `linli.conf no longer says ${from}`)
    text = text.replaceAll(from, to)
  }
  change('/run/linli/linli.sock', socket)
  change('/var/cache/nginx/linli', `${dir}/cache`)
  change('/etc/ssl/linli/fullchain.pem', `${dir}/cert.pem`)
  change('/etc/ssl/linli/privkey.pem', `${dir}/key.pem`)
  change('listen 80;', plain ? `listen 127.0.0.1:${plain};` : `listen unix:${dir}/plain.sock;`)
  change('listen 443 ssl http2;', `${tls ? `listen 127.0.0.1:${tls} ssl http2;` : ''} listen 127.0.0.1:${front};`)
  return text.replace(/^ *listen \[::\].*$/gm, '')
}

/**
 * Starts it: its files go to dir, linli listens on socket. ports: front answers as the site does
 * over TLS, but in the clear; plain (or none) sends to https; tls (or none) is that. Returns the
 * process.
 */
export function nginx(dir, socket, ports) {
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=linli.example',
    '-keyout', `${dir}/key.pem`, '-out', `${dir}/cert.pem`])
  assert.equal(made.status, 0)
  fs.chmodSync(dir, 0o755)
  fs.writeFileSync(`${dir}/site.conf`, site(dir, socket, ports))
  fs.writeFileSync(`${dir}/nginx.conf`,
    `${process.getuid() === 0 ? 'user root;' : ''} worker_processes 2; pid ${dir}/pid; error_log ${dir}/error.log; daemon off;
events { worker_connections 512; }
http { access_log off; client_body_temp_path ${dir}/b; proxy_temp_path ${dir}/p; fastcgi_temp_path ${dir}/f;
  uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s; include ${dir}/site.conf; }`)
  return spawn('nginx', ['-c', `${dir}/nginx.conf`, '-p', dir], { stdio: 'ignore' })
}
