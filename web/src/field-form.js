/* <field-form>: wraps the report form of a grid worker. The photo of after is asked for only once
 * it says that the matter is solved. */
class FieldForm extends HTMLElement {
  connectedCallback() {
    const solved = this.querySelector('[name=solved]');
    const after = this.querySelector('.only-solved');
    if (!solved || !after) return;
    const show = () => { after.hidden = !solved.checked; };
    solved.addEventListener('change', show);
    show();
  }
}

customElements.define('field-form', FieldForm);
