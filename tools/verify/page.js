/* <ledger-check>: chooses a file, checks it on this device, says the result. Its words stand in its
 * data- attributes, so that the program's page and verify.html use the same script. */
(function () {
  'use strict';
  const ledger = globalThis.linliLedger;

  class LedgerCheck extends HTMLElement {
    connectedCallback() {
      const form = this.querySelector('form');
      form.hidden = false;
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        this.check(form).catch(() => this.say([this.dataset.unread], false));
      });
    }

    say(lines, good) {
      const note = document.createElement('div'), box = document.createElement('div');
      note.className = good ? 'note ok' : 'note bad';
      for (const line of lines) {
        const p = document.createElement('p');
        p.textContent = line;
        box.append(p);
      }
      note.append(box);
      this.querySelector('[role=status]').replaceChildren(note);
    }

    words(fault) {
      return (this.dataset[fault.code.replace(/-(.)/g, (m, c) => c.toUpperCase())] || fault.code).split('{n}').join(fault.where);
    }

    async check(form) {
      const file = form.querySelector('[type=file]').files[0], kept = form.querySelector('textarea').value.trim();
      if (!file) return form.querySelector('[type=file]').focus();
      const head = await file.slice(0, 200).text();
      const key = form.elements.key ? form.elements.key.value : '';
      return head.includes('"linli-ledger"') ? this.whole(file, kept, key) : this.one(file, kept, key);
    }

    async one(file, kept, key) {
      const proof = ledger.readProof(JSON.parse(await file.text()));
      const r = ledger.checkProof(proof, null, { keys: key ? [key] : [] });
      const found = r.faults.map((code) => ({ code, where: code === 'content' ? proof.leaf : r.size }));
      if (!found.length && kept) found.push(...(await this.compare(kept + '\n', proof)));
      const faults = found.map((f) => this.words(f));
      if (faults.length) return this.say([this.dataset.bad].concat(faults), false);
      return this.say([r.looked ? this.dataset.same : this.dataset.entry], true);
    }

    /* A checkpoint of before and that of the proof: the ledger itself has to show that it only grew
     * from one to the other, and what it shows is checked here. */
    async compare(kept, proof) {
      const key = ledger.readKey(proof.key), notes = [ledger.readNote(kept), ledger.readNote(proof.checkpoint)];
      if (notes[0].origin !== proof.log) return [{ code: 'other', where: notes[0].size }];
      if (!ledger.noteSigned(notes[0], key, ledger.ed25519)) return [{ code: 'signature', where: notes[0].size }];
      const [older, newer] = notes.sort((a, b) => a.size - b.size);
      let path = [];
      if (older.size !== newer.size) {
        try {
          const answer = await fetch(`${this.dataset.at}/consistency?format=json&from=${older.size}&to=${newer.size}`);
          path = (await answer.json()).proof.map(ledger.unhex);
        } catch {
          return [{ code: 'whole', where: older.size }];
        }
      }
      return ledger.grown(older.size, older.root, newer.size, newer.root, path) ? [] : [{ code: 'root', where: older.size }];
    }

    /* Only the key of one log is on the page: those of the others are compared by name there. */
    async whole(file, kept, key) {
      const run = new ledger.Export({ known: kept ? [kept + '\n'] : [] });
      let rest = '';
      for (let at = 0; at < file.size; at += 1 << 20) {
        const lines = (rest + (await text(file, at))).split('\n');
        rest = lines.pop();
        lines.forEach((l) => run.line(l));
      }
      if (rest) run.line(rest);
      const r = run.end(), own = key && ledger.readKey(key);
      if (own && r.logs.some((l) => l.origin === own.name && l.key !== own.text)) r.faults.unshift({ code: 'key', where: 0 });
      const sum = (what) => r.logs.reduce((n, l) => n + l[what], 0);
      const count = this.dataset.count.split('{n}').join(sum('leaves')).split('{c}').join(sum('checkpoints'));
      if (r.faults.length) this.say([this.dataset.bad].concat(r.faults.slice(0, 20).map((f) => this.words(f)), count), false);
      else this.say([this.dataset.good, count], true);
    }
  }

  /* An export is ASCII but for names and reasons, which JSON keeps whole within a line: a character
   * cut at the end of a piece would be lost, so the pieces are read as bytes and decoded in order. */
  const decoder = new WeakMap();
  async function text(file, at) {
    if (at === 0) decoder.set(file, new TextDecoder());
    const piece = await file.slice(at, at + (1 << 20)).arrayBuffer();
    return decoder.get(file).decode(piece, { stream: at + (1 << 20) < file.size });
  }

  customElements.define('ledger-check', LedgerCheck);
})();
