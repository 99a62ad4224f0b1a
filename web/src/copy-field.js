/* <copy-field>: a read-only field and a button, hidden without script, that copies it. */
class CopyField extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector('button');
    this.input = this.querySelector('input,textarea');
    if (!this.button || !this.input) return;
    this.button.hidden = false;
    this.button.addEventListener('click', () => this.copy());
  }

  async copy() {
    this.input.select(); // where the clipboard is closed to us it is at least chosen
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(this.input.value);
      else if (!document.execCommand('copy')) return;
      this.button.firstChild.textContent = this.button.dataset.done;
    } catch {
      /* chosen: the keys of the browser copy it */
    }
  }
}

customElements.define('copy-field', CopyField);
