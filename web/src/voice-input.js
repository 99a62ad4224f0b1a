/* <voice-input data-start data-stop data-have="… {s} …" data-again data-failed>: around a file
 * input for sound. One tap records with the phone's microphone, the next ends it; the recording
 * goes into the input. Three minutes at most. Without a microphone the input stays as it is. */
const LONGEST_MS = 180000;

class VoiceInput extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type=file]');
    if (!this.input || !window.MediaRecorder || !window.DataTransfer || !navigator.mediaDevices) return;
    this.button = document.createElement('button');
    this.button.type = 'button';
    this.button.className = 'btn big full speak';
    this.icon = this.querySelector('.addphoto svg').cloneNode(true);
    this.said = document.createElement('p');
    this.said.setAttribute('role', 'status');
    this.label(this.dataset.start);
    this.button.addEventListener('click', () => (this.recorder ? this.recorder.stop() : this.start()));
    // who goes on while it still records has said what there was to say: first that, then the form
    this.input.form.addEventListener('submit', (e) => {
      if (!this.recorder) return;
      e.preventDefault();
      e.stopImmediatePropagation();
      if (this.input.form.requestSubmit) this.then = () => this.input.form.requestSubmit(e.submitter);
      this.recorder.stop();
    }, true);
    this.querySelector('.addphoto').hidden = true;
    this.prepend(this.button, this.said);
  }

  label(text) {
    this.button.textContent = text;
    this.button.prepend(this.icon);
  }

  async start() {
    if (this.starting) return;
    this.starting = true;
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
      const parts = [];
      const began = Date.now();
      this.recorder = new MediaRecorder(sound);
      this.recorder.ondataavailable = (e) => parts.push(e.data);
      this.recorder.onstop = () => {
        clearTimeout(this.end);
        sound.getTracks().forEach((t) => t.stop());
        this.take(parts, Math.round((Date.now() - began) / 1000));
      };
      this.recorder.start();
      this.end = setTimeout(() => this.recorder.stop(), LONGEST_MS);
      this.button.classList.add('on');
      this.label(this.dataset.stop);
    } catch (e) {
      this.recorder = null;
      sound?.getTracks().forEach((t) => t.stop());
      this.said.textContent = this.dataset.failed;
      this.querySelector('.addphoto').hidden = false;
    }
    this.starting = false;
  }

  take(parts, seconds) {
    const type = this.recorder.mimeType || 'audio/webm';
    const all = new DataTransfer();
    all.items.add(new File(parts, /mp4/.test(type) ? 'voice.m4a' : 'voice.webm', { type }));
    this.input.files = all.files;
    this.recorder = null;
    this.button.classList.remove('on');
    this.label(this.dataset.again);
    this.said.textContent = this.dataset.have.replace('{s}', seconds);
    this.then?.();
    this.then = null;
  }
}

customElements.define('voice-input', VoiceInput);
