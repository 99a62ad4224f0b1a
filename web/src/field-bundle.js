/* What waits on this phone as one file for the desk (rooms/field/bundle.h says what is in it). */
import { bytesOf, items } from './field-outbox.js';
import { whoIsHere } from './field-store.js';

export async function bundle() {
  const now = await whoIsHere();
  if (!now || !now.key || !now.ticket) return null;
  const list = [];
  const parts = [];
  for (const item of await items()) {
    if (item.state === 'got' || !item.open) continue;
    const { path, title, text, values } = item.open;
    const files = [];
    for (let n = 0; n < item.open.files.length; n++) {
      const bytes = await bytesOf(item.uuid, n) || new ArrayBuffer(0);
      files.push({ field: item.open.files[n].field, size: bytes.byteLength });
      parts.push(bytes);
    }
    list.push({ uuid: item.uuid, at: item.at, path, title, text, values, files });
  }
  const json = new TextEncoder().encode(JSON.stringify(list));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, json.length);
  const plain = await new Response(new Blob([length.buffer, json, ...parts])).arrayBuffer();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, now.key, plain);
  return new Blob([`LINLI1\n${now.ticket}\n`, iv, sealed], { type: 'application/octet-stream' });
}
