// The second verifier on the page that explains it; the same file runs on the command line.
import '../../tools/verify/ledger.js';
import '../../tools/verify/page.js';
