/* <confirm-dialog data-ask="…" data-yes="…" data-no="…">: wraps a form whose step cannot be taken
 * back; asks once more. Without script the form goes straight to the server. */
/* Asks in the words of data-ask, data-yes, data-no; true if it was yes. */
export function confirmed(texts) {
  const dialog = document.createElement('dialog');
  if (!window.HTMLDialogElement) return Promise.resolve(window.confirm(texts.ask));
  const words = document.createElement('p');
  words.textContent = texts.ask;
  const bar = document.createElement('form');
  bar.method = 'dialog';
  bar.className = 'grid2';
  for (const [value, name] of [['no', 'btn'], ['yes', 'btn primary']]) {
    const b = document.createElement('button');
    b.className = name;
    b.value = value;
    b.textContent = texts[value];
    bar.append(b);
  }
  dialog.append(words, bar);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener('close', () => {
    dialog.remove();
    done(dialog.returnValue === 'yes');
  }));
}

class ConfirmDialog extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form');
    if (!form || !window.HTMLDialogElement) return;
    form.addEventListener('submit', (e) => {
      if (this.sure) return;
      e.preventDefault();
      this.ask(form, e.submitter);
    });
  }

  async ask(form, submitter) {
    if (!await confirmed(this.dataset)) return;
    this.sure = true;
    if (form.requestSubmit) form.requestSubmit(submitter);
    else form.submit();
  }
}

customElements.define('confirm-dialog', ConfirmDialog);
