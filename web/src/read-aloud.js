/* <read-aloud>: its button reads the main part of the page; shown only where there is a voice for
 * the language of the page. The server sends it hidden. */
class ReadAloud extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector('button');
    if (!this.button || !window.speechSynthesis) return;
    this.offer();
    speechSynthesis.addEventListener('voiceschanged', () => this.offer());
    this.button.addEventListener('click', () => this.read());
  }

  offer() {
    const tongue = document.documentElement.lang.slice(0, 2);
    const voices = speechSynthesis.getVoices();
    this.voice = voices.find((v) => v.lang.slice(0, 2) === tongue);
    this.button.hidden = !this.voice;
  }

  read() {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      return;
    }
    const words = new SpeechSynthesisUtterance(document.getElementById('main').innerText);
    words.voice = this.voice;
    words.lang = this.voice.lang;
    speechSynthesis.speak(words);
  }
}

customElements.define('read-aloud', ReadAloud);
