/* <live-region data-src="/…" data-stream="/…" data-every="30">: its content is fetched again, as
 * the same HTML the server rendered at first, when the stream hints that something changed, else
 * every so many seconds while the page is looked at. Rights are checked at each look. */
class LiveRegion extends HTMLElement {
  connectedCallback() {
    this.src = this.dataset.src || location.href;
    if (this.dataset.stream && window.EventSource) {
      this.stream = new EventSource(this.dataset.stream);
      this.stream.onmessage = () => this.look();
    } else {
      this.timer = setInterval(() => this.look(), (Number(this.dataset.every) || 30) * 1000);
    }
  }

  disconnectedCallback() {
    if (this.stream) this.stream.close();
    clearInterval(this.timer);
  }

  async look() {
    if (document.hidden || this.busy || this.contains(document.activeElement)) return;
    this.busy = true;
    try {
      const r = await fetch(this.src, { headers: { 'X-Fragment': this.id || '1' } });
      if (r.ok) {
        const page = new DOMParser().parseFromString(await r.text(), 'text/html');
        const fresh = this.id && page.getElementById(this.id);
        this.innerHTML = (fresh || page.body).innerHTML;
      }
    } catch (e) { /* no network: the next look will do */ }
    this.busy = false;
  }
}

customElements.define('live-region', LiveRegion);
