/* The grid worker's pages: what residents' forms have, and working without network. */
import './theme-choice.js';
import './pick.js';
import './photo-input.js';
import './voice-input.js';
import './here-button.js';
import './kind-find.js';
import './near-facilities.js';
import './confirm-dialog.js';
import './field-form.js';
import './field-day.js';
import './field-wait.js';
import './field-list.js';
import './field-lock.js';
