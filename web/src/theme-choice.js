/* Light or dark is kept on the device, so that public pages stay the same for everyone.
 * <theme-choice>: its buttons set it; hidden without script, where the device decides. */
function use(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

let kept = '';
try { kept = localStorage.getItem('theme') || ''; } catch (e) { /* storage is off */ }
use(kept);

class ThemeChoice extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.buttons = Array.from(this.querySelectorAll('[data-theme-is]'));
    this.mark(kept);
    for (const b of this.buttons) b.addEventListener('click', () => {
      const theme = b.dataset.themeIs;
      try { localStorage.setItem('theme', theme); } catch (e) { /* storage is off */ }
      use(theme);
      this.mark(theme);
    });
  }

  mark(theme) {
    for (const b of this.buttons) b.setAttribute('aria-pressed', String(b.dataset.themeIs === theme));
  }
}

customElements.define('theme-choice', ThemeChoice);
