/* <confirm-dialog data-ask="…" data-yes="…" data-no="…">: wraps a form whose step cannot be taken
 * back; asks once more. Without script the form goes straight to the server. */
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

  ask(form, submitter) {
    const dialog = document.createElement('dialog');
    const words = document.createElement('p');
    words.textContent = this.dataset.ask;
    const bar = document.createElement('form');
    bar.method = 'dialog';
    bar.className = 'grid2';
    for (const [value, name] of [['no', 'btn'], ['yes', 'btn primary']]) {
      const b = document.createElement('button');
      b.className = name;
      b.value = value;
      b.textContent = this.dataset[value];
      bar.append(b);
    }
    dialog.append(words, bar);
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (dialog.returnValue !== 'yes') return;
      this.sure = true;
      if (form.requestSubmit) form.requestSubmit(submitter);
      else form.submit();
    });
    document.body.append(dialog);
    dialog.showModal();
  }
}

customElements.define('confirm-dialog', ConfirmDialog);
