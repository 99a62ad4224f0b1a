/* <here-button>: three hidden inputs (lat, lon, accuracy) and a button, hidden without script,
 * that asks the device where it is; its texts are on the button. Only on a tap, never by itself. */
class HereButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector('button');
    this.said = this.querySelector('[role=status]');
    if (!this.button || !navigator.geolocation) return;
    this.button.hidden = false;
    this.button.addEventListener('click', () => this.ask());
  }

  say(text) {
    if (this.said) this.said.textContent = text;
  }

  put(name, value) {
    const input = this.querySelector(`[name=${name}]`);
    if (input) input.value = value;
  }

  ask() {
    this.say(this.button.dataset.working);
    navigator.geolocation.getCurrentPosition((p) => {
      this.put('lat', p.coords.latitude.toFixed(6));
      this.put('lon', p.coords.longitude.toFixed(6));
      this.put('accuracy', Math.round(p.coords.accuracy));
      this.say(this.button.dataset.found.replace('{m}', Math.round(p.coords.accuracy)));
      this.dispatchEvent(new Event('change', { bubbles: true }));
    }, () => this.say(this.button.dataset.failed), { enableHighAccuracy: true, timeout: 15000 });
  }
}

customElements.define('here-button', HereButton);
