/* Every page works without this file; it makes what is there quicker to use. */
import './theme-choice.js';
import './pick.js';
import './offline-form.js';
import './photo-input.js';
import './voice-input.js';
import './here-button.js';
import './similar-list.js';
import './grid-map.js';
import './confirm-dialog.js';
import './live-region.js';
import './combo-box.js';
import './kind-find.js';
import './near-facilities.js';
import './read-aloud.js';
import './list-keys.js';
import './copy-field.js';
import './print-now.js';
