/* Small things every page has: the error summary is read first, a chosen box is outlined in
 * browsers without :has(), a chosen file is named, Ctrl+Enter sends the form it was typed in. */
const summary = document.querySelector('.errsum');
if (summary) summary.focus();

/* Its links lead to the field, and the typing starts there. */
document.addEventListener('click', (e) => {
  const link = e.target.closest('.errsum a');
  const field = link && document.getElementById(link.hash.slice(1));
  const input = field && field.querySelector('input:not([type=hidden]),select,textarea');
  if (!input) return;
  e.preventDefault();
  input.focus();
  field.scrollIntoView();
});

document.addEventListener('change', (e) => {
  const box = e.target.closest('.pick.box');
  if (!box) return;
  for (const other of box.parentNode.querySelectorAll('.pick.box'))
    other.classList.toggle('on', other.querySelector('input').checked);
});

/* A file that was chosen is named where its words stand. */
document.addEventListener('change', (e) => {
  const have = e.target.type === 'file' && e.target.matches('[data-named]') && e.target.parentNode.querySelector('.have');
  if (have && e.target.files.length) have.textContent = e.target.files[0].name;
});

document.addEventListener('keydown', (e) => {
  const form = e.key === 'Enter' && (e.ctrlKey || e.metaKey) && e.target.form;
  if (!form) return;
  const button = form.querySelector('[type=submit]');
  if (button) button.click();
});
