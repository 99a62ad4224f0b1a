/* <print-now>: its button, hidden without script, prints the page. */
class PrintNow extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector('button');
    if (!button) return;
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}

customElements.define('print-now', PrintNow);
