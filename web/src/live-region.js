/* <live-region id="…" data-stream="/…" data-every="30">: its content is fetched again, as the same
 * HTML the server rendered at first, when the stream hints that something changed, else every so
 * many seconds. A stream that is refused, as too many listen already, is asked for again each minute
 * or two. Rights are checked at each look. What is ticked and where the keyboard stands stay; while
 * somebody writes or chooses in it, it waits; while nobody looks at the page, it rests. The slower
 * the answers, the rarer the looks: many open boards do not hold the server up. data-line says how
 * it stands: up, slow (without a stream), down. */
const PAUSE_MS = 300;
const AGAIN_MS = 60000;

class LiveRegion extends HTMLElement {
  connectedCallback() {
    this.last = -PAUSE_MS;
    this.pause = PAUSE_MS;
    this.again = () => this.wanted && this.soon();
    document.addEventListener('visibilitychange', this.again);
    this.addEventListener('focusout', this.again);
    if (this.dataset.stream && window.EventSource) this.listen();
    else this.poll();
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this.again);
    if (this.stream) this.stream.close();
    clearInterval(this.every);
    clearTimeout(this.timer);
    clearTimeout(this.later);
  }

  listen() {
    this.stream = new EventSource(this.dataset.stream);
    this.stream.onmessage = () => this.hint();
    this.stream.onopen = () => {
      this.dataset.line = 'up';
      clearInterval(this.every);
      this.hint(); // what happened before it stood
    };
    this.stream.onerror = () => {
      const refused = this.stream.readyState === EventSource.CLOSED;
      this.dataset.line = refused ? 'slow' : 'down';
      if (!refused) return;
      this.poll();
      this.later = setTimeout(() => this.listen(), AGAIN_MS * (1 + Math.random())); // not all at once
    };
  }

  poll() {
    clearInterval(this.every);
    this.every = setInterval(() => this.hint(), (Number(this.dataset.every) || 30) * 1000);
  }

  hint() {
    this.wanted = true;
    this.soon();
  }

  writing() {
    const at = this.contains(document.activeElement) && document.activeElement;
    return at && /^(TEXTAREA|SELECT|INPUT)$/.test(at.tagName) && !/^(checkbox|radio)$/.test(at.type);
  }

  soon() {
    if (this.busy || this.timer || document.hidden || this.writing()) return;
    this.timer = setTimeout(() => this.look(), Math.max(0, this.last + this.pause - performance.now()));
  }

  async look() {
    this.timer = 0;
    if (document.hidden || this.writing()) return;
    this.busy = true;
    this.wanted = false;
    const began = performance.now();
    try {
      const r = await fetch(location.href, { headers: { 'X-Fragment': this.id || '1' } });
      if (r.redirected || r.status === 401) location.reload(); // signed out elsewhere
      else if (r.ok) this.show(await r.text());
      this.stand(r.ok);
    } catch (e) {
      this.stand(false); // no network: the next look will do
    }
    this.last = performance.now();
    this.pause = Math.max(PAUSE_MS, 4 * (this.last - began));
    this.busy = false;
    if (this.wanted) this.soon();
  }

  /* With a stream its own events say so. */
  stand(ok) {
    if (this.stream && this.stream.readyState === EventSource.CLOSED) this.dataset.line = ok ? 'slow' : 'down';
  }

  show(text) {
    const page = new DOMParser().parseFromString(text, 'text/html');
    const fresh = (this.id && page.getElementById(this.id)) || page.body;
    const ticked = Array.from(this.querySelectorAll(':checked[id]'), (i) => i.id);
    const opened = Array.from(this.querySelectorAll('details[open][id]'), (d) => d.id);
    const focus = this.contains(document.activeElement) && document.activeElement.id;
    this.innerHTML = fresh.innerHTML;
    const find = (id) => this.querySelector('#' + CSS.escape(id));
    for (const i of ticked.map(find)) if (i) i.checked = true;
    for (const d of opened.map(find)) if (d) d.open = true;
    const at = focus && find(focus);
    if (at) at.focus();
    this.dispatchEvent(new Event('fresh', { bubbles: true }));
  }
}

customElements.define('live-region', LiveRegion);
